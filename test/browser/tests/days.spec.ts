// Each person's day at the desk, from signing in to the last act. What others do
// meanwhile is done by colleagues, over the same forms.
import { day, expect, picturing, type Day } from '../day'
import { find } from '../people'
import { partsOf, type Colleagues, type Fields, type Writer } from '../colleagues'

const water = '澜湾市水务局'

// A request that was written on the portal.
const written = (c: Colleagues, more: Fields = {}): Promise<Writer> => c.write({
  kind: 'complaint', region: '990102001000', name: '岑小满', phone: '13900007755', consent: 'true',
  title: '巷口水管漏水结冰', body: '巷口的水管从前天夜里开始漏，路面结了薄冰，老人走路很危险，请尽快修好。', ...more,
})

// A trouble of one estate, told by another person each time.
const estate = (name: string, when: string): Fields => ({
  title: `${name}花园工地夜间施工`, body: `${name}花园旁边的工地${when}又打桩，${name}花园的老人孩子睡不着，请查处${name}花园工地夜间施工。`,
  phone: `139${Math.floor(Math.random() * 1e8).toString().padStart(8, '0')}`,
})

// One that lies with the Water Bureau, and one its officer has signed for.
async function dispatched(c: Colleagues, unit = water, urgency = 'ordinary'): Promise<Writer> {
  const writer = await written(c)
  await (await c.by('su.he')).does(writer.receipt.number, 'dispatch', { unit, urgency })
  return writer
}

async function signed(c: Colleagues): Promise<Writer> {
  const writer = await dispatched(c)
  await (await c.by('jiang.du')).does(writer.receipt.number, 'sign')
  return writer
}

const solved = { reply: '已更换六米管道，试压合格，路面已除冰。', outcome: 'solved' }

async function answered(c: Colleagues, more: Fields = {}): Promise<Writer> {
  const writer = await written(c, more)
  await (await c.by('su.he')).does(writer.receipt.number, 'dispatch', { unit: water, urgency: 'ordinary' })
  const handler = await c.by('jiang.du')
  await handler.does(writer.receipt.number, 'sign')
  await handler.does(writer.receipt.number, 'reply', solved)
  return writer
}

const sample = '十一月办结件，每百件抽五件，种子20261124'

// An inspection of a closed ticket.
async function drawn(c: Colleagues): Promise<string> {
  const writer = await answered(c)
  await writer.does('rate', { rating: 'good' })
  return (await c.by('zhu.hengzhi')).begets(writer.receipt.number, 'inspect', { sample })
}

// One with a finding.
async function found(c: Colleagues): Promise<string> {
  const number = await drawn(c)
  await (await c.by('zhu.hengzhi')).does(number, 'find', {
    manner: 'right', record: 'wanting', sorting: 'right', sending: 'right', timing: 'right', finding: '没有记下来电人说的楼号。',
  })
  return number
}

// One whose finding the agent does not share.
async function appealed(c: Colleagues): Promise<string> {
  const number = await found(c)
  await (await c.by('gong.yiming')).does(number, 'appeal', { reason: '来电人没有说楼号，见录音。' })
  return number
}

const reason = (d: Day, zh: string, en: string) => () => d.types(d.say('理由', 'Reason'), d.say(zh, en))

day('agent', 'the agent takes calls', 0, async (d, c) => {
  const { say } = d
  await d.begins('gong.yiming')
  await d.page.getByRole('navigation').getByRole('link', { name: say('登记来电来访', 'Register a call') }).click()
  await d.look()
  if (!picturing) {
    await d.page.getByRole('main').getByRole('button').last().click()
    await expect(d.page.locator('.govuk-error-summary li')).toHaveCount(5)
    await d.look()
  }
  await d.ticks(say('电话', 'Telephone'))
  await d.ticks(say('求助', 'Help'))
  await d.types(say('标题', 'Title'), say('楼上空调滴水淋湿被褥', 'The air conditioner upstairs drips on the bedding'))
  await d.types(say('详细情况', 'What happened'), say('来电人说楼上空调外机滴水，晾的被褥都湿了，上门说过两次没有用。', 'The caller says that the unit upstairs drips and that asking twice was of no use.'))
  await d.picks(say('事发地', 'Where'), say('潮生区南堤街道榕荫社区', 'Rongyin Community, Nandi Subdistrict, Chaosheng District'))
  await d.types(say('姓名', 'Name'), say('汤小溪', 'Tang Xiaoxi'))
  await d.types(say('联系电话', 'Phone'), '13900006644')
  await d.page.getByRole('main').getByRole('checkbox', { name: say('同意为办理', 'I agree that my name') }).check()
  await d.picture('register')
  await d.page.getByRole('main').getByRole('button', { name: say('登记来电来访', 'Register a call'), exact: true }).click()
  await expect(d.page.locator('.sn-identity__number')).toBeVisible()
  await d.look()
  await d.does(say('补充情况', 'Add information'), () => d.types(say('补充说明', 'Further information'), say('来电人补充：只在夜里滴。', 'The caller adds: it drips at night only.')), 1)
  await d.goes('/desk/knowledge')
  await d.picture('knowledge')
  const { number } = (await written(c, { kind: 'consult', title: '水费突然多了怎么核查', body: '这个月水费突然多了一倍，想知道怎么核查、在哪里申请。' })).receipt
  await d.opens(number)
  await d.does(say('直接答复', 'Answer directly'), async () => {
    await d.types(say('答复内容', 'Reply'), say('先关闭所有用水点看水表是否仍在走；对读数有疑问的，可向供水企业申请核对抄表记录。', 'Close all taps and see whether the meter runs; ask the company to compare its readings.'))
    await d.ticks(say('已解释说明', 'Explained'))
    await d.picture('answer')
  }, 2)
  const inspected = await found(c)
  await d.opens(inspected)
  await d.does(say('申诉', 'Appeal'), () => d.types(say('理由', 'Reason'), say('来电人没有说楼号，见录音。', 'The caller named no house; listen to the recording.')), 1)
  await d.ends()
})

