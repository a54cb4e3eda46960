package page

import (
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

func sampleMoment(day, hour, minute int) time.Time {
	return time.Date(2026, time.March, day, hour, minute, 0, 0, time.FixedZone("CST", 8*60*60))
}

func sampleInputs() []Input {
	inputs := []Input{
		{Name: "kind", Type: process.FieldChoice, Label: lang.T("诉求类型", "Kind of request"), Value: "help", Options: []Option{
			{Value: "consult", Label: lang.T("咨询", "Question")},
			{Value: "help", Label: lang.T("求助", "Help"), Help: lang.T("需要有人到场处理的事", "Something that needs someone to come")},
			{Value: "complaint", Label: lang.T("投诉", "Complaint")},
		}},
		{Name: "title", Type: process.FieldText, Label: lang.T("标题", "Title"), Help: lang.T("一句话说明是什么事", "Say in one sentence what it is about"), Value: "停水"},
		{Name: "body", Type: process.FieldProse, Label: lang.T("详细情况", "What happened"), Help: lang.T("什么时间、什么地点、什么情况、希望怎样解决", "When, where, what, and what you would like done"), Max: 2000,
			Value: "3月2日早上六点起，东风路18号小区三栋停水，至今没有恢复，也没有接到通知。"},
		{Name: "region", Type: process.FieldRegion, Label: lang.T("事发地", "Where"), Options: []Option{
			{Value: "370701001001", Label: lang.T("东风社区", "Dongfeng Community"), Group: lang.T("城东区东关街道", "Dongguan, Chengdong")},
			{Value: "370701001002", Label: lang.T("朝阳社区", "Chaoyang Community"), Group: lang.T("城东区东关街道", "Dongguan, Chengdong")},
			{Value: "370702001001", Label: lang.T("柳树村", "Liushu Village"), Group: lang.T("青河县城关镇", "Chengguan, Qinghe")},
		}},
		{Name: "happened", Type: process.FieldDate, Label: lang.T("发生日期", "Date"), Value: "2026-03-02", Optional: true},
		{Name: "phone", Type: process.FieldPhone, Label: lang.T("联系电话", "Phone"), Personal: true},
		{Name: "id_number", Type: process.FieldIDNumber, Label: lang.T("身份证号码", "Citizen number"), Personal: true, Optional: true},
		{Name: "email", Type: process.FieldEmail, Label: lang.T("电子邮箱", "E-mail"), Personal: true, Optional: true},
		{Name: "households", Type: process.FieldNumber, Label: lang.T("受影响户数", "Households affected"), Optional: true},
		{Name: "units", Type: process.FieldUnit, Label: lang.T("会办单位", "Other units"), Many: true, Value: "water roads", Optional: true, Options: []Option{
			{Value: "water", Label: lang.T("水务局", "Water Bureau")}, {Value: "roads", Label: lang.T("住建局", "Construction Bureau")},
		}},
		{Name: "photos", Type: process.FieldFile, Label: lang.T("照片", "Photographs"), Help: lang.T("最多三张，每张不超过10 MB", "Up to three, 10 MB each"), Many: true, Accept: "image/*", Optional: true},
		{Name: "no_publish", Type: process.FieldBool, Label: lang.T("不要公开我的诉求", "Do not publish my request"), Help: lang.T("公开时总会隐去姓名、电话和住址", "Names, phones and addresses are always removed")},
	}
	marked, _ := Mark(inputs, fault.Defects([]fault.Defect{
		{Field: "title", Text: lang.T("标题至少4个字，现在只有2个字", "The title needs at least 4 characters; it has 2")},
		{Field: "region", Text: lang.T("请选择事发地", "Choose where it happened")},
	}))
	return marked
}

func sampleForm() Form {
	return Form{Action: GalleryPath, Inputs: sampleInputs(), Submit: lang.T("提交诉求", "Send the request"), Cancel: "/", Draft: "sample", Key: "k-1"}
}

func sampleClocks() []Clock {
	due := func(s string) lang.Text {
		d, err := calendar.ParseDate(s)
		if err != nil {
			return lang.Text{}
		}
		return Date(d)
	}
	return []Clock{
		{Title: lang.T("办理", "Handle"), State: ClockOK, Words: WorkdaysLeft(5), Due: due("2026-03-09"), Used: 22},
		{Title: lang.T("签收", "Sign"), State: ClockSoon, Words: WorkdaysLeft(0), Due: due("2026-03-03"), Used: 90},
		{Title: lang.T("办理", "Handle"), State: ClockLate, Words: WorkdaysLeft(-2), Due: due("2026-02-27"), Used: 100},
		{Title: lang.T("补正期间", "Waiting for papers"), State: ClockPaused, Words: lang.T("已暂停，还剩8个工作日", "Paused, 8 working days left"), Used: 40},
		{Title: lang.T("派单", "Dispatch"), State: ClockMet, Words: lang.T("按时完成", "Done in time"), Due: due("2026-03-02"), Used: 30},
	}
}

func sampleCards() []Card {
	return []Card{{Severity: process.Notice, Href: "/desk/cards/1"}, {Severity: process.Yellow, Href: "/desk/cards/2"}, {Severity: process.Red, Href: "/desk/cards/3"}}
}

func sampleTags() []Tag {
	return []Tag{
		{Text: lang.T("待签收", "Waiting for signature"), Tone: Waiting}, {Text: lang.T("办理中", "Being handled"), Tone: Doing},
		{Text: lang.T("已答复", "Answered"), Tone: Done}, {Text: lang.T("已撤回", "Withdrawn"), Tone: Ended},
	}
}

func sampleWhy() Why {
	y := Why{Limit: lang.T("5个工作日", "5 working days"), Basis: lang.T("本市12345热线办理规定", "the city's own rules for the 12345 hotline")}
	limit, err := calendar.ParseLimit("5wd")
	if err != nil {
		return y
	}
	// Over Labour Day, so that the sample has days of rest and a make-up day.
	clock := calendar.Clock{From: time.Date(2026, time.April, 29, 9, 0, 0, 0, time.FixedZone("CST", 8*60*60)), Limit: limit}
	cal := calendar.Embedded()
	if y.Due, err = cal.Due(clock); err != nil {
		return y
	}
	y.Steps, err = cal.Explain(clock)
	if err != nil {
		y.Steps = nil
	}
	return y
}

func sampleTimeline(tag lang.Tag) Timeline {
	in := func(zh, en string) string { return lang.T(zh, en).In(tag) }
	return Timeline{Items: []Event{
		{Title: lang.T("答复", "Reply"), By: in("城东区水务局 周晓雯", "Zhou Xiaowen, Chengdong Water Bureau"), At: sampleMoment(4, 16, 20), Key: true,
			Body:  in("经查，东风路主管道因冻胀破裂，已于3月4日14时抢修完毕并恢复供水。停水超过24小时未通知住户，是我局工作不到位，已对值班人员批评教育。", "The main under Dongfeng Road had burst from frost. It was repaired and water restored on 4 March at 14:00. That nobody was told for more than a day was our fault."),
			Facts: []Fact{{Key: lang.T("办理结果", "Outcome"), Value: in("已解决", "Solved")}}},
		{Title: lang.T("签收", "Signed for"), By: in("城东区水务局 周晓雯", "Zhou Xiaowen, Chengdong Water Bureau"), At: sampleMoment(3, 9, 5), Cards: []Card{{Severity: process.Yellow}}},
		{Title: lang.T("派单", "Dispatched"), By: in("市12345热线 派单员", "Dispatcher, 12345 hotline"), At: sampleMoment(2, 10, 41),
			Facts: []Fact{{Key: lang.T("承办单位", "Unit in charge"), Value: in("城东区水务局", "Chengdong Water Bureau")}, {Key: lang.T("紧急程度", "Urgency"), Value: in("一般", "Ordinary")}}},
		{Title: lang.T("提交诉求", "Request sent"), By: in("诉求人", "Resident"), At: sampleMoment(2, 9, 15)},
	}}
}

func sampleQueue(tag lang.Tag) Queue {
	in := func(zh, en string) string { return lang.T(zh, en).In(tag) }
	clocks, tags, cards := sampleClocks(), sampleTags(), sampleCards()
	rows := []QueueRow{
		{Number: "Q3707-26-K7M2-X", Title: in("东风路18号小区停水两天没有通知", "No water at 18 Dongfeng Road for two days, no notice"), Place: in("城东区东关街道", "Dongguan, Chengdong"), Holder: in("水务局 周晓雯", "Water Bureau, Zhou"), State: tags[1], Clock: clocks[2], Cards: cards[2:]},
		{Number: "Q3707-26-P4RD-3", Title: in("柳树村三组路灯不亮", "Street lights out in Liushu Village"), Place: in("青河县城关镇", "Chengguan, Qinghe"), Holder: in("住建局", "Construction Bureau"), State: tags[0], Clock: clocks[1], Cards: cards[1:2]},
		{Number: "Q3707-26-9WTE-8", Title: in("咨询灵活就业人员社保补贴的申请条件和需要的材料", "Conditions and papers for the insurance subsidy for flexible workers"), Place: in("城东区", "Chengdong"), Holder: in("人社局 王海", "Human Resources, Wang"), State: tags[1], Clock: clocks[0]},
		{Number: "Q3707-26-H2BV-5", Title: in("幼儿园门口上下学时间交通拥堵", "Traffic jam at the kindergarten gate"), Place: in("城东区朝阳社区", "Chaoyang, Chengdong"), Holder: in("公安局交警大队", "Traffic Police"), State: tags[0], Clock: clocks[3], Cards: cards[:1]},
		{Number: "Q3707-26-M8XC-1", Title: in("建议在人民公园增设儿童饮水处", "Suggest drinking fountains for children in People's Park"), Place: in("城东区", "Chengdong"), Holder: in("园林中心", "Parks Centre"), State: tags[2], Clock: clocks[4]},
	}
	for i := range rows {
		rows[i].Href = "/desk/matters/" + rows[i].Number
	}
	return Queue{Caption: lang.T("待我办理的办件", "Matters owed by me"), Rows: rows}
}

func sampleReceipt(tag lang.Tag) Receipt {
	return Receipt{
		Title: lang.T("诉求已收到", "Your request has been received"), Number: "Q3707-26-K7M2-X", Code: "H4KD-92MP-7XTC",
		At: sampleMoment(2, 9, 15), Unit: lang.T("青禾市12345热线", "Qinghe City 12345 hotline").In(tag), Track: "/see/Q3707-26-K7M2-X", Draft: "gone",
		Next: []lang.Text{
			lang.T("2026年3月3日（周二）前派给承办单位。", "By Tuesday 3 March 2026 it goes to the unit in charge."),
			lang.T("2026年3月10日（周二）前给您答复。", "By Tuesday 10 March 2026 you have an answer."),
			lang.T("答复后您有7天时间评价，不满意可以退回复核。", "You then have 7 days to rate it, or to have it reviewed."),
		},
	}
}

func sampleTable(tag lang.Tag) Table {
	in := func(zh, en string) string { return lang.T(zh, en).In(tag) }
	return Table{
		Caption: lang.T("各单位本月办理情况", "Units this month"), RowHead: true, Sortable: true,
		Columns: []Column{{Title: lang.T("单位", "Unit")}, {Title: lang.T("收件", "Received"), Numeric: true}, {Title: lang.T("按时答复", "Answered in time"), Numeric: true}, {Title: lang.T("退回重办", "Sent back"), Numeric: true}},
		Rows: [][]Cell{
			{{Text: in("水务局", "Water Bureau"), Href: "/desk/units/water"}, {Text: "1,284", Sort: "1284"}, {Text: "96.2%"}, {Text: "31"}},
			{{Text: in("住建局", "Construction Bureau"), Href: "/desk/units/roads"}, {Text: "876"}, {Text: "91.0%"}, {Text: "58"}},
			{{Text: in("人社局", "Human Resources"), Href: "/desk/units/work"}, {Text: "402"}, {Text: "99.5%"}, {Text: "2"}},
		},
	}
}

func sampleFigures() Figures {
	usual := lang.T("通常3,000—3,600", "usually 3,000–3,600")
	return Figures{Items: []Figure{
		{Label: lang.T("本月收到", "Received this month"), Value: "3,412", Unit: lang.T("件", ""), Usual: usual, Href: "/see/all"},
		{Label: lang.T("按时答复", "Answered in time"), Value: "96.8", Unit: lang.T("%", "%"), Usual: lang.T("通常95—97", "usually 95–97"), Href: "/see/in-time"},
		{Label: lang.T("平均用时", "Mean time"), Value: "2.6", Unit: lang.T("个工作日", "working days"), Href: "/see/time"},
		{Label: lang.T("满意", "Satisfied"), Value: "88.1", Unit: lang.T("%", "%"), Usual: lang.T("回收2,106份", "of 2,106 ratings"), Href: "/see/ratings"},
	}}
}

func sampleStories(tag lang.Tag) []Story {
	in := func(zh, en string) string { return lang.T(zh, en).In(tag) }
	return []Story{
		{Href: "/see/1", Question: in("东风路18号小区停水两天没有通知", "No water at 18 Dongfeng Road for two days, no notice"), Answer: in("东风路主管道因冻胀破裂，已于3月4日14时抢修完毕并恢复供水。停水超过24小时未通知住户，是我局工作不到位，今后停水四小时以上一律提前短信告知。", "The main had burst from frost; it was repaired on 4 March at 14:00. In future any cut of more than four hours will be announced by text message."), Place: in("城东区东关街道", "Dongguan, Chengdong"), By: in("水务局答复", "answered by the Water Bureau"), Took: lang.T("用时2个工作日", "in 2 working days"), Rating: lang.T("评价：满意", "rated satisfied")},
		{Href: "/see/2", Question: in("灵活就业人员怎样申请社保补贴", "How do flexible workers apply for the insurance subsidy?"), Answer: in("男满50周岁、女满40周岁，在本市缴纳职工养老保险的灵活就业人员可以申请，带身份证和缴费凭证到户籍所在街道办理，每年3月和9月受理。", "Men from 50 and women from 40 who pay into the pension scheme here may apply at their street office in March and September with identity card and proof of payment."), Place: in("城东区", "Chengdong"), By: in("人社局答复", "answered by Human Resources"), Took: lang.T("当天答复", "the same day")},
	}
}

// Seven options: one too many to be shown whole, so they become a select.
func sampleStates() []Option {
	return []Option{
		{Value: "ok", Label: lang.T("正常", "Running")}, {Value: "soon", Label: lang.T("即将到期", "Due soon")},
		{Value: "late", Label: lang.T("已逾期", "Late")}, {Value: "paused", Label: lang.T("已暂停", "Paused")},
		{Value: "met", Label: lang.T("按时办结", "Done in time")}, {Value: "extended", Label: lang.T("已延期", "Extended")},
		{Value: "none", Label: lang.T("无时限", "Without a clock")},
	}
}
