// The pictures of the README that need no story of their own (see shot).
import { expect, shot, test } from '../city'
import { enterDesk } from '../people'

test('pictures of the portal', async ({ page }) => {
  await page.goto('/')
  await shot(page, 'home')
  await page.goto('/ask')
  await shot(page, 'ask')
  await page.goto('/how/people.request')
  await page.locator('.sn-diagram').scrollIntoViewIfNeeded()
  await shot(page, 'process')
  await page.goto('/answers?unit=ecology')
  await page.locator('.sn-story a').last().click()
  await expect(page.locator('.sn-answer')).toBeVisible()
  await shot(page, 'answer')
})

test('pictures of the desk', async ({ page }) => {
  await enterDesk(page, 'lin.yue')
  await shot(page, 'inbox')
  await page.locator('[data-row]').first().click()
  await page.locator('.sn-why summary').first().click()
  await page.locator('.sn-why summary').first().blur()
  await page.evaluate(() => window.scrollTo(0, 0))
  await shot(page, 'matter')
})