day('dispatcher', 'the dispatcher sends requests where they belong', 1, async (d, c) => {
  const { say } = d
  const [first, second, third] = [await written(c), await written(c), await written(c)]
  await d.begins('su.he')
  await d.picture('inbox')
  await d.opens(first.receipt.number)
  await d.does(say('派单', 'Dispatch'), async () => {
    await d.picks(say('承办单位', 'Unit in charge'), say('澜湾市水务局', 'Lanwan Water Bureau'))
    await d.ticks(say('一般', 'Ordinary'))
    await d.picture('dispatch')
  }, 2)
  await d.opens(second.receipt.number)
  await d.does(say('并入主件', 'Merge into another ticket'), async () => {
    await d.types(say('主件编号', 'Number of the lead ticket'), first.receipt.number)
    await d.types(say('答复内容', 'Reply'), say('您反映的与此前一件是同一件事，已并入一起办理。', 'This is the same trouble as an earlier ticket and is handled with it.'))
  }, 2)
  await d.opens(third.receipt.number)
  await d.does(say('不予受理', 'Refuse'), async () => {
    await d.ticks(say('已依法办结', 'Already lawfully concluded'))
    await d.types(say('答复内容', 'Reply'), say('该事项已经依法办结，请查阅此前的答复。', 'This has been lawfully concluded; see the earlier reply.'))
  }, 2)
  await d.opens(first.receipt.number)
  await d.does(say('催办', 'Urge'), () => d.types(say('补充说明', 'Further information'), say('诉求人来电询问进展，请尽快签收。', 'The resident asks how it stands; please sign soon.')), 1)
  await d.ends()
})

day('dispatcher', 'the dispatcher reads the hot issues and splits one', 2, async (d, c) => {
  const { say, page } = d
  const mark = String.fromCharCode(0x4e00 + Math.floor(Math.random() * 9000)) + String.fromCharCode(0x4e00 + Math.floor(Math.random() * 9000)) // an estate of this walk alone
  const [first, second] = [await written(c, estate(mark, '昨夜')), await written(c, estate(mark, '凌晨'))]
  await d.begins('su.he')
  const spot = page.getByRole('main').getByRole('link', { name: mark }).first()
  await expect(async () => {
    await page.goto('/desk/hot')
    await expect(spot).toBeVisible({ timeout: 500 })
  }).toPass({ timeout: 40_000 })
  await d.look()
  await spot.click()
  await d.look()
  const main = page.getByRole('main')
  await main.getByRole('button', { name: say('分出', 'Split off') }).click()
  await expect(page.locator('.govuk-error-summary li')).toHaveCount(1)
  await d.look()
  await main.getByRole('row').filter({ hasText: second.receipt.number }).getByRole('checkbox').check()
  await main.locator('#split textarea').fill(say('不是同一处工地，现场核实过。', 'It is another site, as was seen there.'))
  await main.getByRole('button', { name: say('分出', 'Split off') }).click()
  await expect(page).toHaveURL(/\/desk\/hot/)
  await page.goto('/desk/hot/' + first.receipt.number) // one alone is no issue any more
  await expect(page.getByRole('main')).not.toContainText(second.receipt.number)
  await d.ends()
})

day('auditor', 'the auditor decides on returns, difficulty and rejected answers', 2, async (d, c) => {
  const { say } = d
  const [theirs, disputed, hard, rejected, upheld] = await Promise.all([dispatched(c), dispatched(c), signed(c), answered(c), answered(c)])
  const handler = await c.by('jiang.du')
  for (const w of [theirs, disputed]) await handler.does(w.receipt.number, 'ask_return', { reason: '漏点在小区总阀以内，由物业负责。' })
  await handler.does(hard.receipt.number, 'ask_difficulty', { reason: '涉及三家产权单位，需要设计。' })
  for (const w of [rejected, upheld]) await w.does('reject', { reason: '今天早上又漏了。' })
  await d.begins('qin.jian')
  await d.picture('inbox')
  await d.opens(theirs.receipt.number)
  await d.picture('return')
  await d.does(say('同意退单', 'Agree to the return'), reason(d, '情况属实，由派单员另派。', 'It is so; another unit will have it.'))
  await d.opens(disputed.receipt.number)
  await d.does(say('提请会商', 'Call a conference'), reason(d, '两家说法不一，请主任会商。', 'The two disagree; the director shall confer.'), 1)
  await d.opens(hard.receipt.number)
  await d.does(say('认定为疑难', 'Find it difficult'), reason(d, '情况属实，按疑难办理。', 'It is so; it is a difficult case.'), 1)
  await d.opens(rejected.receipt.number)
  await d.does(say('退回重办', 'Send back'), reason(d, '管箍只是临时办法，应当换管。', 'A clamp is a makeshift: replace the pipe.'), 1)
  await d.opens(upheld.receipt.number)
  await d.does(say('维持答复', 'Uphold the answer'), () => d.types(say('答复内容', 'Reply'), say('经现场复核，漏点已经修好，路面潮湿是雨水，维持原答复。', 'It was checked on the spot: the leak is mended and the road is wet with rain.')), 1)
  await d.ends()
})

day('chair', 'the head of the hotline rules on a dispute', 0, async (d, c) => {
  const { say } = d
  const writer = await dispatched(c)
  await (await c.by('jiang.du')).does(writer.receipt.number, 'ask_return', { reason: '沟段产权在潮生区，应由区里清淤。' })
  await (await c.by('qin.jian')).does(writer.receipt.number, 'confer', { reason: '两家各执一词，提请会商。' })
  await d.begins('gu.pingchuan')
  await d.opens(writer.receipt.number)
  await d.does(say('会商裁定', 'Rule'), async () => {
    await d.picks(say('承办单位', 'Unit in charge'), say('潮生区水务局', 'Chaosheng Water Bureau'))
    await d.types(say('会商裁定', 'Ruling'), say('依据移交清单由潮生区水务局承办，今后同类照此派单。', 'By the list of the handover the district branch handles it, and the like hereafter.'))
    await d.picture('rule')
  }, 2)
  await d.opens(await appealed(c))
  await d.does(say('维持', 'Uphold'), () => d.types(say('裁定', 'Decision'), say('录音四十秒处说了楼号，维持。', 'The house is named at forty seconds; it stands.')), 1)
  await d.goes('/desk/late')
  await d.ends()
})

