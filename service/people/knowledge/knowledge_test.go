package knowledge_test

import (
	"maps"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	definitions "shuniu/process"
	"shuniu/service/people/knowledge"
	"shuniu/test/city"
)

// quoter is a process whose acts quote entries.
const quoter = `process: test.quoter
title: {zh: 来电, en: Call}
word: {zh: 来电, en: call}
letter: V
applicant: {zh: 来电人, en: Caller}
form:
  - {name: knowledge, type: text, label: {zh: 引用条目, en: Entries quoted}}
roles:
  agent: {title: {zh: 派单员, en: Dispatcher}, unit: hotline, post: dispatcher}
clocks:
  answer: {title: {zh: 答复, en: Answer}, limit: 5wd, basis: local}
states:
  sent: {title: {zh: 待复, en: Sent}, holder: agent, clocks: [answer]}
  closed: {title: {zh: 已复, en: Closed}, end: answered}
acts:
  call: {title: {zh: 来电, en: Call}, from: start, to: sent, by: applicant}
  answer: {title: {zh: 答复, en: Answer}, from: sent, to: closed, by: agent, needs: [knowledge], answers: applicant}
`

type story struct {
	*city.City
	t  *testing.T
	kb *knowledge.Base
	id matter.ID
	no string
}

func scenario(t *testing.T, test func(s *story)) {
	t.Helper()
	defs, findings := definitions.All()
	d, more := process.Parse("quoter.yaml", []byte(quoter))
	if len(findings)+len(more) > 0 {
		t.Fatal(findings, more)
	}
	o := city.Options{Definitions: append(defs, d), Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{knowledge.New(c.Engine)}
	}}
	city.On(t, o, func(t *testing.T, c *city.City) {
		test(&story{City: c, t: t, kb: knowledge.New(c.Engine)})
	})
}

func words(more ...string) map[string]string {
	v := map[string]string{
		"title": "停水了怎么报修", "body": "拨打12345或水务局热线，登记地址后2小时内到场。", "keywords": "自来水 报修 Water", "category": "020101",
		"unit": "water", "basis": "澜湾市供水条例第20条", "review_on": "2026-03-20", "expires_on": "2026-04-01", "in_public": "true",
	}
	for i := 0; i < len(more); i += 2 {
		v[more[i]] = more[i+1]
	}
	return v
}

func (s *story) draft(who string, more ...string) error {
	s.t.Helper()
	res, err := s.Engine.Open(s.t.Context(), s.Staff(who), "people.knowledge", matter.Input{Values: words(more...)})
	if err == nil {
		s.id, s.no = res.Matter.ID, res.Matter.Number
	}
	return err
}

func (s *story) act(who, act string, values ...string) error {
	s.t.Helper()
	v := map[string]string{}
	for i := 0; i < len(values); i += 2 {
		v[values[i]] = values[i+1]
	}
	_, err := s.Engine.Act(s.t.Context(), s.Staff(who), s.id, act, matter.Input{Values: v})
	return err
}

func (s *story) date(text string) calendar.Date {
	d, err := calendar.ParseDate(text)
	s.must(err)
	return d
}

func (s *story) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// quotable is what the base shows, which must be what the kernel lets be quoted.
func (s *story) quotable() bool {
	s.t.Helper()
	s.Follow()
	_, err := s.kb.One(s.t.Context(), s.no)
	if err != nil && !fault.Is(err, fault.NotFound) {
		s.t.Fatal(err)
	}
	m, failed := matter.ByNumber(s.DB.Read(s.t.Context()), s.no)
	s.must(failed)
	today := s.DB.Now().In(city.Zone()).Format("2006-01-02")
	if may := m.State == "in_force" && today < m.Fields["expires_on"]; may != (err == nil) {
		s.t.Errorf("the kernel says %v, the base %v", may, err)
	}
	return err == nil
}

func (s *story) inForce() {
	s.t.Helper()
	s.must(s.draft("keeper"))
	s.must(s.act("auditor", "approve"))
}

func TestAnEntryIsQuotableOnlyFromItsApprovalToItsExpiry(t *testing.T) {
	scenario(t, func(s *story) {
		s.must(s.draft("water-handler"))
		if s.quotable() {
			t.Error("before its review")
		}
		s.must(s.act("auditor", "approve"))
		if !s.quotable() {
			t.Fatal("not after its approval")
		}
		e, err := s.kb.One(t.Context(), s.no)
		s.must(err)
		if e.Title != "停水了怎么报修" || e.Basis != "澜湾市供水条例第20条" || e.ExpiresOn.String() != "2026-04-01" || e.Since.String() != "2026-03-02" || !e.Public || e.Body == "" {
			t.Errorf("%+v", e)
		}
		s.Move("2026-03-31 23:59")
		if !s.quotable() {
			t.Error("not on its last day")
		}
		s.Move("2026-04-01 00:00")
		if s.quotable() {
			t.Error("on the day of its expiry")
		}
		s.Move("2026-04-02 00:00")
		m, err := matter.ByNumber(s.DB.Read(t.Context()), s.no)
		if err != nil || m.State != "expired" {
			t.Errorf("%+v, %v", m, err)
		}
	})
}

