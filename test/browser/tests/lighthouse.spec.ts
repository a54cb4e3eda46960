// What Lighthouse says of the portal, on a phone with a slow connection.
import { chromium } from '@playwright/test'
import lighthouse from 'lighthouse'
import { expect, saying, test, type Page } from '../city'
import { ask } from '../people'
import { freePort } from '../port'

const categories = ['performance', 'accessibility', 'best-practices']
const enough = 95
const attempts = 8

// Lighthouse slows the processor down four times, which makes a phone of the middle
// class of a good desktop, whose benchmark index is 1,500 to 2,000. A slower machine, or
// one that is busy, is slowed down as much less (Lighthouse, docs/throttling.md).
const desktop = { index: 1750, slowdown: 4 }
let slowdown = desktop.slowdown

// What each audit of a category scored at best, and what it weighs. A machine that is
// busy makes a page seem slow, never quick: so each figure is taken from the attempt in
// which it was best.
type Audits = Record<string, { title: string, score: number, weight: number, shown: string }>
type Seen = Record<string, Audits>

test.use({ locale: 'zh-CN' })

const pages: [string, (page: Page) => Promise<string>][] = [
  ['home', async () => '/'],
  ['the question form', async () => '/ask'],
  ['the report of wrongdoing', async () => '/tip'],
  ['the published answers', async () => '/answers'],
  ['one answer', async (page) => linked(page, '/answers', '.sn-story a')],
  ['the guide', async () => '/guide'],
  ['one entry of the guide', async (page) => linked(page, '/guide', 'main a[href^="/guide/"]')],
  ['the figures', async () => '/figures'],
  ['how a request is handled', async () => '/how/people.request'],
  ['the way back to a request', async () => '/follow'],
  ['one’s own request', own],
]

for (const [what, find] of pages) {
  test(`lighthouse: ${what}`, async ({ page, baseURL, launchOptions }) => {
    const path = await find(page)
    const cookies = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ')
    const port = await freePort()
    const browser = await chromium.launch({ ...launchOptions, args: [...launchOptions.args!, `--remote-debugging-port=${port}`] })
    const seen: Seen = {}
    for (let i = 0; i < attempts && short(seen).length > 0; i++) {
      keepBest(seen, await measure(baseURL + path, port, cookies))
      if (short(seen).length > 0) console.log(`${path}, after attempt ${i + 1}: ${told(seen)}`)
    }
    await browser.close()
    console.log(`${path}: ${told(seen)}`)
    expect(short(seen), `${path}: ${told(seen)}`).toEqual([])
  })
}

// score is that of a category: the mean of its audits by their weights, out of a hundred.
function score(audits: Audits = {}): number {
  const all = Object.values(audits)
  const weight = all.reduce((sum, a) => sum + a.weight, 0)
  return weight === 0 ? 0 : Math.round(100 * all.reduce((sum, a) => sum + a.weight * a.score, 0) / weight)
}

const short = (seen: Seen) => categories.filter((c) => score(seen[c]) < enough)

function told(seen: Seen): string {
  const amiss = Object.values(seen).flatMap((audits) => Object.values(audits)).filter((a) => a.score < 0.9)
  return [...categories.map((c) => `${c} ${score(seen[c])}`), ...amiss.map((a) => `${a.title} ${a.shown}`)].join(', ')
}

function keepBest(seen: Seen, now: Seen) {
  for (const [category, audits] of Object.entries(now)) {
    seen[category] ??= {}
    for (const [id, audit] of Object.entries(audits)) {
      if (!(seen[category][id]?.score >= audit.score)) seen[category][id] = audit
    }
  }
}

async function measure(url: string, port: number, cookies: string): Promise<Seen> {
  const result = await lighthouse(url, {
    port, onlyCategories: categories, logLevel: 'error', disableStorageReset: true,
    throttling: { cpuSlowdownMultiplier: slowdown },
    extraHeaders: { 'Accept-Language': 'zh-CN', ...(cookies && { Cookie: cookies }) },
  })
  const { lhr } = result!
  if (lhr.runtimeError) {
    console.log(`${url}: ${lhr.runtimeError.code}: ${lhr.runtimeError.message}`)
    return {}
  }
  expect(lhr.finalDisplayedUrl).toBe(url)
  slowdown = Math.max(1, Math.min(1, lhr.environment.benchmarkIndex / desktop.index) * desktop.slowdown)
  return Object.fromEntries(categories.map((c) => [c, Object.fromEntries(lhr.categories[c].auditRefs
    .map((ref) => ({ ref, audit: lhr.audits[ref.id] }))
    .filter(({ ref, audit }) => ref.weight > 0 && audit.score !== null)
    .map(({ ref, audit }) => [ref.id, { title: audit.title, score: audit.score!, weight: ref.weight, shown: audit.displayValue ?? '' }]))]))
}

async function linked(page: Page, list: string, link: string): Promise<string> {
  await page.goto(list)
  return new URL((await page.locator(link).last().getAttribute('href'))!, page.url()).pathname
}

async function own(page: Page): Promise<string> {
  const say = saying('zh')
  await ask(page, say, { kind: say('咨询', 'Question'), title: '公园几点关门', body: '想知道城南公园冬天晚上几点关门，周末是不是一样。' })
  await page.goto('/follow/matter')
  return new URL(page.url()).pathname
}