day('liaison', 'the liaison forwards inside the unit and asks to return', 1, async (d, c) => {
  const { say } = d
  const [ours, theirs] = await Promise.all([dispatched(c), dispatched(c)])
  await d.begins('chi.yingxue')
  await d.opens(ours.receipt.number)
  await d.picture('matter')
  await d.does(say('二级派单', 'Forward inside the unit'), async () => {
    await d.picks(say('承办单位', 'Unit in charge'), say('澜湾市供水管网管理所', 'Lanwan Water Mains Office'))
    await d.picture('forward')
  }, 1)
  await d.opens(theirs.receipt.number)
  await d.does(say('申请退单', 'Ask to return it'), reason(d, '漏点在小区总阀以内，由物业负责。', 'It leaks behind the estate’s own valve.'), 1)
  await d.ends()
})

day('handler', 'the officer signs, asks for time and answers', 2, async (d, c) => {
  const { say } = d
  const [first, second, third] = await Promise.all([dispatched(c), signed(c), signed(c)])
  await d.begins('jiang.du')
  await d.picture('inbox')
  await d.opens(first.receipt.number)
  await d.does(say('签收', 'Sign for it'))
  await d.page.getByRole('button', { name: say('查看完整的个人信息', 'Read the personal data in full') }).click()
  await expect(d.page.locator('.sn-asked')).toContainText('13900007755')
  await d.look()
  await d.opens(first.receipt.number)
  for (const details of await d.page.locator('main details:not(.sn-acts details)').all()) await details.locator('summary').first().click()
  await d.look()
  await d.does(say('申请延期', 'Ask for an extension'), async () => {
    await reason(d, '需要停水换管，要提前三天通知居民。', 'Residents are told three days before the water is cut.')()
    await d.types(say('延长工作日', 'Extra working days'), '3')
  }, 2)
  await d.opens(second.receipt.number)
  await d.does(say('保存草稿', 'Save a draft'), () => d.types(say('拟答复内容', 'Draft reply'), say('已安排抢修，今晚换管。', 'The pipe is replaced tonight.')), 1)
  await d.does(say('答复', 'Reply'), async () => {
    await d.types(say('答复内容', 'Reply'), say('已更换六米管道，试压合格，路面已除冰。', 'Six metres of pipe were replaced and tested, and the ice is gone.'))
    await d.ticks(say('已解决', 'Solved'))
    await d.picture('reply')
  }, 1) // the draft stands in the form already
  await d.opens(third.receipt.number)
  await d.does(say('请求协办', 'Ask for assistance'), async () => {
    await d.picks(say('协办单位 1', 'Assisting units 1'), say('澜湾市交通运输局', 'Lanwan Transport Bureau'))
    await d.types(say('补充说明', 'Further information'), say('请协助围挡半幅车道。', 'Please close half of the road.'))
  })
  await d.goes('/desk/all')
  await d.ends()
})

day('head', 'the head decides what the officers ask', 0, async (d, c) => {
  const { say } = d
  const [more, refused, draft] = await Promise.all([signed(c), signed(c), signed(c)])
  const handler = await c.by('jiang.du')
  for (const w of [more, refused]) await handler.does(w.receipt.number, 'ask_extension', { reason: '需要停水换管，要提前通知居民。', extra_days: '3' })
  await handler.does(draft.receipt.number, 'ask_check', { draft: solved.reply, outcome: 'solved' })
  await d.begins('he.ting')
  await d.picture('inbox')
  await d.opens(more.receipt.number)
  await d.does(say('同意延期', 'Grant extension'), async () => {})
  await d.opens(refused.receipt.number)
  await d.does(say('不同意', 'Decline'), reason(d, '今晚就能换，不用延期。', 'It can be done tonight.'), 1)
  await d.opens(draft.receipt.number)
  await d.does(say('审核通过并答复', 'Approve and reply'), async () => {
    await d.types(say('答复内容', 'Reply'), say(solved.reply, 'Six metres of pipe were replaced and tested.'))
    await d.ticks(say('已解决', 'Solved'))
    await d.picture('approve')
  })
  await d.goes('/desk/late')
  await d.ends()
})

day('callback', 'the callback agent telephones', 1, async (d, c) => {
  const { say } = d
  const [missed, low] = await Promise.all([answered(c), answered(c)])
  await d.begins('yao.siqi')
  await d.opens(missed.receipt.number)
  await d.does(say('记录回访', 'Record a call'), async () => {
    await d.ticks(say('未接通', 'Not reached'))
    await d.picture('call')
  }, 1)
  await d.opens(low.receipt.number)
  await d.does(say('回访评价', 'Rating given by telephone'), async () => {
    await d.ticks(say('不满意', 'Dissatisfied'))
    await d.types(say('补充说明', 'Further information'), say('说是修过，夜里又漏。', 'It was mended and leaks again at night.'))
  }, 1)
  await d.page.locator('[aria-labelledby=children] [data-row]').first().click()
  await d.look()
  await d.does(say('交单位整改', 'Pass to the unit'), async () => {
    await d.ticks(say('已接通', 'Reached'))
    await d.types(say('联系情况', 'What the resident said'), say('夜里水压高时还漏，希望换管。', 'It leaks under pressure at night; the pipe should be replaced.'))
    await d.picks(say('单位', 'Unit'), say('澜湾市水务局', 'Lanwan Water Bureau'))
    await d.picture('followup')
  }, 3)
  await d.ends()
})

day('duty', 'the duty officer confirms an emergency', 2, async (d, c) => {
  const { say } = d
  const writer = await dispatched(c, '澜湾市住房和城乡建设局', 'emergency')
  await d.begins('fu.changgeng')
  await d.picture('inbox')
  await d.opens(writer.receipt.number)
  await d.picture('matter')
  await d.does(say('值班确认', 'Confirm on duty'), async () => {})
  await d.goes('/desk/late')
  await d.ends()
})

