// The pages that many people open, at every width, in both languages and in large print.
import { expect, expectSound, expectSoundResized, langs, localeOf, saying, test, type Page } from '../city'
import { enterDesk } from '../people'

const portal = ['/', '/ask', '/follow', '/answers', '/figures', '/how/people.request', '/guide', '/items', '/items?q=%E5%BC%80%E9%A5%AD%E5%BA%97', '/tip', '/api', '/desk/sign-in', '/nowhere']

async function everyPage(page: Page, expectSound: (page: Page) => Promise<void>) {
  for (const path of portal) {
    await page.goto(path)
    await expectSound(page)
  }
  await enterDesk(page, 'lin.yue')
  for (const path of ['/desk', '/desk/late', '/desk/all', '/desk/account', '/desk/search?q=Q990102-2026-00000000-0', '/desk/search?q=%E5%81%9C%E6%B0%B4']) {
    await page.goto(path)
    await expectSound(page)
  }
  await page.goto('/desk')
  await page.locator('[data-row]').first().click()
  for (const details of await page.locator('main details').all()) await details.locator('summary').first().click()
  await expectSound(page)
}

for (const lang of langs) {
  test.describe(lang, () => {
    test.use({ locale: localeOf(lang) })
    test('every page is accessible and fits', async ({ page }) => {
      await page.goto('/')
      await expect(page.locator('html')).toHaveAttribute('lang', lang === 'zh' ? 'zh-CN' : 'en')
      await everyPage(page, expectSound)
    })

    test('every page is accessible and fits in large print', async ({ page }) => {
      const say = saying(lang)
      await page.goto('/figures')
      await page.getByRole('link', { name: say('大字版', 'Large print') }).click()
      await expect(page).toHaveURL('/figures')
      await expect(page.getByRole('link', { name: say('标准字号', 'Standard print') })).toBeVisible()
      await everyPage(page, expectSoundResized)
    })
  })
}

test('the language changes and the page stays', async ({ page }) => {
  await page.goto('/answers?kind=complaint')
  await page.getByRole('link', { name: 'English' }).click()
  await expect(page).toHaveURL('/answers?kind=complaint')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Published answers')
  await page.getByRole('link', { name: '中文' }).click()
  await expect(page).toHaveURL('/answers?kind=complaint')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('公开的答复')
})
