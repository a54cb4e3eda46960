// What every browser test stands on: a page that must stay quiet and at home,
// and the checks that hold for any page.
import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'
import path from 'node:path'

export { expect }

// A test with this page fails when a script fails, the content security policy
// stops something, or anything is asked of another host.
export const test = base.extend({
  page: async ({ page, baseURL }, use) => {
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(`script: ${error.message}`))
    page.on('console', (message) => {
      // A page that answers 404 or 422 is reported too, and may be just what the test asked for.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        complaints.push(`console: ${message.text()}`)
      }
    })
    page.on('request', (request) => {
      const url = new URL(request.url())
      if (url.protocol.startsWith('http') && url.origin !== baseURL) complaints.push(`foreign host: ${url}`)
    })
    await use(page)
    expect(complaints).toEqual([])
  },
})

// No violation of any axe rule, WCAG 2.2 AA and good practice alike.
export async function expectAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: true } } }).analyze()
  const found = violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${v.help}: ${n.target.join(' ')}: ${n.failureSummary}`))
  expect(found).toEqual([])
}

// Nothing has to be scrolled sideways.
export async function expectFits(page: Page) {
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(tooWide, 'pixels wider than the screen').toBeLessThanOrEqual(0)
}

// Takes a picture of the whole page: for doc/screenshots when UPDATE_SCREENSHOTS=1,
// else among the results.
export async function shot(page: Page, name: string) {
  const folder = process.env.UPDATE_SCREENSHOTS === '1' ? '../../doc/screenshots' : 'results/screenshots'
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({
    path: path.join(import.meta.dirname, folder, `${name}-${test.info().project.name}.png`),
    fullPage: true,
    animations: 'disabled',
  })
}