day('keeper', 'the knowledge keeper drafts, mends and takes down', 0, async (d, c) => {
  const { say } = d
  const keeper = await c.by('wen.zhiwei')
  const inDays = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10)
  const number = await keeper.opens('people.knowledge', {
    title: '水管冻裂怎么报修', body: '先关闭入户总阀，再拨打12345，城区两小时内到场。', category: '020105', unit: water,
    basis: '澜湾市城市供水管理办法第二十一条', review_on: inDays(60), expires_on: inDays(120),
  })
  await (await c.by('qin.jian')).does(number, 'approve')
  await (await c.by('gong.yiming')).does(number, 'report_error', { error: '现在是一小时内到场，请核实。' })
  await d.begins('wen.zhiwei')
  await d.picture('inbox')
  await d.goes('/desk/knowledge')
  await d.opens(number)
  await d.does(say('核实无误，恢复引用', 'Found right; may be quoted again'), () => d.types(say('意见', 'Findings'), say('与供水企业核对，仍为两小时。', 'The company confirms two hours.')), 1)
  await d.goes(`/desk/knowledge/${number}`)
  await d.goes('/desk/new/people.knowledge')
  await d.types(say('标题', 'Title'), say('水表冻坏由谁换', 'Who replaces a frozen meter'))
  await d.types(say('口径', 'What we say'), say('水表冻坏的，由供水企业免费更换，当天上门。', 'The company replaces it free of charge on the same day.'))
  await d.picture('draft')
  await d.page.getByRole('main').getByRole('button').last().click()
  await expect(d.page.locator('.govuk-error-summary li')).toHaveCount(5)
  await d.look()
  await d.opens(number)
  await d.does(say('撤下', 'Withdraw'), reason(d, '与另一条重复。', 'The same as another entry.'), 1)
  await d.ends()
})

day('publisher', 'the publishing reviewer publishes and takes back', 1, async (d, c) => {
  const { say } = d
  const writer = await answered(c, { body: '巷口的水管漏水，我家在榕荫社区二号楼，请打我电话13900007755。' })
  await writer.does('rate', { rating: 'good' })
  await d.begins('ye.lang')
  await d.goes('/desk/all')
  await d.opens(writer.receipt.number)
  await d.does(say('公开', 'Publish'), async () => {
    await expect(d.page.getByRole('main').getByRole('textbox', { name: say('公开的诉求', 'Question as published') })).not.toHaveValue(/13900007755/)
    await d.ticks(say('已完成保密审查和个人信息审查', 'Secrecy and privacy review is done'))
    await d.picture('publish')
  }, 1)
  await d.picture('published')
  await d.does(say('撤回公开', 'Withdraw from publication'), reason(d, '还有一处门牌号，改好再公开。', 'A house number is left in it.'), 1)
  await d.ends()
})

day('leader', 'the mayor reads, instructs and takes charge', 2, async (d, c) => {
  const { say } = d
  const writer = await signed(c)
  await d.begins('jiang.haiyan')
  await d.goes('/desk/late')
  await d.picture('late')
  await d.goes('/desk/all')
  for (const page of ['cockpit', 'statistics', 'supervision', 'assessment', 'hot']) await d.goes('/desk/' + page)
  await d.opens(writer.receipt.number)
  await d.does(say('领导批示', 'Leader’s instruction').replace('’', '\''), async () => {
    await d.types(say('批示内容', 'Instruction'), say('请水务局一周内彻底修好，并排查同批管道。', 'Mend it within a week and look at the other pipes of its year.'))
    await d.picture('instruct')
  }, 1)
  await d.does(say('领导包案', 'Take personal charge'), async () => {})
  await d.ends()
})

day('head', 'the head of a unit answers a card and appeals against what was counted', 1, async (d, c) => {
  const { page, say } = d
  const writer = await answered(c)
  const { number } = writer.receipt
  await writer.does('reject', { reason: '今天早上又漏了。' })
  await (await c.by('qin.jian')).does(number, 'redo', { reason: '管箍只是临时办法，应当换管。' })
  const supervisor = await c.by('shen.yan')
  let card = ''
  await expect(async () => {
    const rows = (await supervisor.gets('/desk/supervision/solved.claimed')).split('<tr')
    card = /\/desk\/matter\/(R[0-9A-Z-]+)/.exec(rows.find((row) => row.includes(number)) ?? '')![1]
  }).toPass({ timeout: 15_000 })
  await supervisor.does(card, 'confirm', { note: '现场照片显示仍在漏水，答复不实。' })
  await d.begins('he.ting')
  await d.goes('/desk/supervision')
  await d.opens(card)
  await d.does(say('认可并整改', 'Accept and mend'), async () => {
    await d.types(say('整改情况', 'What is done about it'), say('换管并回访同批管道的住户。', 'The pipe is replaced, and the neighbours are asked.'))
  }, 1)
  await d.goes('/desk/assessment?by=unit')
  const main = page.getByRole('main')
  await main.getByRole('row').filter({ hasText: say('澜湾市水务局', 'Lanwan Water Bureau') }).getByRole('link', { name: /\d/ }).first().click()
  await d.look()
  await main.getByRole('link', { name: say('申诉', 'Appeal') }).first().click()
  await d.look()
  await d.ticks(say('不属于本单位职责，已经改派', 'Not this unit\'s duty, given to another since'))
  await d.types(say('申诉理由', 'Why'), say('该处管道由区里维护，已经改派。', 'The pipe is the district\'s and was given to it.'))
  await main.getByRole('button', { name: say('提出考核申诉', 'Appeal against assessment') }).click()
  await d.look()
  await d.ends()
})

