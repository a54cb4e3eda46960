// What every browser test stands on: pages that must stay quiet and at home, and
// the checks that hold for any page.
import { test as base, expect, type BrowserContextOptions, type Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'
import { readFileSync } from 'node:fs'
import path from 'node:path'

export { expect, type Page }

const axeSource = readFileSync(path.join(import.meta.dirname, 'node_modules/axe-core/axe.min.js'), 'utf8')

export type Lang = 'zh' | 'en'
export const langs: Lang[] = ['zh', 'en']

// Says a thing in the language of a test.
export type Say = (zh: string, en: string) => string
export const saying = (lang: Lang): Say => (zh, en) => (lang === 'zh' ? zh : en)

export const localeOf = (lang: Lang) => (lang === 'zh' ? 'zh-CN' : 'en-GB')

// A browser of somebody's own, with nobody's cookies in it.
type Enter = (options?: BrowserContextOptions) => Promise<Page>

// A test fails when a script fails on one of its pages, the content security
// policy stops something, or anything is asked of another host.
export const test = base.extend<{ complaints: string[]; enter: Enter }>({
  complaints: async ({}, use) => {
    const complaints: string[] = []
    await use(complaints)
    expect(complaints).toEqual([])
  },
  page: async ({ page, baseURL, complaints }, use) => {
    listen(page, baseURL!, complaints)
    await use(page)
  },
  enter: async ({ browser, baseURL, complaints }, use) => {
    const entered: Page[] = []
    await use(async (options) => {
      const page = await (await browser.newContext(options)).newPage()
      listen(page, baseURL!, complaints)
      entered.push(page)
      return page
    })
    await Promise.all(entered.map((page) => page.context().close()))
  },
})

function listen(page: Page, home: string, complaints: string[]) {
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`))
  page.on('console', (message) => {
    // A page that answers 404 or 422 is reported too, and may be just what the test asked for.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(`console: ${message.text()}`)
    }
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.origin !== home) complaints.push(`foreign host: ${url}`)
  })
}

// The rules whose verdict hangs on the width of the screen.
const ofWidth = ['target-size', 'scrollable-region-focusable']

// No violation of any axe rule, WCAG 2.2 AA and good practice alike, or, where the
// page was examined at another width, of those that hang on the width. No page has
// frames, so that axe runs in the page itself, which takes a tenth of the time.
export async function expectAccessible(page: Page, resized = false) {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axeSource)
  const { violations } = await page.evaluate((only): Promise<AxeResults> => (window as any).axe.run(document, {
    resultTypes: ['violations'], ...(only ? { runOnly: only } : { rules: { 'target-size': { enabled: true } } }),
  }), resized ? ofWidth : undefined)
  const found = violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${v.help}: ${n.target.join(' ')}: ${n.failureSummary}`))
  expect(found, `axe at ${page.url()}`).toEqual([])
  expect(await page.locator('iframe').count()).toBe(0)
}

// Nothing has to be scrolled sideways on the page that has come.
export async function expectFits(page: Page) {
  await page.waitForLoadState()
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(tooWide, `pixels wider than the screen at ${page.url()}`).toBeLessThanOrEqual(0)
}

// What holds for every page.
export async function expectSound(page: Page) {
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
  await expectFits(page)
  await expectAccessible(page)
}

// The same for a page that was examined in another size.
export async function expectSoundResized(page: Page) {
  await expectFits(page)
  await expectAccessible(page, true)
}

// The same for a page seen without scripts: axe is a script itself, so it examines
// the same page in a browser that has them.
export async function expectSoundWithout(page: Page, withScripts: Page) {
  await expectFits(page)
  const body = await page.content()
  await withScripts.route(page.url(), (route) => route.fulfill({ body, contentType: 'text/html; charset=utf-8' }))
  await withScripts.goto(page.url())
  await expectSound(withScripts)
  await withScripts.unrouteAll()
}

// The pictures the README shows.
const shown = [
  'home-desktop', 'home-phone', 'ask-phone', 'receipt-phone', 'follow-phone',
  'inbox-desktop', 'matter-desktop', 'process-desktop', 'answer-desktop',
]

// Takes a picture of what the screen shows: for doc/screenshots when
// UPDATE_SCREENSHOTS=1 and the README shows it, else among the results.
export async function shot(page: Page, what: string) {
  const name = `${what}-${test.info().project.name}`
  const update = process.env.UPDATE_SCREENSHOTS === '1' && shown.includes(name)
  const folder = update ? '../../doc/screenshots' : 'results/screenshots'
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: path.join(import.meta.dirname, folder, `${name}.png`), animations: 'disabled' })
}
