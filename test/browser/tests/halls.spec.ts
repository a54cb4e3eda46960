// A day in a service hall: a time is booked on a phone, a ticket drawn at the machine,
// the clerk calls and serves, and the screen on the wall shows it. The hall is the one
// that is always open.
import { expect, expectAccessible, expectFits, langs, localeOf, saying, test, type Page } from '../city'
import { enterDesk } from '../people'

const hall = '/halls/allday'

async function look(page: Page) {
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
  await expectFits(page)
  await expectAccessible(page)
}

for (const lang of langs) {
  test(`${lang} a hall from booking to served`, async ({ enter }) => {
    const say = saying(lang)
    const locale = localeOf(lang)
    const phone = await enter({ locale, viewport: { width: 390, height: 844 } })
    await phone.goto('/halls')
    await look(phone)
    await phone.getByRole('link', { name: say('澜湾市24小时政务服务驿站', 'Lanwan 24-hour Service Station') }).click()
    await look(phone)
    await phone.getByRole('button', { name: say('预约', 'Book a time'), exact: true }).click()
    await look(phone)
    const main = phone.getByRole('main')
    await main.getByRole('combobox', { name: say('办什么事', 'What is it for?') }).selectOption({ index: 1 })
    await main.getByRole('combobox', { name: say('哪一天', 'Which day?') }).selectOption({ index: 2 })
    await main.getByRole('button', { name: say('看可约的时段', 'Show free times') }).click()
    await look(phone)
    await main.getByRole('combobox', { name: say('几点来', 'What time?') }).selectOption({ index: lang === 'zh' ? 20 : 21 })
    const book = main.getByRole('button', { name: say('预约', 'Book a time'), exact: true })
    await book.click()
    await expect(phone.locator('.govuk-error-summary li')).toHaveCount(1)
    await look(phone)
    await main.getByRole('textbox', { name: say('联系电话', 'Phone') }).fill('13900001122')
    await book.click()
    await expect(phone.getByRole('heading', { level: 1 })).toContainText(say('预约成功', 'Your time is booked'))
    await look(phone)
    await phone.goto('/follow/matter')
    await expect(phone.getByRole('main')).toContainText(/Y\d{3}/)
    await look(phone)

    const machine = await enter({ locale, viewport: { width: 768, height: 1024 } })
    await machine.goto(hall + '/ticket')
    await look(machine)
    await machine.locator('.sn-machine__item').first().click()
    const ticket = (await machine.locator('.sn-slip__ticket').innerText()).trim()
    await look(machine)

    const clerk = await enter({ locale, viewport: { width: 1440, height: 900 } })
    await enterDesk(clerk, 'tao.ran')
    const window = `/desk/calling/allday?window=${lang === 'zh' ? 1 : 2}`
    await expect(async () => { // the queue follows the ledger within a second
      await clerk.goto(window)
      await expect(clerk.getByRole('main')).toContainText(ticket, { timeout: 500 })
    }).toPass()
    await look(clerk)
    for (;;) { // whoever else has drawn a ticket is served first
      await clerk.getByRole('button', { name: say('叫下一位', 'Call') }).first().press('Enter')
      const called = (await clerk.locator('.sn-call__ticket').first().innerText()).trim()
      if (called === ticket) break
      await clerk.getByRole('button', { name: say('办结', 'Finish') }).click()
    }
    await look(clerk)

    const wall = await enter({ locale, viewport: { width: 1920, height: 1080 } })
    await wall.route('**/screen', async (route) => { // it asks anew every few seconds, but not while it is looked at
      const response = await route.fetch()
      const { refresh, ...headers } = response.headers()
      expect(refresh).toBe('5')
      await route.fulfill({ response, headers })
    })
    await expect(async () => {
      await wall.goto(hall + '/screen')
      await expect(wall.locator('.sn-screen__called')).toContainText(ticket, { timeout: 500 })
    }).toPass()
    await look(wall)
    expect(await wall.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0)

    await clerk.getByRole('button', { name: say('再叫一次', 'Call again') }).click()
    await clerk.locator('input[name=filed]').fill('nonsense')
    await clerk.getByRole('button', { name: say('办结', 'Finish') }).click()
    await expect(clerk.locator('.govuk-error-summary li')).toHaveCount(1)
    await look(clerk)
    await clerk.locator('input[name=filed]').fill('')
    await clerk.getByRole('button', { name: say('办结', 'Finish') }).click()
    await expect(clerk.locator('.sn-call')).toHaveCount(0)
  })
}