day('supervisor', 'the supervisor looks for what slips', 0, async (d, c) => {
  const { say } = d
  const writer = await signed(c)
  await d.begins('shen.yan')
  await d.goes('/desk/late')
  await d.picture('late')
  await d.page.locator('[data-row]').first().click()
  await d.look()
  await d.picture('matter')
  await d.opens(writer.receipt.number)
  await d.does(say('催办', 'Urge'), () => d.types(say('补充说明', 'Further information'), say('连日降温，请提前处理。', 'It grows colder; please hurry.')), 1)
  const known = await filed(c, { holder_name: '岑小满', id_number: '899999198803120016', uscc: '91990102MA0000001D' })
  const answer = d.page.getByRole('main').getByText(say('姓名与身份证号一致', 'Name and number belong together'))
  await expect(async () => {
    await find(d.page, known)
    await expect(answer).toBeVisible({ timeout: 500 })
  }).toPass({ timeout: 15_000 })
  await d.look()
  await d.goes('/desk/exchange')
  await d.page.getByRole('main').getByRole('link').first().click()
  await d.look()
  await d.picture('exchange')
  await d.ends()
})

day('supervisor', 'the supervisor reads the cockpit and the scorecards', 0, async (d) => {
  const { page, say } = d
  await d.begins('shen.yan')
  await d.goes('/desk/cockpit')
  await expect(page.locator('.sn-figure')).toHaveCount(6)
  const picture = page.getByRole('img', { name: say('近30天来件和答复', 'Received and answered, 30 days') })
  await expect(picture.locator('canvas')).toBeVisible()
  await picture.focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('status').filter({ hasText: say('来件', 'Received') })).toBeVisible()
  await page.getByText(say('看数据表', 'Show as a table')).first().press('Enter')
  await expect(page.getByRole('table', { name: say('每天来件和答复的件数', 'Received and answered by day') }).getByRole('row')).toHaveCount(31)
  await d.look()
  await page.getByRole('link', { name: say('各区县考核', 'Assessment of districts') }).click()
  await d.look()
  await page.getByRole('navigation', { name: say('按什么看', 'By what') }).getByRole('link', { name: say('单位', 'Unit') }).click()
  await page.getByRole('table').getByRole('link').first().click()
  await d.look()
  await expect(page.getByRole('table').getByRole('link').first()).toHaveAttribute('href', /^\/desk\/matter\//)
  await d.goes('/desk/assessment/measures')
})

day('supervisor', 'the weekly brief is drafted from the figures and issued by the head', 2, async (d, c) => {
  const { page, say } = d
  await d.begins('shen.yan')
  await page.goto('/desk/cockpit')
  await page.getByRole('link', { name: say('起草周报', 'Draft the weekly brief') }).click()
  await d.look()
  const text = page.getByRole('textbox', { name: say('正文', 'Text') })
  await expect(text).toHaveValue(/一、总体情况\n.*全市收到群众诉求\d+件/)
  await text.fill(`${await text.inputValue()}\n请各单位对照办理。`)
  await page.getByRole('main').getByRole('button', { name: say('起草周报', 'Draft the weekly brief') }).click()
  await d.look()
  const number = new URL(page.url()).pathname.split('/').at(-1)!
  const head = await c.by('lu.wensheng')
  expect(await head.reads(number), 'the head finds the text in the form').toMatch(/<textarea[^>]*>\s*一、总体情况/)
  await head.does(number, 'issue', { title: '政务服务周报', body: '本周群众诉求平稳，请各单位对照办理，按时答复，逐件回访，确保件件有回音、事事有着落。' })
  await d.opens(number)
  await expect(page.getByRole('main')).toContainText(say('已签发', 'Issued'))
  await expect(page.getByRole('main').getByRole('link', { name: say('政务服务周报', 'Weekly brief') }).first()).toBeVisible()
  await d.ends()
})

day('supervisor', 'statistics are pasted, checked by the head and revised', 0, async (d, c) => {
  const { page, say } = d
  const indicator = `客运量${Math.floor(Math.random() * 1e6)}` // of this walk alone
  const month = new Date(Date.now() - 32 * 24 * 3600 * 1000).toISOString().slice(0, 7)
  const sheet = (city: string) => `指标\t单位\t月份\t地区\t数值\t同比\n${indicator}\t万人次\t${month}\t\t${city}\t5.2%\n${indicator}\t万人次\t${month}\t潮生区\t310\t\n`
  const today = new Date().toISOString().slice(0, 10)
  const release = { title: '客运月报', source: '澜湾市统计局《统计月报》', released_on: today, standing: 'preliminary' }
  await d.begins('shen.yan')
  await d.goes('/desk/statistics')
  await page.getByRole('main').getByRole('button', { name: say('录入统计资料', 'Enter statistics') }).click()
  await d.look()
  await d.types(say('资料名称', 'What it is'), release.title)
  await d.types(say('来源', 'Source'), release.source)
  await page.getByLabel(say('发布日期', 'Released on')).fill(today)
  await d.ticks(say('初步数', 'Preliminary'))
  const enters = page.getByRole('main').getByRole('button', { name: say('录入统计资料', 'Enter statistics') })
  await d.types(say('数据', 'Figures'), `${sheet('很多')}${indicator}\t万人\t${month}\t北海区\t1\t`)
  await enters.click()
  const wrong = page.locator('.govuk-error-summary li')
  await expect(wrong).toContainText(say('第2行：数值“很多”不是数字', 'Line 2: The value “很多” is no number'))
  await expect(wrong).toContainText(say('第4行：本市没有“北海区”这个地区', 'Line 4: The city has no place “北海区”'))
  await expect(wrong).toContainText(say('应当一致', 'it takes one unit of measure'))
  await expect(d.box(say('数据', 'Figures'))).toHaveValue(/北海区/)
  await d.look()
  await d.types(say('数据', 'Figures'), sheet('1,031.5'))
  await d.picture('statistics')
  await enters.click()
  await d.look()
  const main = page.getByRole('main')
  await expect(main.getByRole('cell', { name: '990102000000' })).toBeVisible()
  const number = new URL(page.url()).pathname.split('/').at(-1)!
  const [head, supervisor] = [await c.by('lu.wensheng'), await c.by('shen.yan')]
  await head.does(number, 'confirm')
  const second = await supervisor.opens('leaders.statistics', { ...release, standing: 'revised', figures: sheet('1033.1') })
  await head.does(second, 'confirm')
  const series = `/desk/statistics/series?indicator=${encodeURIComponent(indicator)}`
  await expect(async () => {
    await page.goto(series)
    await expect(main).toContainText('1033.1', { timeout: 500 })
  }).toPass({ timeout: 15_000 })
  await expect(page.getByRole('img', { name: say('各月走势', 'Month by month') }).locator('canvas')).toBeVisible()
  await page.getByText(say('看数据表', 'Show as a table')).press('Enter')
  await expect(main.getByRole('table').first()).toContainText('1033.1')
  await expect(main.getByRole('table').last()).toContainText('1031.5') // what stood before it was revised
  await d.look()
  await main.getByRole('link', { name: say('潮生区', 'Chaosheng District') }).click()
  await d.look()
  await expect(main).toContainText('310')
  await d.ends()
})

