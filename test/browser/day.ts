// A day of somebody's work, walked in a browser: every page and every answer to a
// click is measured at the width it is walked at and, resized, at the others.
import { expect, expectSound, expectSoundResized, saying, test as base, type Lang, type Page, type Say, localeOf } from './city'
import { choose, enterDesk, expectDone, find, send } from './people'
import { Colleagues } from './colleagues'
import path from 'node:path'

export { expect, type Page }

export const widths = [390, 768, 1440]

export const test = base.extend<{}, { colleagues: Colleagues }>({
  colleagues: [async ({ playwright }, use, worker) => {
    const colleagues = new Colleagues(playwright, worker.project.use.baseURL!)
    await use(colleagues)
    await colleagues.close()
  }, { scope: 'worker' }],
})

// Pictures for the guides are of forms as they are filled in, not as they fail.
export const picturing = process.env.UPDATE_GUIDE === '1'

const heights: Record<number, number> = { 390: 844, 768: 1024, 1440: 900 }

export const viewport = (width: number) => ({ width, height: heights[width] })

// Everything that holds for a page holds at every width. The screen is at its own.
export async function expectSoundAtAllWidths(page: Page, own: number) {
  await expectSound(page)
  for (const width of widths.filter((w) => w !== own)) {
    await page.setViewportSize(viewport(width))
    await expectSoundResized(page)
  }
  await page.setViewportSize(viewport(own))
}

// A member of staff at work.
export class Day {
  constructor(readonly page: Page, readonly lang: Lang, readonly width: number, readonly role: string) {}

  readonly say: Say = (zh, en) => saying(this.lang)(zh, en)

  async look() {
    await expectSoundAtAllWidths(this.page, this.width)
  }

  // Enters by one click on the start page and looks at every list.
  async begins(login: string) {
    await enterDesk(this.page, login)
    await this.look()
  }

  async goes(path: string) {
    await this.page.goto(path)
    await this.look()
  }

  async opens(number: string) {
    await find(this.page, number)
    await this.look()
  }

  // Performs an act of the matter shown. What the form needs is left out first, so
  // that its defects are seen: as many as defects says.
  async does(act: string, fill?: () => Promise<void>, defects = 0) {
    await this.sends(act, fill, defects)
    await expectDone(this.page, this.say, act)
    await this.look()
  }

  // The same, where the matter is out of sight afterwards.
  async parts(act: string, fill: () => Promise<void>, defects = 0) {
    await this.sends(act, fill, defects)
    await expect(this.page).toHaveURL(/\/desk(\?.*)?$/)
    await this.look()
  }

  private async sends(act: string, fill?: () => Promise<void>, defects = 0) {
    await choose(this.page, act)
    if (!fill) return
    await this.look()
    if (defects > 0 && !picturing) {
      await send(this.page, act)
      await expect(this.page.locator('.govuk-error-summary li')).toHaveCount(defects)
      await this.look()
    }
    await fill()
    await send(this.page, act)
  }

  async types(label: string, text: string) {
    await this.box(label).fill(text)
  }

  // The box with a label, whether or not it may be left empty.
  box(label: string) {
    return this.page.getByRole('main').getByRole('textbox', { name: new RegExp(`^${label}(（选填）| ?\\(optional\\))?$`) })
  }

  async ticks(label: string) {
    await this.page.getByLabel(label, { exact: true }).check()
  }

  // Ticks an answer to one of several questions that offer the same.
  async judges(question: string, answer: string) {
    await this.page.getByRole('group', { name: question }).getByLabel(answer, { exact: true }).check()
  }

  // Picks what is called so, or begins so where places are told with what they lie in.
  async picks(label: string, option: string) {
    const list = this.page.getByRole('main').getByRole('combobox', { name: label })
    if (await list.evaluate((box) => box.tagName === 'INPUT')) return void await list.fill(option) // of a long list a name is typed
    const names = await list.locator('option').allTextContents()
    await list.selectOption({ label: names.map((n) => n.trim()).find((n) => n === option || n.startsWith(option + ',') || n.endsWith(option)) ?? option })
  }

  // Takes a picture for the guide of the role, in Chinese, when pictures are taken.
  async picture(name: string) {
    if (this.lang === 'zh') await guidePicture(this.page, this.width, `${this.role}-${name}`)
  }

  // Goes home.
  async ends() {
    await this.page.getByRole('button', { name: this.say('退出', 'Sign out') }).click()
    await expect(this.page).toHaveURL(/\/desk\/sign-in/)
  }
}

export async function guidePicture(page: Page, own: number, name: string) {
  if (!picturing) return
  await page.setViewportSize({ width: 1100, height: 720 })
  await page.evaluate(() => { (document.activeElement as HTMLElement | null)?.blur(); window.scrollTo(0, 0) })
  await page.screenshot({ path: path.join(import.meta.dirname, '../../doc/guide/pictures', `${name}.jpg`), type: 'jpeg', quality: 72, animations: 'disabled' })
  await page.setViewportSize(viewport(own))
}

test.use({ actionTimeout: 10_000 })

// Walks a day in both languages, on screens that differ.
export function day(role: string, title: string, turn: number, walk: (day: Day, colleagues: Colleagues, enter: (width?: number) => Promise<Page>) => Promise<void>) {
  for (const [i, lang] of (['zh', 'en'] as Lang[]).entries()) {
    const width = widths[(turn + i) % widths.length]
    test(`${title} (${lang}, ${width})`, async ({ enter, colleagues }) => {
      const page = await enter({ locale: localeOf(lang), viewport: viewport(width) })
      await walk(new Day(page, lang, width, role), colleagues, () => enter({ locale: localeOf(lang), viewport: viewport(width) }))
    })
  }
}
