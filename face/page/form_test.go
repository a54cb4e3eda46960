package page_test

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

func options(n int) []page.Option {
	all := make([]page.Option, n)
	for i := range all {
		v := string(rune('a' + i))
		all[i] = page.Option{Value: v, Label: lang.T("选项"+v, "Option "+v)}
	}
	return all
}

func TestDefectsStandBesideTheirFieldsAndAtTheHead(t *testing.T) {
	inputs := []page.Input{
		{Name: "title", Type: process.FieldText, Label: lang.T("标题", "Title")},
		{Name: "kind", Type: process.FieldChoice, Label: lang.T("类型", "Kind"), Options: options(3)},
	}
	err := fault.Defects([]fault.Defect{
		{Field: "title", Text: lang.T("请填写标题", "Enter a title")},
		{Field: "kind", Text: lang.T("请选择类型", "Choose a kind")},
		{Text: lang.T("附件合计过大", "The files are too large together")},
	})
	marked, rest := page.Mark(page.Fill(inputs, url.Values{"title": {" 停 "}}), err)
	form := page.Form{Inputs: marked, Problems: rest, Submit: lang.T("提交", "Send")}

	links := render(t, form.Summary().In(lang.Zh)).one(t, ".govuk-error-summary").all("a")
	d := render(t, form.In(lang.Zh))
	if len(links) != 2 {
		t.Fatalf("%d links, want one for each field", len(links))
	}
	for i, name := range []string{"title", "kind"} {
		target := d.all("input[id=" + links[i].attr("href")[1:] + "]")
		if len(target) != 1 || target[0].attr("name") != name {
			t.Errorf("link %d does not lead to %s", i, name)
		}
	}
	title := d.one(t, "input[name=title]")
	if title.attr("value") != " 停 " || title.attr("aria-invalid") != "true" {
		t.Errorf("title came back as %q, invalid %q", title.attr("value"), title.attr("aria-invalid"))
	}
}

func TestNoErrorsNoSummary(t *testing.T) {
	marked, rest := page.Mark([]page.Input{{Name: "a", Type: process.FieldText}}, nil)
	s := page.Form{Inputs: marked, Problems: rest}.Summary()
	if s.Any() || len(render(t, s.In(lang.Zh)).all(".govuk-error-summary")) != 0 {
		t.Error("a summary of nothing")
	}
}

func TestMarkTellsAFailureWithoutDefects(t *testing.T) {
	_, rest := page.Mark(nil, fault.Of(fault.Conflict, "somebody was first"))
	if len(rest) != 1 || strings.Contains(rest[0].En, "somebody") {
		t.Errorf("rest = %+v, want the person's sentence and not the operator's", rest)
	}
}

func TestMarkLeavesItsArgumentAlone(t *testing.T) {
	inputs := []page.Input{{Name: "a"}}
	page.Mark(inputs, fault.Defects([]fault.Defect{{Field: "a", Text: lang.T("错", "wrong")}}))
	if !inputs[0].Error.IsZero() {
		t.Error("the caller's inputs were changed")
	}
}

func TestSixOptionsAreShownWholeAndSevenInASelect(t *testing.T) {
	in := page.Input{Name: "k", Type: process.FieldChoice, Label: lang.T("类型", "Kind"), Value: "b", Options: options(6)}
	d := render(t, in.In(lang.Zh))
	if n := len(d.all("input[type=radio]")); n != 6 {
		t.Errorf("%d radios, want 6", n)
	}
	if d.one(t, "input[checked]").attr("value") != "b" {
		t.Error("the value is not checked")
	}
	in.Options = options(7)
	d = render(t, in.In(lang.Zh))
	if len(d.all("input")) != 0 || d.one(t, "option[selected]").attr("value") != "b" {
		t.Error("seven options are not a select with the value chosen")
	}
	if first := d.all("option")[0]; first.attr("value") != "" {
		t.Error("a select must not choose for the person")
	}
}

func TestGroupedOptionsAreASelect(t *testing.T) {
	all := options(2)
	all[0].Group, all[1].Group = lang.T("城东区", "Chengdong"), lang.T("青河县", "Qinghe")
	d := render(t, page.Input{Name: "r", Type: process.FieldRegion, Options: all}.In(lang.En))
	groups := d.one(t, "select").all("optgroup")
	if len(groups) != 2 || groups[1].attr("label") != "Qinghe" {
		t.Errorf("%d groups", len(groups))
	}
}

func TestCategoriesAreAGroupedSelect(t *testing.T) {
	f := &process.Field{Name: "category", Type: process.FieldCategory, Label: lang.T("分类", "Category")}
	for i := range 30 {
		f.Options = append(f.Options, process.Option{Value: strconv.Itoa(i), Label: lang.Same("x"), Group: lang.Same(strconv.Itoa(i / 10)), Retired: i == 29})
	}
	d := render(t, page.FromField(f, true).In(lang.En))
	s := d.one(t, "select")
	if s.attr("name") != "category" || len(s.all("optgroup")) != 3 {
		t.Error("not a select of three groups")
	}
	if n := len(s.all("option")); n != 30 {
		t.Errorf("%d options, want 29 and the unchosen: a retired one is not offered", n)
	}
}

func TestSeveralUnitsAreBoxesAndComeBackChecked(t *testing.T) {
	in := page.Input{Name: "units", Type: process.FieldUnit, Many: true, Options: options(9)}
	filled := page.Fill([]page.Input{in}, url.Values{"units": {"a", "c"}})
	d := render(t, filled[0].In(lang.Zh))
	if n := len(d.all("input[checked]")); n != 2 || len(d.all("input[type=checkbox]")) != 9 {
		t.Errorf("%d of the boxes are checked, want 2 of 9", n)
	}
}