day('supervisor', 'the supervisor confirms a red card, which is appealed and lifted', 1, async (d, c) => {
  const { say } = d
  const writer = await answered(c)
  const { number } = writer.receipt
  await writer.does('reject', { reason: '今天早上又漏了。' })
  await (await c.by('qin.jian')).does(number, 'redo', { reason: '管箍只是临时办法，应当换管。' })
  await d.begins('shen.yan')
  await d.goes('/desk/supervision')
  await d.picture('rules')
  const card = d.page.getByRole('row').filter({ hasText: number }).getByRole('link').first()
  await expect(async () => {
    await d.page.goto('/desk/supervision/solved.claimed')
    await expect(card).toBeVisible({ timeout: 500 })
  }).toPass({ timeout: 15_000 })
  await d.look()
  const of = (await card.innerText()).trim()
  await card.click()
  await d.look()
  await d.does(say('确认红牌', 'Confirm the red card'), async () => {
    await d.types(say('核实说明', 'What was checked'), say('现场照片显示仍在漏水，答复不实。', 'The photographs show that it still leaks.'))
    await d.picture('card')
  }, 1)
  const soon = new Date(Date.now() + 3 * 24 * 3600 * 1000).toISOString().slice(0, 10)
  await (await c.by('shen.yan')).does(of, 'notify', { demand: '三日内到现场核实并书面报告。', report_by: soon })
  await d.opens(of)
  await expect(d.page.getByRole('main').getByRole('link', { name: say('督办单', 'Supervision notice') }).first()).toBeVisible()
  await (await c.by('he.ting')).does(of, 'appeal', { ground: 'mistaken', reason: '答复当日确已修好，次日另一处破裂，有抢修记录。' })
  await (await c.by('lu.wensheng')).does(of, 'lift', { ground: 'mistaken', decision: '经核对抢修记录，两处不是同一漏点，撤销。' })
  await d.opens(of)
  await expect(d.page.getByRole('main')).toContainText(say('已撤销', 'Lifted'))
  await d.opens(number)
  await expect(d.page.getByRole('main')).toContainText(of)
  await d.ends()
})

day('tipkeeper', 'the keeper of reports hands over and orders inquiries', 1, async (d, c) => {
  const { say } = d
  const keeper = await c.by('shan.hongyi')
  const tip = { title: '收费不开票据', body: '某停车场长期收费不开票据，时间地点和照片见说明。', region: '990102001000' }
  const [handed, inquired] = [await keeper.opens('people.tip', tip), await keeper.opens('people.tip', tip)]
  await d.begins('shan.hongyi')
  await d.opens(handed)
  await d.does(say('移交', 'Hand over'), async () => {
    await d.ticks(say('纪检监察机关', 'Discipline and supervision'))
    await reason(d, '涉及公职人员，依法移交。', 'It concerns a public officer.')()
    await d.picture('hand-over')
  }, 2)
  await d.parts(say('对方已接收并告知举报人', 'Acknowledged'), async () => {
    await d.types(say('对方回执编号或接收人', 'Their receipt or recipient'), '0231')
    await d.types(say('答复内容', 'Reply'), say('您的举报已移交有权机关并已接收。', 'Your report was handed over and acknowledged.'))
  }, 2)
  await d.opens(inquired)
  await d.parts(say('交核查', 'Order an inquiry'), async () => {
    await d.picks(say('核查单位', 'Unit that inquires'), say('澜湾市市场监督管理局', 'Lanwan Market Regulation Bureau'))
    await d.picture('inquiry')
  }, 1)
  await d.ends()
})

day('quality', 'the quality inspector draws, judges and reads the decision', 2, async (d, c) => {
  const { say } = d
  const [writer, judged] = await Promise.all([answered(c), appealed(c)])
  await writer.does('rate', { rating: 'good' })
  await d.begins('zhu.hengzhi')
  await d.goes('/desk/all')
  await d.opens(writer.receipt.number)
  await d.does(say('质检', 'Inspect'), async () => {
    await d.types(say('抽样说明', 'Sample'), say(sample, 'Closed in November, five in a hundred, seed 20261124'))
    await d.picture('draw')
  }, 1)
  await d.page.locator('[aria-labelledby=children] [data-row]').first().click()
  await d.look()
  await d.does(say('提出质检意见', 'Give the finding'), async () => {
    for (const item of [say('应答与用语', 'Manner'), say('记录准确完整', 'Record'), say('分类、紧急程度正确', 'Category and urgency'), say('处理及时', 'In time')]) await d.judges(item, say('符合', 'As it should be'))
    await d.judges(say('答复或派单正确', 'Answer or dispatch'), say('不符合', 'Wanting'))
    await d.types(say('质检意见', 'Finding'), say('应派给管网管理所，派到了局机关，多走了一道。', 'It belonged to the mains office and took a step more than it needed.'))
    await d.picture('find')
  }, 6)
  await (await c.by('gu.pingchuan')).does(judged, 'lift', { decision: '录音里确实没有说楼号，撤销这一项。' })
  await d.opens(judged)
  await expect(d.page.getByRole('main')).toContainText('录音里确实没有说楼号')
  await d.picture('decided')
  await d.ends()
})

const foodLicence = '11990100MB000101133990131001000'

const scan = { name: '食品经营许可申请书.png', mimeType: 'image/png', buffer: Buffer.from('\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR', 'latin1') }

