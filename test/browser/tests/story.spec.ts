// One request from the first word to the published answer, through everybody's
// hands: the resident has no scripts, the staff do.
import { expect, expectSound, expectSoundWithout, langs, localeOf, saying, shot, test } from '../city'
import { ask, choose, enterDesk, expectDone, find, follow, send } from '../people'

for (const lang of langs) {
  const say = saying(lang)
  const locale = localeOf(lang)
  const photo = lang === 'zh' ? shot : async () => {}

  test(`a request is sent, handled, sent back, answered and published (${lang})`, async ({ enter }) => {
    const resident = await enter({ locale, javaScriptEnabled: false })
    const twin = await enter({ locale })
    const seen = () => expectSoundWithout(resident, twin)
    const title = say('巷口的自来水管又漏水了', 'The water main at the alley leaks again')
    const [name, phone] = [say('周小舟', 'Zhou Xiaozhou'), '13900008866']

    const receipt = await test.step('the resident asks', () => ask(resident, say, {
      kind: say('投诉', 'Complaint'), title, name, phone,
      body: say(
        `榕荫社区巷口的水管上月修过，昨晚又开始漏，路面结了薄冰，老人走路很危险。请彻底修好，可以打我电话${phone}。`,
        `The pipe was mended last month and leaks again since last night. The road is icy and old people slip. Please mend it for good; my phone is ${phone}.`,
      ),
    }, seen))
    await photo(resident, 'receipt')

    await test.step('the resident follows it by number', async () => {
      await resident.context().clearCookies()
      await resident.goto('/follow')
      await seen()
      await follow(resident, say, receipt)
      await expect(resident.getByRole('main')).toContainText(say('待派单', 'Waiting for dispatch'))
      await seen()
    })

    const dispatcher = await enter({ locale })
    await test.step('the dispatcher sends it to the water bureau', async () => {
      await enterDesk(dispatcher, 'su.he')
      await expectSound(dispatcher)
      await find(dispatcher, receipt.number)
      await expectSound(dispatcher)
      await choose(dispatcher, say('派单', 'Dispatch'))
      await dispatcher.getByLabel(say('承办单位', 'Unit in charge')).fill(say('澜湾市水务局', 'Lanwan Water Bureau'))
      await dispatcher.getByLabel(say('一般', 'Ordinary'), { exact: true }).check()
      await expectSound(dispatcher)
      await send(dispatcher, say('派单', 'Dispatch'))
      await expectDone(dispatcher, say, say('派单', 'Dispatch'))
    })

    const handler = await enter({ locale })
    await test.step('the officer signs and asks for more time', async () => {
      await enterDesk(handler, 'jiang.du')
      await find(handler, receipt.number)
      await choose(handler, say('签收', 'Sign for it'))
      await expectDone(handler, say, say('签收', 'Sign for it'))
      await expectSound(handler)
      await expect(handler.locator('.sn-asked')).not.toContainText(name)
      await send(handler, say('查看完整的个人信息', 'Read the personal data in full'))
      await expect(handler.locator('.sn-asked')).toContainText(name)
      await expectSound(handler)
      await find(handler, receipt.number)
      await choose(handler, say('申请延期', 'Ask for an extension'))
      await handler.getByLabel(say('理由', 'Reason')).fill(say('需要停水换管，要提前三天通知居民。', 'The pipe must be replaced, and residents told three days before.'))
      await handler.getByLabel(say('延长工作日', 'Extra working days')).fill('3')
      await expectSound(handler)
      await send(handler, say('申请延期', 'Ask for an extension'))
      await expectDone(handler, say, say('申请延期', 'Ask for an extension'))
    })

    const deputy = await enter({ locale })
    await test.step('the deputy grants it in the absent director’s place', async () => {
      await enterDesk(deputy, 'he.ting')
      await find(deputy, receipt.number)
      await choose(deputy, say('同意延期', 'Grant extension'))
      await expectSound(deputy)
      await send(deputy, say('同意延期', 'Grant extension'))
      await expectDone(deputy, say, say('同意延期', 'Grant extension'))
      await expect(deputy.locator('.sn-timeline')).toContainText(say('代骆泉', 'for Luo Quan'))
      await expectSound(deputy)
    })

    const answer = async (reply: string) => {
      await find(handler, receipt.number)
      await choose(handler, say('答复', 'Reply'))
      await handler.getByLabel(say('答复内容', 'Reply')).fill(reply)
      await handler.getByLabel(say('已解决', 'Solved'), { exact: true }).check()
      await expectSound(handler)
      await send(handler, say('答复', 'Reply'))
      await expectDone(handler, say, say('答复', 'Reply'))
    }
    await test.step('the officer replies', () => answer(say('漏点已经打了管箍，现在不漏了。', 'A clamp was put on the pipe and it does not leak now.')))

    await test.step('the resident does not accept the answer', async () => {
      await follow(resident, say, receipt)
      await expect(resident.getByRole('main')).toContainText(say('漏点已经打了管箍', 'A clamp was put on the pipe'))
      await seen()
      await photo(resident, 'follow')
      await choose(resident, say('不认可答复', 'Reject the answer'))
      await resident.getByLabel(say('理由', 'Reason')).fill(say('今天早上管箍旁边又漏了。', 'It leaks beside the clamp this morning.'))
      await seen()
      await send(resident, say('不认可答复', 'Reject the answer'))
      await expectDone(resident, say, say('不认可答复', 'Reject the answer'))
      await seen()
    })

    await test.step('somebody else reviews it and sends it back', async () => {
      const reviewer = await enter({ locale })
      await enterDesk(reviewer, 'qin.jian')
      await find(reviewer, receipt.number)
      await choose(reviewer, say('退回重办', 'Send back'))
      await reviewer.getByLabel(say('理由', 'Reason')).fill(say('管箍只是临时办法，应当换管。', 'A clamp is a makeshift: replace the pipe.'))
      await expectSound(reviewer)
      await send(reviewer, say('退回重办', 'Send back'))
      await expectDone(reviewer, say, say('退回重办', 'Send back'))
    })

    await test.step('the officer signs again and mends it', async () => {
      await find(handler, receipt.number)
      await choose(handler, say('签收', 'Sign for it'))
      await expectDone(handler, say, say('签收', 'Sign for it'))
      await answer(say(`已更换六米管道，试压合格，路面已除冰。电话${phone}回访时您在外地。`, `Six metres of pipe were replaced and tested, and the ice is gone. You were away when we called ${phone}.`))
    })

    await test.step('the resident rates it', async () => {
      await follow(resident, say, receipt)
      await choose(resident, say('评价', 'Rate'))
      await resident.getByLabel(say('满意', 'Satisfied'), { exact: true }).check()
      await seen()
      await send(resident, say('评价', 'Rate'))
      await expectDone(resident, say, say('评价', 'Rate'))
      await expect(resident.getByRole('main')).toContainText(say('已办结', 'Closed'))
      await seen()
    })

    await test.step('the publishing reviewer releases it with personal details hidden', async () => {
      const publisher = await enter({ locale })
      await enterDesk(publisher, 'ye.lang')
      await find(publisher, receipt.number)
      await choose(publisher, say('公开', 'Publish'))
      const question = publisher.getByRole('textbox', { name: say('公开的诉求', 'Question as published') })
      await expect(question).toHaveValue(/×/)
      expect(await question.inputValue()).not.toContain(phone)
      expect(await publisher.getByRole('textbox', { name: say('公开的答复', 'Answer as published') }).inputValue()).not.toContain(phone)
      await publisher.getByLabel(say('已完成保密审查', 'Secrecy and privacy review is done')).check()
      await expectSound(publisher)
      await send(publisher, say('公开', 'Publish'))
      await expectDone(publisher, say, say('公开', 'Publish'))
    })

    await test.step('an outsider reads the answer and the figures', async () => {
      const outsider = await enter({ locale })
      const link = outsider.getByRole('link', { name: title }).first()
      await expect(async () => {
        await outsider.goto('/answers')
        await expect(link).toBeVisible({ timeout: 500 })
      }).toPass({ timeout: 15_000 })
      await expectSound(outsider)
      await link.click()
      await expect(outsider.getByRole('main')).toContainText(say('已更换六米管道', 'Six metres of pipe'))
      await expect(outsider.getByRole('main')).toContainText(say('满意', 'Satisfied'))
      await expect(outsider.getByRole('main')).not.toContainText(phone)
      await expect(outsider.getByRole('main')).not.toContainText(receipt.number)
      await expectSound(outsider)
      await outsider.goto('/figures')
      await expectSound(outsider)
    })
  })
}
