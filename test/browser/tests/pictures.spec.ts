// The pictures of the README that need no story of their own (see shot).
import { expect, shot, test } from '../city'
import { enterDesk } from '../people'

test('pictures', async ({ page }) => {
  await page.goto('/')
  await shot(page, 'home')
  await page.goto('/ask')
  await shot(page, 'ask')
  await page.goto('/how/people.request')
  await page.locator('.sn-diagram').scrollIntoViewIfNeeded()
  await shot(page, 'process')
  await page.goto('/answers')
  await page.getByRole('link', { name: '第一次答复后' }).or(page.locator('.sn-story a').first()).first().click()
  await shot(page, 'answer')
  await page.goto('/figures')
  await shot(page, 'figures')

  await enterDesk(page, 'lin.yue')
  await shot(page, 'inbox')
  await page.locator('[data-row]').first().click()
  await expect(page.locator('.sn-identity')).toBeVisible()
  await shot(page, 'matter')
  await page.locator('.sn-why summary').first().click()
  await page.locator('.sn-why').first().scrollIntoViewIfNeeded()
  await shot(page, 'why')
})