// An application that the window has taken in, and one that is accepted.
const filed = async (c: Colleagues, more: Fields = {}): Promise<string> => (await c.by('cheng.jianwei')).opens('enterprises.licence', {
  item: foodLicence, region: '990102001000', channel: 'window', holder_name: '澜湾潮味餐饮有限公司', phone: '13900007766', papers: scan, truthful: 'true', ...more,
})

async function accepted(c: Colleagues): Promise<string> {
  const number = await filed(c)
  await (await c.by('cheng.jianwei')).does(number, 'accept')
  return number
}

day('window', 'the window clerk takes in, accepts, tells once and issues', 0, async (d, c) => {
  const { say } = d
  const [wanting, granted] = [await filed(c), await accepted(c)]
  await (await c.by('chang.liyan')).does(granted, 'propose', { opinion: '材料齐全，场所符合要求。', proposal: 'grant' })
  await (await c.by('yin.suxin')).does(granted, 'grant', { reply: '准予食品经营许可。' })
  await d.begins('cheng.jianwei')
  await d.goes('/desk/window')
  await d.page.getByRole('main').getByRole('searchbox').fill(say('开饭店', 'food business'))
  await d.page.keyboard.press('Enter')
  await d.page.waitForURL(/q=/)
  await d.look()
  await d.page.getByRole('link', { name: say('食品经营许可新办', 'Food business licence, new'), exact: true }).click()
  if (!picturing) {
    await d.page.getByRole('main').getByRole('button', { name: say('窗口收件', 'Take in at the window'), exact: true }).click()
    await expect(d.page.locator('.govuk-error-summary li')).toHaveCount(6)
    await d.look()
  }
  await d.picks(say('办理地', 'Where'), say('潮生区南堤街道榕荫社区', 'Rongyin Community, Nandi Subdistrict, Chaosheng District'))
  await d.ticks(say('窗口', 'Window'))
  await d.types(say('申请人名称', 'Applicant'), say('澜湾潮味餐饮有限公司', 'Lanwan Tidal Taste Catering Ltd'))
  await d.types(say('联系电话', 'Phone'), '13900007766')
  await d.page.locator('input[type=file]').setInputFiles([scan])
  await d.page.getByRole('main').getByRole('checkbox').check()
  await d.picture('file')
  await d.page.getByRole('main').getByRole('button', { name: say('窗口收件', 'Take in at the window'), exact: true }).click()
  await expect(d.page.locator('.sn-identity__number')).toBeVisible()
  await d.look()
  await d.picture('accept')
  await d.does(say('受理', 'Accept'), async () => {})
  await d.opens(wanting)
  await d.does(say('一次性告知补正', 'Tell once what to correct'), () => d.types(say('需要补正的全部内容', 'All that has to be corrected'), say('缺经营场所平面布局图；申请书第二页没有签名。', 'The plan of the premises is missing; page two is unsigned.')), 1)
  await d.opens(granted)
  await d.does(say('颁发、送达', 'Issue'), () => d.ticks(say('窗口领取', 'At the window')), 1)
  await d.ends()
})

day('handler', 'the examiner checks by two, stops the clock and proposes', 1, async (d, c) => {
  const { say } = d
  const [plain, tested] = [await accepted(c), await accepted(c)]
  await d.begins('chang.liyan')
  await d.opens(tested)
  await d.does(say('进入特别程序', 'Begin a special procedure'), async () => {
    await d.ticks(say('检测', 'Testing'))
    await d.page.getByRole('main').locator('input[name=procedure_by]').fill(new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10))
    await d.types(say('告知内容', 'What the applicant is told'), say('送检水样，检测时间不计入办理时限。', 'Water is tested; the time of testing is not counted.'))
  }, 3)
  await d.opens(plain)
  await d.does(say('提出审查意见', 'Propose a decision'), async () => {
    await d.types(say('审查意见', 'Opinion'), say('材料齐全，场所符合要求。', 'The papers are complete and the premises fit.'))
    await d.ticks(say('准予', 'Grant'))
  }, 2)
  await d.ends()
})

day('head', 'the head grants one licence and denies another', 2, async (d, c) => {
  const { say } = d
  const [good, bad] = [await accepted(c), await accepted(c)]
  for (const [number, proposal] of [[good, 'grant'], [bad, 'deny']]) await (await c.by('chang.liyan')).does(number, 'propose', { opinion: '已审查材料和现场。', proposal })
  await d.begins('yin.suxin')
  await d.opens(good)
  await d.does(say('准予许可', 'Grant'), () => d.types(say('决定或者告知的内容', 'Decision or notice'), say('准予食品经营许可。', 'The licence is granted.')), 1)
  await d.opens(bad)
  await d.does(say('不予许可', 'Deny'), async () => {
    await d.types(say('决定或者告知的内容', 'Decision or notice'), say('不予许可；可以申请行政复议或者提起行政诉讼。', 'Denied; reconsideration and suit are open.'))
    await d.types(say('理由', 'Reason'), say('场所与公厕相距不足二十五米。', 'The premises are too close to a public toilet.'))
  }, 2)
  await d.ends()
})

