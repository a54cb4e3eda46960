package page_test

import (
	"strings"
	"testing"
	"time"

	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

// shape is what an SVG draws, without its colours.
func shape(d doc) string {
	var b strings.Builder
	for _, query := range []string{"path", "rect", "circle"} {
		for _, e := range d.all(query) {
			b.WriteString(query + e.attr("d") + e.attr("r") + e.attr("fill") + ";")
		}
	}
	return b.String()
}

func TestClocksDifferInShapeAndCarryAWord(t *testing.T) {
	seen := map[string]page.ClockState{}
	for _, s := range []page.ClockState{page.ClockOK, page.ClockSoon, page.ClockLate, page.ClockPaused, page.ClockMet} {
		d := render(t, page.Clock{State: s, Words: lang.T("字", "word")}.In(lang.Zh))
		sign := shape(d.one(t, "svg.sn-sign"))
		if other, ok := seen[sign]; ok {
			t.Errorf("%s and %s differ by colour alone", s, other)
		}
		seen[sign] = s
		if d.one(t, ".sn-clock__words").text() != "字" {
			t.Errorf("%s has no word", s)
		}
	}
}

func TestCardsDifferInShapeAndWord(t *testing.T) {
	shapes, said := map[string]bool{}, map[string]bool{}
	for _, s := range []process.Severity{process.Notice, process.Yellow, process.Red} {
		d := render(t, page.Card{Severity: s}.In(lang.Zh))
		shapes[shape(d)], said[d.text()] = true, true
	}
	if len(shapes) != 3 || len(said) != 3 || !said["黄牌"] || !said["红牌"] {
		t.Errorf("%d shapes and the words %v", len(shapes), said)
	}
}

func TestStatesDifferInShape(t *testing.T) {
	seen := map[string]bool{}
	for _, tone := range []page.Tone{page.Waiting, page.Doing, page.Done, page.Ended} {
		seen[shape(render(t, page.Tag{Text: lang.T("环节", "State"), Tone: tone}.In(lang.Zh)))] = true
	}
	if len(seen) != 4 {
		t.Errorf("four tones have %d shapes", len(seen))
	}
}

func TestClockBarStaysWithinItsTrack(t *testing.T) {
	for used, want := range map[int]string{-5: "0", 0: "0", 40: "40", 100: "100", 340: "100"} {
		d := render(t, page.Clock{State: page.ClockOK, Used: used}.In(lang.Zh))
		if got := d.one(t, "rect.sn-clock__used").attr("width"); got != want {
			t.Errorf("%d of a hundred is drawn as %s", used, got)
		}
	}
}

func TestWorkdaysLeft(t *testing.T) {
	for n, want := range map[int]lang.Text{
		5:  lang.T("剩余5个工作日", "5 working days left"),
		1:  lang.T("剩余1个工作日", "1 working day left"),
		0:  lang.T("今天到期", "Due today"),
		-1: lang.T("逾期1个工作日", "1 working day late"),
		-9: lang.T("逾期9个工作日", "9 working days late"),
	} {
		if got := page.WorkdaysLeft(n); got != want {
			t.Errorf("WorkdaysLeft(%d) = %+v", n, got)
		}
	}
}

func TestDates(t *testing.T) {
	d, err := calendar.ParseDate("2026-11-30")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, time.November, 30, 9, 5, 0, 0, time.FixedZone("CST", 8*60*60))
	for want, got := range map[lang.Text]lang.Text{
		lang.T("2026年11月30日（周一）", "Monday 30 November 2026"):   page.Date(d),
		lang.T("11月30日（周一）", "Mon 30 Nov"):                     page.ShortDate(d),
		lang.T("2026年11月30日 09:05", "30 November 2026, 09:05"): page.Moment(at),
		{}: page.Date(calendar.Date{}),
	} {
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

func TestWhyShowsEachDayAndWhichCount(t *testing.T) {
	day := func(s string) calendar.Date {
		d, err := calendar.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	why := page.Why{Due: calendar.Due{Date: day("2026-03-03")}, Limit: lang.T("1个工作日", "1 working day"), Steps: []calendar.Step{
		{Date: day("2026-03-02"), Why: lang.T("起算日，不计入", "day of the start")},
		{Date: day("2026-03-03"), Counted: true, N: 1, Why: lang.T("工作日", "working day")},
	}}
	rows := render(t, why.In(lang.Zh)).one(t, "tbody").all("tr")
	if len(rows) != 2 {
		t.Fatalf("%d rows, want 2", len(rows))
	}
	for i, want := range []string{"不计 3月2日（周一） 起算日，不计入", "第1天 3月3日（周二） 工作日"} {
		if got := rows[i].text(); got != want {
			t.Errorf("row %d reads %q, want %q", i, got, want)
		}
	}
}

func TestTimelineTellsTheMomentToMachinesToo(t *testing.T) {
	at := time.Date(2026, time.March, 2, 9, 15, 0, 0, time.FixedZone("CST", 8*60*60))
	items := []page.Event{{Title: lang.T("派单", "Dispatched"), By: "派单员", At: at, Body: "第一行\n第二行"}}
	d := render(t, page.Timeline{Items: items}.In(lang.Zh))
	if got := d.one(t, "time").attr("datetime"); got != "2026-03-02T09:15:00+08:00" {
		t.Errorf("datetime = %q", got)
	}
	if got := d.one(t, "h3").text(); got != "派单" {
		t.Errorf("h3 = %q", got)
	}
	if got := render(t, page.Timeline{Items: items, Level: 2}.In(lang.Zh)).one(t, "h2").text(); got != "派单" {
		t.Errorf("h2 = %q", got)
	}
}

func TestTableIsCaptionedAndNumbersStandRight(t *testing.T) {
	table := page.Table{Caption: lang.T("收件", "Received"), RowHead: true,
		Columns: []page.Column{{Title: lang.T("单位", "Unit")}, {Title: lang.T("件数", "Number"), Numeric: true}},
		Rows:    [][]page.Cell{page.Cells("水务局", "12")}}
	d := render(t, table.In(lang.Zh))
	if d.one(t, "caption").text() != "收件" || d.one(t, "th[scope=row]").text() != "水务局" {
		t.Error("the table or its row has no name")
	}
	if d.one(t, "td.govuk-table__cell--numeric").text() != "12" {
		t.Error("the number is not set as one")
	}
	if len(d.all(".sn-empty")) != 0 {
		t.Error("a table with rows says it is empty")
	}
}

func TestEmptyListsSayWhy(t *testing.T) {
	q := page.Queue{Empty: page.Empty{Why: lang.T("没有待办", "Nothing is owed"), Href: "/desk/all", Action: lang.T("看全部", "See all")}}
	d := render(t, q.In(lang.Zh))
	if len(d.all("table")) != 0 || !strings.Contains(d.one(t, ".sn-empty").text(), "没有待办") || d.one(t, "a").attr("href") != "/desk/all" {
		t.Errorf("an empty queue reads %q", d.text())
	}
}

func TestQueueIsOneTabStopAMatter(t *testing.T) {
	rows := []page.QueueRow{{Number: "Q-1", Title: "停水", Href: "/m/1"}, {Number: "Q-2", Title: "路灯", Href: "/m/2"}}
	d := render(t, page.Queue{Rows: rows}.In(lang.Zh))
	if links := d.all("a[data-row]"); len(links) != 2 || len(d.all("a")) != 2 {
		t.Errorf("%d links for two matters", len(d.all("a")))
	}
}

func TestPagerHasNoDeadEnds(t *testing.T) {
	if n := len(render(t, page.Pager{}.In(lang.Zh)).all("nav")); n != 0 {
		t.Error("a list of one page has a pager")
	}
	d := render(t, page.Pager{Next: "?after=1"}.In(lang.Zh))
	if d.one(t, "a").attr("rel") != "next" {
		t.Error("the only way on is not the next page")
	}
}

func TestReceiptShowsTheCodeOnceAndClearsTheDraft(t *testing.T) {
	r := page.Receipt{Title: lang.T("已收到", "Received"), Number: "Q-1", Code: "H4KD", Draft: "request", Next: []lang.Text{lang.T("派单", "Dispatch")}}
	d := render(t, r.In(lang.Zh))
	if d.one(t, ".sn-receipt__code").text() != "H4KD" || d.one(t, "section").attr("data-draft-done") != "request" {
		t.Error("the receipt lacks its code or leaves the draft")
	}
	if !d.one(t, "button[data-print]").has("hidden") {
		t.Error("the print button shows where it cannot work")
	}
	r.Code = ""
	if again := render(t, r.In(lang.Zh)); strings.Contains(again.text(), "查询码") {
		t.Error("a receipt shown again speaks of a code it does not show")
	}
}

func TestWithheldLooksLikeNotFound(t *testing.T) {
	page1 := render(t, page.Failure{Err: fault.Of(fault.NotFound, "x"), Home: "/"}.In(lang.Zh)).text()
	page2 := render(t, page.Failure{Err: fault.Of(fault.Withheld, "y"), Home: "/"}.In(lang.Zh)).text()
	if page1 != page2 {
		t.Errorf("%q gives away what %q does not", page2, page1)
	}
}

func TestFailureNeverShowsInternals(t *testing.T) {
	err := fault.Of(fault.Internal, "sqlite: disk I/O error in /data")
	if text := render(t, page.Failure{Err: err}.In(lang.En)).text(); strings.Contains(text, "sqlite") {
		t.Errorf("a person reads %q", text)
	}
}

func TestFailureListsAllDefects(t *testing.T) {
	err := fault.Defects([]fault.Defect{{Text: lang.T("甲", "A")}, {Text: lang.T("乙", "B")}})
	if n := len(render(t, page.Failure{Err: err}.In(lang.Zh)).all("li")); n != 2 {
		t.Errorf("%d defects are told, want 2", n)
	}
}

func TestFiltersLiveInTheAddress(t *testing.T) {
	f := page.Filters{Action: "/desk/all", Keep: []page.Hidden{{Name: "sort", Value: "due"}}, Active: []page.Chip{{Text: lang.T("城东区", "Chengdong"), Remove: "/desk/all?sort=due"}}}
	d := render(t, f.In(lang.Zh))
	if d.one(t, "form").attr("method") != "get" || d.one(t, "input[type=hidden]").attr("value") != "due" {
		t.Error("a filter would lose what the address says")
	}
	if got := d.one(t, "a.sn-chip").text(); !strings.HasPrefix(got, "去掉条件：") {
		t.Errorf("a chip reads %q", got)
	}
}

func TestBannerAlertsOnlyForWhatWasDone(t *testing.T) {
	for done, role := range map[bool]string{true: "alert", false: "region"} {
		d := render(t, page.Banner{Title: lang.T("甲", "A"), Done: done}.In(lang.Zh))
		if got := d.one(t, ".govuk-notification-banner").attr("role"); got != role {
			t.Errorf("done %v is a %s", done, got)
		}
	}
}
