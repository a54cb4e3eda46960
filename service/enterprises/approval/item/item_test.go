package item_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/service/enterprises/approval/item"
	"shuniu/test/law"
)

func day(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// small is a catalogue of one item: the city's directory has it, a district
// implements it.
func small(t *testing.T) *item.Catalogue {
	t.Helper()
	licence := item.Item{
		Code: "990131001000", Version: 1, From: day(t, "2026-01-01"), Name: lang.T("食品经营许可", "Food business licence"), Type: "01",
		Basis: []string{"食品安全法第35条"}, Level: item.City, Statutory: calendar.Limit{N: 20, Unit: calendar.WorkingDay}, Visits: 1,
		Clients: []string{"legal", "natural"}, Conditions: []lang.Text{lang.T("有相应的场所", "There are fit premises")},
		Materials: []item.Material{
			{Name: lang.T("申请书", "Application"), Need: item.Necessary, Source: item.Applicant, Kind: "original", Form: "either", Copies: 1},
			{Name: lang.T("健康证明", "Health certificate"), Need: item.Tolerated, Source: item.Applicant, Kind: "copy", Form: "either", Copies: 2, When: []string{"kind=catering"}},
			{Name: lang.T("营业执照", "Business licence"), Need: item.Necessary, Source: item.Shared, Kind: "copy", Form: "electronic", Copies: 1},
		},
		Results:   []item.Result{{Name: lang.T("许可证", "Licence"), Kind: "licence", Valid: calendar.Limit{N: 5, Unit: calendar.Year}}},
		Questions: []item.Question{{Key: "kind", Text: lang.T("做什么？", "What?"), Options: []string{"catering", "retail"}, Labels: []lang.Text{lang.T("餐饮", "Catering"), lang.T("零售", "Retail")}}},
	}
	lower := licence
	lower.Level, lower.Unit, lower.Body = item.County, "chaosheng", "12441500196720244T"
	lower.Promised, lower.Kind = calendar.Limit{N: 5, Unit: calendar.WorkingDay}, item.Timed
	lower.Summary, lower.Forms, lower.Scope = lang.T("开餐馆之前办", "Before you open a restaurant"), []string{"window", "online"}, "city"
	lower.Windows, lower.Enquiries, lower.Complaints = []string{"approval"}, "12345", "12345"
	lower.Fees = []item.Fee{{Name: lang.T("工本费", "Cost of the document"), Cents: 1000, Basis: "某条例第3条"}}
	lower.Synonyms, lower.Reviewers, lower.Inspects = []string{"开饭店"}, []string{"nandi"}, true
	lower.Materials = slices.Clone(licence.Materials)
	return &item.Catalogue{Items: []item.Item{licence, lower}, Alike: [][]string{{"饭店", "餐馆"}}}
}

func TestCodesAreTakenApartAndChecked(t *testing.T) {
	for _, uscc := range []string{"9144030071526726XG", "914403001922038216", "91330100799655058B", "91110000802100433B", "91110108551385082Q", "12441500196720244T"} {
		if !item.ValidUSCC(uscc) {
			t.Errorf("%s is a real one", uscc)
		}
		for n := range uscc { // no wrong digit passes
			other := byte('0')
			if uscc[n] == '0' {
				other = '1'
			}
			if item.ValidUSCC(uscc[:n] + string(other) + uscc[n+1:]) {
				t.Errorf("%s with %c in place %d passes", uscc, other, n)
			}
		}
	}
	const real = "12441500196720244T3442199806003" // law.md §4.4
	if item.ValidUSCC("12441500196720244O") || item.ValidUSCC("1244150019672024") {
		t.Error("a letter that is never used, or too short a code, passes")
	}
	if _, _, _, ok := item.ParseImplementing(real); ok {
		t.Error("a local item code of another shape is taken for a basic code")
	}
	code := item.Implementing("12441500196720244T", item.County, "990131001000")
	body, level, basic, ok := item.ParseImplementing(code)
	if !ok || len(code) != 31 || body != "12441500196720244T" || level != item.County || basic != "990131001000" || basic.Type() != "01" {
		t.Errorf("%s is %s, %d, %s, %v", code, body, level, basic, ok)
	}
}

func FuzzCodes(f *testing.F) {
	f.Add("12441500196720244T4990131001000")
	f.Add("中文")
	f.Fuzz(func(t *testing.T, s string) {
		if body, level, code, ok := item.ParseImplementing(s); ok && item.Implementing(body, level, code) != s {
			t.Errorf("%q does not come back", s)
		}
	})
}

func TestACatalogueComesBackFromBothFormats(t *testing.T) {
	c := small(t)
	want, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var asJSON, asXLSX bytes.Buffer
	if err := c.WriteJSON(&asJSON); err != nil {
		t.Fatal(err)
	}
	if err := c.WriteXLSX(&asXLSX); err != nil {
		t.Fatal(err)
	}
	fromJSON, err1 := item.ReadJSON(&asJSON)
	fromXLSX, err2 := item.ReadXLSX(&asXLSX)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	for name, back := range map[string]*item.Catalogue{"JSON": fromJSON, "XLSX": fromXLSX} {
		if got, err := json.Marshal(back); err != nil || string(got) != string(want) {
			t.Errorf("%s: %v\n%s\nwas\n%s", name, err, got, want)
		}
	}
}

// TestEveryDefectIsNamed breaks one element after the other, and then all at once.
func TestEveryDefectIsNamed(t *testing.T) {
	law.Broken(t, "行政许可法第58条")
	for field, spoil := range map[string]func(i *item.Item){
		"code":          func(i *item.Item) { i.Code = "12" },
		"type":          func(i *item.Item) { i.Type = "05" },
		"version":       func(i *item.Item) { i.Version = 0 },
		"from":          func(i *item.Item) { i.From = calendar.Date{} },
		"until":         func(i *item.Item) { i.Until = i.From },
		"name":          func(i *item.Item) { i.Name.En = "" },
		"basis":         func(i *item.Item) { i.Basis = nil },
		"level":         func(i *item.Item) { i.Level = 7 },
		"body":          func(i *item.Item) { i.Body = "12441500196720244X" },
		"statutory":     func(i *item.Item) { i.Statutory = calendar.Limit{} },
		"promised":      func(i *item.Item) { i.Promised.N = 21 },
		"kind":          func(i *item.Item) { i.Kind = "slow" },
		"clients":       func(i *item.Item) { i.Clients = nil },
		"clients[0]":    func(i *item.Item) { i.Clients = []string{"aliens"} },
		"conditions":    func(i *item.Item) { i.Conditions = nil },
		"conditions[0]": func(i *item.Item) { i.Conditions = []lang.Text{{Zh: "有"}} },
		"summary":       func(i *item.Item) { i.Summary = lang.Text{} },
		"forms":         func(i *item.Item) { i.Forms = nil },
		"forms[0]":      func(i *item.Item) { i.Forms = []string{"fax"} },
		"scope":         func(i *item.Item) { i.Scope = "moon" },
		"windows":       func(i *item.Item) { i.Windows = nil },
		"visits":        func(i *item.Item) { i.Visits = 10 },
		"enquiries":     func(i *item.Item) { i.Enquiries = "" },
		"complaints":    func(i *item.Item) { i.Complaints = "" },
		"results":       func(i *item.Item) { i.Results = nil },
		"results[0].valid": func(i *item.Item) {
			i.Results = []item.Result{{Name: i.Results[0].Name, Kind: "licence", Valid: calendar.Limit{N: 20, Unit: calendar.WorkingDay}}}
		},
		"results[0].kind":  func(i *item.Item) { i.Results = []item.Result{{Name: i.Results[0].Name, Kind: "gift"}} },
		"fees[0].basis":    func(i *item.Item) { i.Fees = []item.Fee{{Name: i.Name, Cents: 100}} },
		"fees[0].cents":    func(i *item.Item) { i.Fees = []item.Fee{{Name: i.Name, Cents: -1, Basis: "x"}} },
		"questions[0].key": func(i *item.Item) { i.Questions = []item.Question{{Text: i.Name}} },
		"questions[0].options": func(i *item.Item) {
			i.Questions = []item.Question{{Key: "kind", Text: i.Name, Options: []string{"catering"}, Labels: i.Conditions}}
		},
		"reviewers":    func(i *item.Item) { i.Reviewers, i.Kind = []string{"nandi"}, item.Instant },
		"reviewers[1]": func(i *item.Item) { i.Reviewers = []string{"nandi", i.Unit} },
		"inspects":     func(i *item.Item) { i.Inspects, i.Type = true, "20" },

		"materials[0].need":    func(i *item.Item) { i.Materials[0].Need = "perhaps" },
		"materials[0].source":  func(i *item.Item) { i.Materials[0].Source = "heaven" },
		"materials[0].kind":    func(i *item.Item) { i.Materials[0].Kind = "fake" },
		"materials[0].copies":  func(i *item.Item) { i.Materials[0].Copies = 0 },
		"materials[1].when[0]": func(i *item.Item) { i.Materials[1].When = []string{"kind=flying"} },
		"materials[2].form":    func(i *item.Item) { i.Materials[2].Form = "paper" },
	} {
		c := small(t)
		spoil(&c.Items[1])
		if !named(c.Check(), "items[1]."+field) {
			t.Errorf("%s is not named: %v", field, c.Check())
		}
	}
	if ds := small(t).Check(); len(ds) > 0 {
		t.Errorf("a sound catalogue has defects: %v", ds)
	}
}

func named(ds []fault.Defect, field string) bool {
	return slices.ContainsFunc(ds, func(d fault.Defect) bool { return d.Field == field && d.Text.Zh != "" && d.Text.En != "" })
}

func TestALowerLevelMayOnlyFillInOrShorten(t *testing.T) {
	for field, spoil := range map[string]func(i *item.Item){
		"name":    func(i *item.Item) { i.Name.Zh = "餐饮许可" },
		"basis":   func(i *item.Item) { i.Basis = append([]string{"本区规定"}, i.Basis...) },
		"clients": func(i *item.Item) { i.Clients = []string{"legal"} },
		"conditions": func(i *item.Item) {
			i.Conditions = append([]lang.Text{lang.T("本地户口", "Local residence")}, i.Conditions...)
		},
		"statutory": func(i *item.Item) { i.Statutory.N = 30 },
		"visits":    func(i *item.Item) { i.Visits = 2 },
		"results":   func(i *item.Item) { i.Results = []item.Result{{Name: lang.T("批文", "Reply"), Kind: "reply"}} },
		"materials[3]": func(i *item.Item) {
			i.Materials = append(i.Materials, item.Material{Name: lang.T("介绍信", "Letter"), Need: item.Necessary, Source: item.Applicant, Kind: "original", Form: "paper", Copies: 1})
		},
		"materials[1]": func(i *item.Item) { i.Materials[1].Need = item.Necessary },
	} {
		c := small(t)
		spoil(&c.Items[1])
		if !named(c.Check(), "items[1]."+field) {
			t.Errorf("%s departs unseen: %v", field, c.Check())
		}
	}
	c := small(t)
	lower := &c.Items[1]
	lower.Visits, lower.Promised.N, lower.Materials = 0, 2, lower.Materials[:2]
	if ds := c.Check(); len(ds) > 0 {
		t.Errorf("what is shorter is refused: %v", ds)
	}
	var shown []string
	for _, d := range item.Compare(&c.Items[0], lower) {
		shown = append(shown, fmt.Sprintf("%s %v", d.Field, d.Breaks))
	}
	if want := []string{"inspects false", "promised false", "visits false", "materials false", "fees false"}; !slices.Equal(shown, want) {
		t.Errorf("differences %q, want %q", shown, want)
	}
	c.Items = c.Items[1:]
	if !named(c.Check(), "items[0].code") {
		t.Error("an item of no directory is not named")
	}
}

func TestTheVersionOfTheDayApplies(t *testing.T) {
	c := small(t)
	next := c.Items[1]
	next.Version, next.From = 2, day(t, "2026-07-01")
	c.Items = append(c.Items, next)
	if !named(c.Check(), "items[2].from") {
		t.Error("two versions at once are not named")
	}
	c.Items[1].Until = next.From
	if ds := c.Check(); len(ds) > 0 {
		t.Error(ds)
	}
	for on, want := range map[string]int{"2026-06-30": 1, "2026-07-01": 2} {
		if found := c.Find(day(t, on), "饭店", 5); len(found) != 1 || found[0].Version != want {
			t.Errorf("on %s version %d does not apply: %v", on, want, found)
		}
	}
	if found := c.Find(day(t, "2025-12-31"), "饭店", 5); len(found) != 0 {
		t.Errorf("found before it applies: %v", found)
	}
}

func TestTheAnswersLeadToExactlyThePapers(t *testing.T) {
	i := small(t).Items[1]
	for answer, want := range map[string]string{"catering": "申请书 健康证明", "retail": "申请书", "": "申请书"} {
		var got []string
		for _, m := range i.Papers(map[string]string{"kind": answer}) {
			got = append(got, m.Name.Zh)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q wants %q, not %q", answer, got, want)
		}
	}
}

func TestWhatCannotBeReadIsToldAllAtOnce(t *testing.T) {
	_, err := item.ReadJSON(strings.NewReader(`{"items":[{"code":"990131001000","version":"one","from":"2026-13-01","colour":"red","materials":[{"copies":"two"}]},{"level":"high"}]}`))
	for _, field := range []string{"items[0].version", "items[0].from", "items[0].colour", "items[0].materials", "items[1].level"} {
		if !fault.Is(err, fault.Invalid) || !named(fault.As(err).Defects, field) {
			t.Errorf("%s is not named: %v", field, err)
		}
	}
	for _, text := range []string{"", "{", "[]", `{"things":[]}`, "{} {}"} {
		if _, err := item.ReadJSON(strings.NewReader(text)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := item.ReadXLSX(strings.NewReader("no workbook")); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

func TestAWorkbookIsToldWhereItIsWrong(t *testing.T) {
	var b bytes.Buffer
	if err := small(t).WriteXLSX(&b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	head, err := f.GetRows("事项")
	if err != nil {
		t.Fatal(err)
	}
	cell := func(name string, row int) string {
		at, err := excelize.CoordinatesToCellName(slices.Index(head[0], name)+1, row)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for at, value := range map[string]string{cell("事项版本", 2): "one", cell("计划生效日期", 3): "someday", cell("法定办结时限", 3): "long"} {
		if err := f.SetCellStr("事项", at, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellStr("材料", "A3", "990131009000"); err != nil { // of an item that is not there
		t.Fatal(err)
	}
	if err := f.SetCellStr("结果", "E1", "奖品"); err != nil {
		t.Fatal(err)
	}
	if err := f.DeleteSheet("收费"); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	_, err = item.ReadXLSX(&b)
	for _, at := range []string{"事项!2 事项版本", "事项!3 计划生效日期", "事项!3 法定办结时限", "材料!3", "结果", "收费"} {
		if !fault.Is(err, fault.Invalid) || !named(fault.As(err).Defects, at) {
			t.Errorf("%s is not named: %v", at, err)
		}
	}
}