func TestEveryFieldTypeHasItsControl(t *testing.T) {
	for kind, want := range map[process.FieldType]string{
		process.FieldText: "input[type=text]", process.FieldProse: "textarea", process.FieldChoice: "input[type=radio]",
		process.FieldRegion: "input[inputmode=numeric]", process.FieldUnit: "input[type=text]", process.FieldPerson: "input[type=text]",
		process.FieldDate: "input[type=date]", process.FieldNumber: "input[inputmode=numeric]", process.FieldBool: "input[type=checkbox]",
		process.FieldPhone: "input[autocomplete=tel]", process.FieldIDNumber: "input[autocomplete=off]",
		process.FieldEmail: "input[autocomplete=email]", process.FieldFile: "input[type=file]", process.FieldCategory: "input[type=text]",
	} {
		f := &process.Field{Name: "x", Type: kind, Label: lang.T("标签", "Label"), Max: 100}
		if kind == process.FieldChoice {
			f.Options = []process.Option{{Value: "a", Label: lang.T("甲", "A")}}
		}
		d := render(t, page.FromField(f, true).In(lang.Zh))
		if control := d.one(t, want); control.attr("name") != "x" {
			t.Errorf("%s is named %q", kind, control.attr("name"))
		}
	}
}

func TestProseCountsItsCharacters(t *testing.T) {
	f := &process.Field{Name: "body", Type: process.FieldProse, Label: lang.T("情况", "Facts"), Max: 800}
	d := render(t, page.FromField(f, false).In(lang.Zh))
	counter := d.one(t, "div[data-module=govuk-character-count]")
	if counter.attr("data-maxlength") != "800" || !strings.Contains(counter.text(), "最多800个字") {
		t.Errorf("the limit is %q, told as %q", counter.attr("data-maxlength"), counter.text())
	}
	if !strings.Contains(d.one(t, "label").text(), "选填") {
		t.Error("an optional question does not say so")
	}
}

func TestPersonalFieldsAreNotDrafted(t *testing.T) {
	f := &process.Field{Name: "phone", Type: process.FieldPhone, Personal: true}
	if !render(t, page.FromField(f, true).In(lang.Zh)).one(t, "input").has("data-personal") {
		t.Error("a personal field would be kept in the browser")
	}
}

func TestAFormWithFilesIsMultipart(t *testing.T) {
	form := page.Form{Inputs: []page.Input{{Name: "a", Type: process.FieldText}}}
	if got := render(t, form.In(lang.Zh)).one(t, "form").attr("enctype"); got != "application/x-www-form-urlencoded" {
		t.Errorf("enctype = %q", got)
	}
	form.Inputs = append(form.Inputs, page.Input{Name: "b", Type: process.FieldFile})
	if got := render(t, form.In(lang.Zh)).one(t, "form").attr("enctype"); got != "multipart/form-data" {
		t.Errorf("enctype = %q", got)
	}
}

func TestWhatIsTypedIsNeverMarkup(t *testing.T) {
	evil := `"><script>alert(1)</script></textarea>`
	for _, kind := range []process.FieldType{process.FieldText, process.FieldProse} {
		d := render(t, page.Input{Name: "x", Type: kind, Value: evil}.In(lang.Zh))
		if len(d.all("script")) != 0 {
			t.Errorf("%s lets markup through", kind)
		}
	}
}

func TestOneQuestionPerPageMakesItsLabelTheHeading(t *testing.T) {
	d := render(t, page.Input{Name: "x", Type: process.FieldText, Label: lang.T("您想说什么", "What is it about?"), Heading: true}.In(lang.Zh))
	if got := d.one(t, "h1").one(t, "label").text(); got != "您想说什么" {
		t.Errorf("h1 = %q", got)
	}
}

func TestNamesAreTypedIntoLines(t *testing.T) {
	units := []page.Option{{Value: "water", Label: lang.T("市水务局", "City Water Bureau")}, {Value: "nandi", Label: lang.T("南堤街道", "Nandi Office")}}
	in := page.Input{Name: "co", Type: process.FieldUnit, Label: lang.T("协办", "Assisting"), Options: units, Many: true, Seek: page.Seek{Href: "/options"}}
	lines := func(in page.Input) (values []string) {
		for _, line := range render(t, in.In(lang.En)).all("input") {
			values = append(values, line.attr("value"))
		}
		return values
	}
	filled := page.Fill([]page.Input{in}, url.Values{"co": {"water nandi", "no such unit"}})[0]
	if got := lines(filled); !slices.Equal(got, []string{"City Water Bureau", "Nandi Office", "no such unit", ""}) {
		t.Errorf("several: %q", got)
	}
	in.Many, in.Value = false, "nandi"
	if got := lines(in); !slices.Equal(got, []string{"Nandi Office"}) {
		t.Errorf("one: %q", got)
	}
	in.Seek.Found = page.Sought(units, "bureau", 8)
	if got := lines(in); !slices.Equal(got, []string{"Nandi Office", "water"}) {
		t.Errorf("with what was meant: %q", got)
	}
}

func TestEveryDefectOfAnAnswerIsTold(t *testing.T) {
	err := fault.Defects([]fault.Defect{{Field: "figures", Text: lang.T("第1行错。", "Line 1.")}, {Field: "figures", Text: lang.T("第2行错。", "Line 2.")}, {Field: "elsewhere", Text: lang.T("别处错。", "Elsewhere.")}})
	marked, rest := page.Mark([]page.Input{{Name: "figures"}}, err)
	if got := marked[0].Error.In(lang.Zh); got != "第1行错。\n第2行错。" || len(rest) != 1 {
		t.Errorf("%q, %v", got, rest)
	}
}
