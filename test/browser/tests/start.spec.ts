import { expect, expectAccessible, expectFits, shot, test } from '../city'

test('the start page is in Chinese and everyone can use it', async ({ page }) => {
  const answer = await page.goto('/')
  expect(answer?.status()).toBe(200)
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
  await expectAccessible(page)
  await expectFits(page)
  await shot(page, 'start')
})
