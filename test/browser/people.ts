// Who the stories are about, and what they do with a page.
import { expect, type Page, type Say } from './city'

// What one resident writes.
export interface Request {
  kind: string
  title: string
  body: string
  name?: string
  phone?: string
}

export interface Receipt {
  number: string
  code: string
}

// Called with each page on the way.
export type Look = (page: Page) => Promise<void>
const glance: Look = async () => {}

// Asks on the portal, one question a page, and reads the receipt.
export async function ask(page: Page, say: Say, request: Request, look: Look = glance): Promise<Receipt> {
  const goOn = () => page.getByRole('button', { name: say('继续', 'Continue') }).click()
  await page.goto('/')
  await look(page)
  await page.getByRole('link', { name: say('我要说', 'Tell us') }).first().click()
  await look(page)
  await page.getByLabel(request.kind, { exact: true }).check()
  await goOn()
  await page.getByLabel(say('标题', 'Title')).fill(request.title)
  await page.getByLabel(say('详细情况', 'What happened')).fill(request.body)
  await look(page)
  await goOn()
  for (const region of [say('潮生区', 'Chaosheng District'), say('南堤街道', 'Nandi Subdistrict'), say('榕荫社区', 'Rongyin Community')]) {
    await page.getByLabel(region, { exact: true }).check()
    await look(page)
    await goOn()
  }
  await page.getByRole('textbox', { name: say('姓名', 'Name') }).fill(request.name ?? '')
  await page.getByRole('textbox', { name: say('联系电话', 'Phone') }).fill(request.phone ?? '')
  if (request.name || request.phone) await page.getByLabel(say('同意为办理这件事使用我的姓名和电话', 'I agree that my name and phone are used to handle this request')).check()
  await look(page)
  await goOn()
  await expect(page.getByRole('main')).toContainText(request.title)
  await look(page)
  await page.getByRole('button', { name: say('提交诉求', 'Send request') }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(say('诉求已收到', 'We have your request'))
  await look(page)
  return {
    number: (await page.locator('.sn-receipt__number').innerText()).trim(),
    code: (await page.locator('.sn-receipt__code').innerText()).trim(),
  }
}

// Finds a request by its receipt, as somebody does who comes back days later.
export async function follow(page: Page, say: Say, { number, code }: Receipt) {
  await page.goto('/follow')
  await page.getByLabel(say('编号', 'Number')).fill(number)
  await page.getByLabel(say('查询码', 'Query code')).fill(code)
  await page.getByRole('button', { name: say('查看进展', 'Follow it') }).click()
  await expect(page.locator('.sn-identity__number')).toHaveText(number)
}

// Enters the desk as one of the demonstration's people, by one click on the start page.
export async function enterDesk(page: Page, login: string) {
  await page.goto('/')
  const person = page.getByRole('listitem').filter({ has: page.locator(`input[name=login][value="${login}"]`) })
  if (!(await person.isVisible())) await page.locator('.sn-cast summary').click()
  await person.getByRole('button').click()
  await expect(page).toHaveURL(/\/desk$/)
  await page.waitForLoadState() // keys are heard once the script has run
}

// Opens a matter by its number in the search box.
export async function find(page: Page, number: string) {
  await page.goto('/desk')
  await page.getByRole('searchbox').fill(number)
  await page.getByRole('searchbox').press('Enter')
  await expect(page.locator('.sn-identity__number')).toHaveText(number)
}

// Chooses an act of the matter shown: its form stands open or follows, or the act is
// done at once. Acts that nothing waits for are folded under a heading.
export async function choose(page: Page, act: string) {
  const acts = page.locator('.sn-acts')
  if (await acts.locator('.sn-acts__open').getByRole('heading', { name: act, exact: true }).count()) return
  const button = page.getByRole('button', { name: act, exact: true, includeHidden: true })
  const way = acts.locator(button)
  if (!(await way.isVisible())) await acts.locator('details', { has: button }).locator('summary').click()
  await way.click()
}

// Sends the form of an act.
export async function send(page: Page, act: string) {
  await page.getByRole('main').getByRole('button', { name: act, exact: true }).click()
}

// What a page says of an act that was done.
export async function expectDone(page: Page, say: Say, act: string) {
  await expect(page.getByRole('main')).toContainText(say(`“${act}”已完成`, `“${act}”: done`))
}
