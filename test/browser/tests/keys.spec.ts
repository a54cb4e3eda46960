// The desk by keyboard alone.
import { expect, expectAccessible, test } from '../city'
import { enterDesk } from '../people'

test('rows are walked with j and k and opened with Enter', async ({ page }) => {
  await enterDesk(page, 'lin.yue')
  const rows = page.locator('[data-row]')
  await page.keyboard.press('j')
  await expect(rows.nth(0)).toBeFocused()
  await page.keyboard.press('j')
  await expect(rows.nth(1)).toBeFocused()
  await page.keyboard.press('k')
  await expect(rows.nth(0)).toBeFocused()
  const title = await rows.nth(0).innerText()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
})

test('letters lead to the lists and to the search box, and typing in a field is typing', async ({ page }) => {
  await enterDesk(page, 'lin.yue')
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await expect(page).toHaveURL('/desk/late')
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('gaj?')
  await expect(page).toHaveURL('/desk/late')
  await expect(page.getByRole('searchbox')).toHaveValue('gaj?')
})

test('the list of keys opens with a question mark and turns them off', async ({ page }) => {
  await enterDesk(page, 'lin.yue')
  await page.keyboard.press('?')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('checkbox').uncheck()
  await page.keyboard.press('Escape')
  await page.keyboard.press('j')
  await expect(page.locator('[data-row]').first()).not.toBeFocused()
})
