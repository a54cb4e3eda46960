// Names of long lists are found by typing.
import { expect, expectAccessible, expectFits, test } from '../city'
import { enterDesk } from '../people'

test('a unit and a category are found by typing, and no list of hundreds stands in the page', async ({ page }) => {
  await enterDesk(page, 'su.he')
  await page.goto('/desk?state=people.request/submitted')
  await page.locator('[data-row]').first().click()
  expect(await page.locator('option').count()).toBeLessThan(20)
  const unit = page.getByLabel('承办单位')
  await unit.pressSequentially('水务')
  const offered = page.locator(`datalist#${await unit.getAttribute('list')} option`)
  await expect(offered.first()).toHaveAttribute('value', /水务/)
  await expect(unit).toHaveValue('水务')
  await expectAccessible(page)
  await expectFits(page)
  await page.getByLabel('一般', { exact: true }).check()
  await page.getByRole('button', { name: '派单', exact: true }).click()
  await expect(page.getByRole('group', { name: '您要选的是：' })).toBeVisible()
  await expect(unit).toHaveValue('水务')
  await expectAccessible(page)
  await page.getByLabel('澜湾市水务局', { exact: true }).check()
  await page.getByLabel('协办单位 1').fill('南堤街道办事处')
  await page.getByRole('button', { name: '派单', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('“派单”已完成')
  await expect(page.getByRole('main')).toContainText('南堤街道办事处')
})