func TestNobodyReviewsWhatTheyWrote(t *testing.T) {
	scenario(t, func(s *story) {
		s.must(s.draft("keeper"))
		for _, who := range []string{"keeper", "dispatcher", "water-handler"} {
			if err := s.act(who, "approve"); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.Withheld) {
				t.Errorf("%s: %v", who, err)
			}
		}
		s.must(s.act("auditor", "send_back", "finding", "依据写错了条款，请改。"))
		v := words("basis", "澜湾市供水条例第21条")
		_, err := s.Engine.Act(t.Context(), s.Staff("keeper"), s.id, "revise", matter.Input{Values: v})
		s.must(err)
		s.must(s.act("auditor", "approve"))
		if !s.quotable() {
			t.Error("not in force after its revision")
		}
	})
}

func TestAnErrorReportStopsQuotingAndOwesTheKeeperAnActInTime(t *testing.T) {
	scenario(t, func(s *story) {
		s.inForce()
		s.must(s.act("dispatcher", "report_error", "error", "热线电话已经换号。"))
		if s.quotable() {
			t.Error("while it is questioned")
		}
		owed, err := s.Engine.Owed(t.Context(), s.Staff("keeper"), matter.Query{})
		if err != nil || len(owed.Lines) != 1 {
			t.Fatalf("%+v, %v", owed, err)
		}
		if c, ok := owed.Lines[0].Clock("correct"); !ok || c.Due != "2026-03-03" {
			t.Errorf("%+v", c)
		}
		s.must(s.act("keeper", "uphold", "finding", "已向水务局核实，号码未变。"))
		if !s.quotable() {
			t.Error("not after it was found right")
		}
	})
}

func TestAnEntryDueForReviewIsLateAndStaysInForce(t *testing.T) {
	scenario(t, func(s *story) {
		s.inForce()
		s.Move("2026-03-23 09:00")
		late, err := s.Engine.LateCount(t.Context(), s.Staff("water-handler"))
		if err != nil || late != 1 || !s.quotable() {
			t.Errorf("%d late, %v", late, err)
		}
		if err := s.act("water-handler", "confirm", "review_on", "2026-04-02"); !fault.Is(err, fault.Invalid) {
			t.Errorf("reviewed after the expiry: %v", err)
		}
		s.must(s.act("water-handler", "confirm", "review_on", "2026-03-30"))
		if late, _ := s.Engine.LateCount(t.Context(), s.Staff("water-handler")); late != 0 {
			t.Error("still late")
		}
		s.Follow()
		if e, err := s.kb.One(t.Context(), s.no); err != nil || e.ReviewOn.String() != "2026-03-30" || e.Since.String() != "2026-03-02" {
			t.Errorf("%+v, %v", e, err)
		}
	})
}

func TestDatesThatCannotBeAreRefused(t *testing.T) {
	scenario(t, func(s *story) {
		for _, dates := range [][2]string{{"2026-03-01", "2026-04-01"}, {"2026-04-01", "2026-04-01"}, {"2026-05-01", "2026-04-01"}} {
			if err := s.draft("keeper", "review_on", dates[0], "expires_on", dates[1]); !fault.Is(err, fault.Invalid) {
				t.Errorf("%v: %v", dates, err)
			}
		}
		if err := s.draft("dispatcher"); !fault.Is(err, fault.Denied) {
			t.Errorf("a dispatcher drafts: %v", err)
		}
		if _, act, err := matter.Openable(s.Engine.Reader, s.Staff("dispatcher"), "people.knowledge"); err != nil || act != nil {
			t.Errorf("%v, %v", act, err)
		}
		if _, act, err := matter.Openable(s.Engine.Reader, s.Staff("water-handler"), "people.knowledge"); err != nil || act == nil {
			t.Errorf("%v, %v", act, err)
		}
	})
}