// The applicant has no account: this day begins on the portal.
day('resident', 'an applicant finds the licence, applies, corrects once and rates', 0, async (d, c) => {
  const { say, page } = d
  const goOn = () => page.getByRole('button', { name: say('继续', 'Continue') }).click()
  await d.goes('/items')
  await page.getByRole('searchbox').fill(say('开饭店', 'restaurant'))
  await page.getByRole('searchbox').press('Enter')
  await d.look()
  await page.getByRole('link', { name: say('食品经营许可新办', 'Food business licence, new') }).click()
  await d.look()
  await page.getByRole('button', { name: say('网上申请', 'Apply online') }).click()
  await d.look()
  await goOn()
  await expect(page.locator('.govuk-error-summary li')).toHaveCount(1)
  await d.look()
  await page.locator('input[type=file]').setInputFiles([scan])
  await goOn()
  for (const region of [say('潮生区', 'Chaosheng District'), say('南堤街道', 'Nandi Subdistrict'), say('榕荫社区', 'Rongyin Community')]) {
    await d.ticks(region)
    await goOn()
  }
  await goOn()
  await expect(page.locator('.govuk-error-summary li')).toHaveCount(3)
  await d.look()
  await d.types(say('申请人名称', 'Applicant'), say('澜湾潮味餐饮有限公司', 'Lanwan Tidal Taste Catering Ltd'))
  await d.types(say('联系电话', 'Phone'), '13900007766')
  await page.getByRole('checkbox').check()
  await goOn()
  await d.look()
  await page.getByRole('button', { name: say('提出申请', 'Apply'), exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(say('申请已收到', 'We have your application'))
  await d.look()
  const number = (await page.locator('.sn-receipt__number').innerText()).trim()
  const window = await c.by('cheng.jianwei')
  await window.does(number, 'notify', { missing: '缺经营场所平面布局图。' })
  await d.goes('/follow/matter')
  await expect(page.getByRole('main')).toContainText('缺经营场所平面布局图')
  await d.goes('/follow/act/correct')
  await page.locator('input[type=file]').setInputFiles([{ ...scan, name: '平面布局图.png' }])
  await page.getByRole('main').getByRole('button', { name: say('补正', 'Correct'), exact: true }).click()
  await d.look()
  await window.does(number, 'accept')
  await (await c.by('chang.liyan')).does(number, 'propose', { opinion: '材料齐全，场所符合要求。', proposal: 'grant' })
  await (await c.by('yin.suxin')).does(number, 'grant', { reply: '准予食品经营许可。' })
  await window.does(number, 'deliver', { delivery: 'electronic' })
  await d.goes('/follow/matter')
  await expect(page.getByRole('main')).toContainText('准予食品经营许可')
  await d.goes('/follow/act/rate')
  await d.look()
  await d.ticks(say('满意', 'Satisfied'))
  await page.getByRole('main').getByRole('button', { name: say('评价', 'Rate'), exact: true }).click()
  await expect(page.getByRole('main')).toContainText(say('首次评价', 'First rating'))
  await d.look()
})

// A restaurant that the lead window has taken in and circulated: the Market Bureau
// and the Water Bureau decide, each on its own.
const market = '澜湾市市场监督管理局'
const departments: [string, string, string][] = [[market, 'chang.liyan', 'yin.suxin'], [water, 'jiang.du', 'he.ting']]

async function restaurant(c: Colleagues): Promise<string> {
  const clerk = await c.by('tao.ran')
  const number = await clerk.opens('enterprises.joint', {
    theme: 'restaurant', answers: 'by=self grease=yes kind=canteen public=no registered=yes sign=no', region: '990102001000', channel: 'window',
    holder_name: '澜湾潮味餐饮有限公司', phone: '13900007766', papers: scan, truthful: 'true',
  })
  await clerk.does(number, 'circulate')
  return number
}

async function prechecked(c: Colleagues, missing?: string): Promise<string> {
  const number = await restaurant(c)
  const parts = await partsOf(await c.by('tao.ran'), number)
  for (const [unit, handler] of departments) {
    const who = await c.by(handler)
    if (missing && unit === water) await who.does(parts.get(unit)!, 'want', { missing })
    else await who.does(parts.get(unit)!, 'complete')
  }
  return number
}

day('lead', 'the lead unit circulates, tells once for all, accepts and concludes', 1, async (d, c) => {
  const { say } = d
  const missing = '缺排水管线图（条例第二十一条）。'
  const [fresh, wanting, concluded] = [await restaurant(c), await prechecked(c, missing), await prechecked(c)]
  const clerk = await c.by('tao.ran')
  await clerk.does(concluded, 'accept')
  await d.begins('tao.ran')
  await d.opens(fresh)
  await expect(d.page.locator('.sn-parts tbody tr')).toHaveCount(3)
  await d.opens(wanting)
  await d.does(say('一次性告知补正', 'Tell once what to correct'), async () => {
    await expect(d.box(say('需要补正的全部内容', 'All that has to be corrected'))).toHaveValue(new RegExp(missing))
    await d.picture('notice')
  })
  await d.opens(concluded)
  await d.picture('parts')
  const parts = await partsOf(clerk, concluded)
  for (const [unit, handler, head] of departments) {
    await (await c.by(handler)).does(parts.get(unit)!, 'propose', { opinion: '材料齐全，符合条件。', proposal: 'grant' })
    await (await c.by(head)).does(parts.get(unit)!, 'agree', { reply: '准予许可。' })
  }
  await d.ends()
  await d.begins('shu.jingshu')
  await d.opens(concluded)
  await d.does(say('作出综合答复', 'Give the joint reply'), async () => {
    await expect(d.box(say('综合答复', 'Joint reply'))).toHaveValue(/同意/)
  })
  await d.ends()
})

day('resident', 'somebody opens a restaurant as one thing', 0, async (d) => {
  const { page, say } = d
  await d.goes('/items')
  await page.getByRole('link', { name: say('开餐馆一件事', 'Opening a restaurant') }).click()
  await d.look()
  for (const [question, answer] of [
    [say('已经有营业执照了吗？', 'Do you have a business licence already?'), say('否', 'No')], [say('您要做什么？', 'What will you do?'), say('开餐馆、做餐饮', 'Run a restaurant')],
    [say('谁来办？', 'Who applies?'), say('本人或者法定代表人', 'The owner or legal representative')], [say('营业面积', 'Is it larger'), say('是', 'Yes')],
    [say('要在门头设置招牌吗？', 'Will there be a signboard?'), say('是', 'Yes')], [say('餐饮污水', 'Will kitchen water'), say('是', 'Yes')],
  ]) await page.getByRole('combobox', { name: question }).selectOption({ label: answer })
  await page.getByRole('button', { name: say('看我的办理方案', 'Show my plan') }).click()
  await expect(page.locator('section:has(#who) tbody tr')).toHaveCount(5)
  await d.look()
  await page.getByRole('button', { name: say('一次申请', 'Apply once for all') }).click()
  await d.look()
})
