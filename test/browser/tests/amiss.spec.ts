// What goes wrong is said, and nothing typed is lost.
import { expect, expectSound, expectSoundWithout, langs, localeOf, saying, test } from '../city'
import { ask, choose, enterDesk, expectDone, find, follow, send } from '../people'

for (const lang of langs) {
  const say = saying(lang)
  const locale = localeOf(lang)
  const request = {
    kind: say('求助', 'Help'), title: say('楼道照明灯坏了', 'No light on the stairs'),
    body: say('三单元楼道的灯坏了一周，晚上看不见台阶。', 'The light on staircase three has been out for a week and nobody sees the steps.'),
  }

  test.describe(lang, () => {
    test.use({ locale })

    test('every defect of a question is named and what was typed is kept', async ({ enter }) => {
      const page = await enter({ locale, javaScriptEnabled: false })
      const twin = await enter({ locale })
      const goOn = () => page.getByRole('button', { name: say('继续', 'Continue') }).click()
      const problems = page.locator('.govuk-error-summary li')

      await page.goto('/ask')
      await goOn()
      await expect(problems).toHaveCount(1)
      await expectSoundWithout(page, twin)
      await page.getByLabel(say('求助', 'Help'), { exact: true }).check()
      await goOn()

      const title = page.getByLabel(say('标题', 'Title'))
      await title.fill(say('灯坏', 'dim'))
      await page.getByLabel(say('详细情况', 'What happened')).fill(say('太黑了', 'dark'))
      await goOn()
      await expect(problems).toHaveCount(2)
      await expect(title).toHaveValue(say('灯坏', 'dim'))
      await expect(page.getByLabel(say('详细情况', 'What happened'))).toHaveValue(say('太黑了', 'dark'))
      await expectSoundWithout(page, twin)
      await problems.first().getByRole('link').click()
      await expect(title).toBeFocused()
      await title.fill(request.title)
      await page.getByLabel(say('详细情况', 'What happened')).fill(request.body)
      await goOn()

      await goOn()
      await expect(problems).toHaveCount(1)
      await page.getByLabel(say('不清楚，或涉及全市', 'I do not know, or the whole city')).check()
      await goOn()
      const phone = page.getByRole('textbox', { name: say('联系电话', 'Phone') })
      await phone.fill('12345')
      await goOn()
      await expect(problems).toHaveCount(1)
      await expect(phone).toHaveValue('12345')
      await expectSoundWithout(page, twin)
      await phone.fill('')
      await goOn()
      await expect(page.getByRole('main')).toContainText(request.body)
    })

    test('a wrong query code opens nothing and says so', async ({ page }) => {
      const { number } = await ask(page, say, request)
      await page.context().clearCookies()
      await page.goto('/follow')
      const code = page.getByLabel(say('查询码', 'Query code'))
      await page.getByLabel(say('编号', 'Number')).fill(number)
      await code.fill('7K2M-9QXA-41TZ')
      await page.getByRole('button', { name: say('查看进展', 'Follow it') }).click()
      await expect(page.getByRole('alert')).toContainText(say('没有找到与这个编号和查询码相符的诉求', 'There is no request with this number and this code'))
      await expect(page.getByLabel(say('编号', 'Number'))).toHaveValue(number)
      await expectSound(page)
      await code.fill('IOU')
      await page.getByRole('button', { name: say('查看进展', 'Follow it') }).click()
      await expect(page.getByRole('alert')).toContainText(say('12位', 'twelve'))
    })

    test('two dispatchers send the same form: the second learns what happened', async ({ enter }) => {
      const { number } = await ask(await enter({ locale }), say, request)
      const [first, second] = [await enter({ locale }), await enter({ locale })]
      for (const page of [first, second]) {
        await enterDesk(page, 'su.he')
        await find(page, number)
        await choose(page, say('派单', 'Dispatch'))
        await page.getByLabel(say('承办单位', 'Unit in charge')).fill(page === first ? say('澜湾市住房和城乡建设局', 'Lanwan Housing and Urban-Rural Development Bureau') : say('南堤街道办事处', 'Nandi Subdistrict Office'))
        await page.getByLabel(say('一般', 'Ordinary'), { exact: true }).check()
      }
      await send(first, say('派单', 'Dispatch'))
      await expectDone(first, say, say('派单', 'Dispatch'))
      await send(second, say('派单', 'Dispatch'))
      await expect(second.getByRole('heading', { level: 1 })).toHaveText(say('情况已有变化', 'Things have changed'))
      await expect(second.getByRole('main')).toContainText(say('住房和城乡建设局', 'Housing and Urban-Rural Development Bureau'))
      await expect(second.getByRole('main')).toContainText(say('南堤街道办事处', 'Nandi Subdistrict Office'))
      await expectSound(second)
    })

    test('what the resident adds meanwhile is shown before an act, and the form keeps its text', async ({ enter }) => {
      const resident = await enter({ locale })
      const receipt = await ask(resident, say, request)
      const dispatcher = await enter({ locale })
      await enterDesk(dispatcher, 'su.he')
      await find(dispatcher, receipt.number)
      await choose(dispatcher, say('不予受理', 'Refuse'))
      const reason = say('该事项已经依法办结，请查阅此前的答复。', 'This has been lawfully concluded; see the earlier reply.')
      await dispatcher.getByLabel(say('答复内容', 'Reply')).fill(reason)
      await dispatcher.getByLabel(say('已依法办结', 'Already lawfully concluded')).check()

      await follow(resident, say, receipt)
      await choose(resident, say('补充情况', 'Add information'))
      await resident.getByLabel(say('补充说明', 'Further information')).fill(say('是新换的灯又坏了。', 'It is the new lamp that failed.'))
      await send(resident, say('补充情况', 'Add information'))
      await expectDone(resident, say, say('补充情况', 'Add information'))

      await send(dispatcher, say('不予受理', 'Refuse'))
      await expect(dispatcher.getByRole('main')).toContainText(say('是新换的灯又坏了', 'It is the new lamp that failed'))
      await expect(dispatcher.getByLabel(say('答复内容', 'Reply'))).toHaveValue(reason)
      await expectSound(dispatcher)
    })

    test('a page of the desk leads through signing in and back to itself', async ({ page }) => {
      await page.goto('/desk/late')
      await expect(page).toHaveURL(/\/desk\/sign-in\?back=/)
      await page.getByRole('button', { name: say('登录', 'Sign in'), exact: true }).click()
      await expect(page.locator('.govuk-error-summary li')).toHaveCount(2)
      await expectSound(page)
      await page.getByRole('button', { name: say('沈砚', 'Shen Yan') }).click()
      await expect(page).toHaveURL('/desk/late')
      await page.getByRole('button', { name: say('退出', 'Sign out') }).click()
      await page.goto('/desk/late')
      await expect(page).toHaveURL(/\/desk\/sign-in/)
    })
  })
}

test('a matter withheld from somebody looks like one that does not exist', async ({ enter }) => {
  const say = saying('zh')
  const { number } = await ask(await enter(), say, { kind: '咨询', title: '想问问图书馆开放时间', body: '图书馆新馆周末开放到几点，需要预约吗？' })
  const page = await enter()
  await enterDesk(page, 'lin.rong')
  for (const unknown of [number, 'Q990102-2026-00000000-0']) {
    const answer = await page.goto(`/desk/matter/${unknown}`)
    expect(answer?.status()).toBe(404)
  }
})