func TestAWithdrawnEntryIsGone(t *testing.T) {
	scenario(t, func(s *story) {
		s.inForce()
		s.must(s.act("keeper", "withdraw", "reason", "政策已经废止"))
		if s.quotable() {
			t.Error("withdrawn and quotable")
		}
		if err := s.act("dispatcher", "report_error", "error", "不知道已经撤下"); !fault.Is(err, fault.Conflict) {
			t.Errorf("an error of what is withdrawn: %v", err)
		}
	})
}

func TestTheListFindsByWordsAndKeepsToItsFilters(t *testing.T) {
	scenario(t, func(s *story) {
		for _, more := range []map[string]string{
			{}, {"title": "水费怎么交", "keywords": "缴费 100%_", "in_public": ""}, {"title": "公租房怎么申请", "keywords": "", "unit": "housing", "category": "010402", "review_on": "2026-03-10"},
		} {
			v := words()
			maps.Copy(v, more)
			res, err := s.Engine.Open(t.Context(), s.Staff("keeper"), "people.knowledge", matter.Input{Values: v})
			s.must(err)
			s.id = res.Matter.ID
			s.must(s.act("auditor", "approve"))
		}
		s.Follow()
		unit, _ := s.Org.Now().UnitByCode("water")
		soon := s.date("2026-03-12")
		for name, row := range map[string]struct {
			f    knowledge.Filter
			want int
		}{
			"all": {knowledge.Filter{}, 3}, "a word of the title": {knowledge.Filter{Words: "怎么"}, 3}, "two words": {knowledge.Filter{Words: "报修 自来水"}, 1},
			"width and case": {knowledge.Filter{Words: "ＷＡＴＥＲ"}, 1}, "nothing": {knowledge.Filter{Words: "婚姻"}, 0}, "a pattern is no pattern": {knowledge.Filter{Words: "%"}, 1},
			"the unit": {knowledge.Filter{Unit: unit.ID}, 2}, "the category": {knowledge.Filter{Category: "01"}, 1}, "public": {knowledge.Filter{Public: true}, 2}, "to be reviewed": {knowledge.Filter{ReviewBy: soon}, 1},
		} {
			p, err := s.kb.List(t.Context(), row.f)
			if err != nil || len(p.Items) != row.want {
				t.Errorf("%s: %+v, %v", name, p, err)
			}
		}
		seen := map[string]bool{}
		for from := ""; ; {
			p, err := s.kb.List(t.Context(), knowledge.Filter{Limit: 1, From: from})
			s.must(err)
			for _, e := range p.Items {
				seen[e.Number] = true
			}
			if from = p.Next; from == "" {
				break
			}
		}
		if len(seen) != 3 {
			t.Errorf("paging shows %d of 3", len(seen))
		}
	})
}

func TestUsesAreTheActsThatQuoted(t *testing.T) {
	scenario(t, func(s *story) {
		s.inForce()
		quoted := s.no
		for range 2 {
			res, err := s.Engine.Open(t.Context(), access.Outsider(), "test.quoter", matter.Input{})
			s.must(err)
			s.id = res.Matter.ID
			s.must(s.act("dispatcher", "answer", "knowledge", quoted+" K000000-2026-00000000-0 "+quoted))
		}
		s.Follow()
		if e, err := s.kb.One(t.Context(), quoted); err != nil || e.Uses != 2 {
			t.Errorf("%+v, %v", e, err)
		}
	})
}

func TestEntriesAreFoundForWhatIsAskedUntilTheyExpire(t *testing.T) {
	scenario(t, func(s *story) {
		s.inForce()
		s.Follow()
		found := func(asked string) int {
			t.Helper()
			list, err := s.kb.Similar(t.Context(), asked, 3)
			s.must(err)
			return len(list)
		}
		if found("海月社区昨晚停水了，找谁报修") != 1 || found("家里自来水很浑") != 1 || found("路灯不亮，怎么没人管") != 0 || found("") != 0 {
			t.Errorf("%d by the title, %d by a keyword, %d by neither", found("海月社区昨晚停水了，找谁报修"), found("家里自来水很浑"), found("路灯不亮，怎么没人管"))
		}
		s.must(s.act("keeper", "revise", "title", "路灯不亮找谁修", "body", "拨打12345，注明灯杆编号。", "keywords", "路灯", "category", "020101", "unit", "water", "basis", "澜湾市照明条例第20条", "review_on", "2026-03-20", "expires_on", "2026-04-01"))
		s.must(s.act("auditor", "approve"))
		s.Follow()
		if found("路灯不亮，怎么没人管") != 1 || found("家里自来水很浑") != 0 {
			t.Error("found by what it said before")
		}
		s.Move("2026-04-01 09:00")
		if found("路灯不亮，怎么没人管") != 0 {
			t.Error("found after its expiry")
		}
	})
}
