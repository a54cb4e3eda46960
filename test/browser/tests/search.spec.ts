// What is searched for is found by keyboard, with and without scripts, at every width.
import { expect, expectSound, langs, localeOf, saying, test } from '../city'
import { enterDesk } from '../people'

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ locale: localeOf(lang) })
    test('a word is found on the desk from any page', async ({ page }) => {
      const say = saying(lang)
      await enterDesk(page, 'lin.yue')
      await page.keyboard.press('/')
      await expect(page.locator('[data-search]')).toBeFocused()
      await page.keyboard.type('路灯')
      await page.keyboard.press('Enter')
      await expect(page).toHaveURL(/\/desk\/search\?q=/)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(say('查找', 'Search'))
      await expect(page.locator('mark').first()).toHaveText('路灯')
      await expectSound(page)
      await page.goto('/desk/search?q=' + encodeURIComponent('龘龘'))
      await expect(page.locator('.sn-empty')).toBeVisible()
      await expectSound(page)
    })

    test('a word is found among the published answers', async ({ page }) => {
      const say = saying(lang)
      await page.goto('/answers')
      await page.getByLabel(say('在公开的答复中查找', 'Search published answers')).last().fill('停水')
      await page.keyboard.press('Enter')
      await expect(page).toHaveURL(/\/answers\?q=/)
      await expectSound(page)
      await expect(page.locator('mark').first()).toHaveText('停水')
      await page.goto('/answers?q=' + encodeURIComponent('龘龘'))
      await expect(page.locator('.sn-empty')).toBeVisible()
      await expectSound(page)
    })
  })
}
