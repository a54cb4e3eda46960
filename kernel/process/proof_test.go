package process

import (
	"os"
	"strings"
	"testing"

	"shuniu/kernel/lang"
)

func read(t testing.TB, file string) string {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// prove reads and proves; a definition that cannot be read has no proofs.
func prove(src string) []Finding {
	d, findings := Parse("x.yaml", []byte(src))
	if d == nil {
		return findings
	}
	return Check(d)
}

func TestTheExampleDefinitionsAreProved(t *testing.T) {
	var set []*Definition
	for _, file := range []string{"testdata/permit.yaml", "testdata/opinion.yaml", "testdata/request.yaml"} {
		d, findings := Parse(file, []byte(read(t, file)))
		if d == nil {
			t.Fatal(findings)
		}
		for _, f := range Check(d) {
			t.Error(f)
		}
		set = append(set, d)
	}
	for _, f := range CheckSet(set) {
		t.Error(f)
	}
}

// Any window takes in what another decides; that others apply for themselves leaves
// no role empty, for it holds nothing.
func TestARoleThatOnlyOpensHasTheUnitOfWhoeverOpens(t *testing.T) {
	src := read(t, "testdata/permit.yaml")
	at := strings.Index(src, "  apply: ")
	apply := src[at : at+strings.Index(src[at:], "\n")+1]
	file := strings.Replace(strings.Replace(apply, "apply:", "file:", 1), "by: applicant", "by: taker", 1)
	if file == apply {
		t.Fatal("the example has changed")
	}
	src = strings.Replace(src, apply, apply+file, 1)
	src = strings.Replace(src, "\nroles:\n", "\nroles:\n  taker: {title: {zh: 收件, en: Taker}, unit: $own, post: clerk}\n", 1)
	beside := strings.Replace(src, "to: correcting, by: window", "to: correcting, by: [window, taker]", 1)
	alone := strings.Replace(src, "to: correcting, by: window", "to: correcting, by: taker", 1)
	if beside == src {
		t.Fatal("the example has changed")
	}
	for _, f := range append(prove(src), prove(beside)...) {
		t.Error(f)
	}
	if len(prove(alone)) == 0 {
		t.Error("an act is left to nobody where the applicant applied")
	}
}

// broken is a definition with one thing wrong: what is changed in the example,
// the property that must fail, the source at the place the finding points to,
// what it says, and the counter-example.
type broken struct {
	rule     string
	old, new string
	property string
	at       string
	says     string
	path     string
}

func (b broken) test(t *testing.T, src string, prove func(string) []Finding) {
	t.Helper()
	if !strings.Contains(src, b.old) {
		t.Fatalf("the example has no %q", b.old)
	}
	src = strings.Replace(src, b.old, b.new, 1)
	findings := prove(src)
	for _, f := range findings {
		if f.Property == b.property && strings.Contains(f.In(lang.En), b.says) && (b.path == "" || arrows(f.Path) == b.path) {
			line := []rune(strings.Split(src, "\n")[f.Pos.Line-1])
			if got := string(line[f.Pos.Col-1:]); !strings.HasPrefix(got, b.at) {
				t.Errorf("%s: the finding points at %.40q, not at %q", b.rule, got, b.at)
			}
			if strings.ContainsAny(f.In(lang.Zh)+f.In(lang.En), "{}") && !strings.Contains(f.Property, "P6") {
				t.Errorf("%s: a place was not filled in: %s", b.rule, f.In(lang.En))
			}
			return
		}
	}
	t.Errorf("%s: no %s saying %q (%s) among %v", b.rule, b.property, b.says, b.path, findings)
}

func TestEachPropertyRefusesWhatBreaksIt(t *testing.T) {
	for _, b := range []broken{
		// P1
		{"a state nobody can reach", "to: announced, by: examiner", "to: examining, by: examiner", "P1", "announced", "no path leads", ""},
		{"a state with no way out", "from: hearing, to: examining", "from: announced, to: examining", "P1", "hearing", "no end can be reached", "start —apply→ received —accept→ examining —announce→ announced —convene→ hearing"},
		{"the only way out has a guard", "from: hearing, to: examining, by: chair, needs: [opinion]", "from: hearing, to: examining, by: chair, needs: [opinion], guard: subject != 'x'", "P1", "hearing", "no end can be reached", ""},
		{"the only way out is the applicant's", "from: hearing, to: examining, by: chair, needs: [opinion], reviews: [examiner]", "from: hearing, to: examining, by: applicant, needs: [opinion]", "P1", "hearing", "no end can be reached", ""},
		{"an outsider without a timed exit", "basis: local, then: lapse}", "basis: local}", "P1", "correcting", "no timed exit", "start —apply→ received —correct→ correcting"},
		{"an unknown state", "from: correcting, to: lapsed", "from: correcting, to: laps", "P1", "laps", "no state", ""},
		{"an opening act with no state", "from: start, to: received", "from: start", "P1", "start", "from start alone", ""},
		// P2
		{"an end without an answer", "to: granted, by: chief, needs: [reply], answers: applicant", "to: granted, by: chief, needs: [reply]", "P2", "granted", "without an answer", "start —apply→ received —accept→ examining —examine→ deciding —grant→ granted"},
		{"the answer before a reopening does not count", "to: refused, by: chief, needs: [reply], answers: applicant, reviews: [examiner], after: [examine], basis: 行政许可法第38条}", "to: refused, by: chief, needs: [reply], answers: applicant, reviews: [examiner], after: [examine], basis: 行政许可法第38条}\n  let: {title: {zh: 不再办, en: Let it be}, from: examining, to: refused, by: examiner, guard: acts.refuse > 0}", "P2", "refused", "without an answer", "start —apply→ received —accept→ examining —let→ refused"},
		{"an end left without reopening", "needs: [reason], reopens: true,", "needs: [reason],", "P2", "reconsider", "leaves an end", "start —apply→ received —accept→ examining —examine→ deciding —refuse→ refused —reconsider→ examining"},
		{"an end without answer or ground", "end: ground, ground: {zh: 申请人逾期未补正, en: The applicant did not complete the papers}, basis: local", "end: ground, basis: local", "P2", "lapsed", "must name its ground", ""},
		{"an act that answers and reopens", "needs: [reason], reopens: true,", "needs: [reason], reopens: true, answers: applicant,", "P2", "reconsider", "both answer and reopen", ""},
		// P3
		{"nobody holds a state", "holder: chief, clocks: [decide]", "clocks: [decide]", "P3", "deciding", "nobody holds", ""},
		{"no clock runs", "holder: chief, clocks: [decide]", "holder: chief", "P3", "deciding", "no clock runs", ""},
		{"a suspended state without a resume clock", "holder: chair, clocks: [hear], suspends: [decide]", "holder: chair, suspends: [decide], no_clock: {reason: {zh: 无, en: none}}", "P3", "suspends", "must run another", ""},
		{"an end with a holder", "en: Granted}, end: answered", "en: Granted}, holder: chief, end: answered", "P3", "granted", "is an end", ""},
		// P4
		{"a limit by a field that may be empty", "limit: 20wd, basis: 行政许可法第42条", "until: hearing_on, basis: 行政许可法第42条", "P4", "decide", "before “hearing_on” is given", "start —apply→ received —deem→ accepted"},
		{"a pause before the clock ran", "clocks: [accept]}", "clocks: [accept], suspends: [decide]}", "P4", "suspends", "before it ever ran", "start —apply→ received"},
		{"a pause that is never resumed", "from: hearing, to: examining", "from: hearing, to: lapsed", "P4", "suspends", "no sure way to be resumed", ""},
		{"running and suspended at once", "holder: chair, clocks: [hear], suspends: [decide]", "holder: chair, clocks: [hear, decide], suspends: [decide]", "P4", "suspends", "both run and be suspended", ""},
		{"the act at the end is not the system's", "to: lapsed, by: system", "to: lapsed, by: window", "P4", "lapse", "must be by system", ""},
		{"the act at the end is not possible there", "from: correcting, to: lapsed", "from: received, to: lapsed", "P4", "lapse", "is not possible", "start —apply→ received —correct→ correcting"},
		{"running out settles nothing", "from: correcting, to: lapsed", "from: correcting, to: correcting", "P4", "lapse", "settles nothing", ""},
		{"an extension nobody may grant", "from: deciding, by: chief, needs: [extra_days, reason]", "from: deciding, by: examiner, needs: [extra_days, reason]", "P4", "examiner", "only “chief” may extend", ""},
		{"an extension without bound", "min: 1, max: 10}", "min: 1, max: 30}", "P4", "extra_days", "must be bounded", ""},
		{"an extension by nobody knows how much", "needs: [extra_days, reason], extends", "asks: [extra_days], needs: [reason], extends", "P4", "extends", "by how much", ""},
		{"a clock no state runs", "clocks: [decide, consult], waits", "clocks: [decide], waits", "P4", "consult", "no state runs", ""},
		{"a restart of what does not run", "asks: [phone, papers]}", "asks: [phone, papers], restarts: [decide]}", "P4", "restarts", "cannot begin anew", ""},
		{"an option without a limit", "limit: 15d, basis: local", "limit: {a: 15d}, by: subject, basis: local", "P6", "subject", "must be a choice", ""},
		{"nothing but what may be missing", "limit: 20wd, basis: 行政许可法第42条, extend: {times: 1, max: 10wd, by: chief}", "until: hearing_on, if_given: true, basis: 行政许可法第42条, extend: {times: 1, max: 10wd, by: chief}", "P3", "accepted", "no clock runs", "start —apply→ received —deem→ accepted"},
		{"an applicant released by a date that may be missing", "limit: 15d, basis: local, then: lapse", "until: hearing_on, if_given: true, basis: local, then: lapse", "P1", "correcting", "no timed exit", "start —apply→ received —correct→ correcting"},
		{"a limit that is no date and may be missing", "limit: 15d, basis: local, then: lapse", "limit: 15d, if_given: true, basis: local, then: lapse", "P4", "true", "belongs to until", ""},
		{"a limit given by what may be empty", "needs: [hearing_on, hear_days]", "needs: [hearing_on], asks: [hear_days]", "P4", "hear", "before “hear_days” is given", "start —apply→ received —accept→ examining —announce→ announced"},
		{"a limit given by a text", "given: hear_days", "given: subject", "P6", "subject", "must be a number", ""},
		{"a date that a number shortens", "limit: 20wd, given: hear_days", "until: hearing_on, given: hear_days", "P4", "hear_days", "one written limit", ""},
		{"as of a clock that does not run", "as_of: accept", "as_of: decide", "P4", "decide", "not known from when", "start —apply→ received —deem→ accepted"},
		{"as of an unknown clock", "as_of: accept", "as_of: accep", "P4", "accep", "no clock", ""},
		// P5
		{"an unknown role", "to: deciding, by: examiner", "to: deciding, by: examinr", "P5", "examinr", "no role", ""},
		{"nobody assigned yet", "needs: [unit], assigns: unit}", "needs: [unit]}", "P5", "examiner", "before any unit is assigned", "start —apply→ received —accept→ examining"},
		{"assigning an empty field", "needs: [unit], assigns: unit}", "asks: [unit], assigns: unit}", "P5", "unit", "nobody would be assigned", ""},
		{"a parent that is not there", "unit: hall, post: clerk", "unit: $parent, post: clerk", "P5", "$parent", "has no parent", "start —apply→ received"},
		{"an opener without a unit", "unit: hall, post: clerk", "unit: $own, post: clerk", "P5", "$own", "nobody's unit", ""},
		{"a system act nothing brings about", "waits: {for: all, process: test.opinion, then: gather}", "no_clock: {reason: {zh: 无, en: none}}", "P5", "system", "no clock, waits or hook", ""},
		{"the reviewer may be the reviewed", "post: head, not: [examiner]", "post: head", "P5", "chief", "must bar “examiner”", ""},
		{"whoever reopens may have answered", "not: [examiner, chief]", "not: [examiner]", "P5", "chair", "must bar “chief”", ""},
		{"a role nobody uses", "clocks:\n", "  idle: {title: {zh: 闲, en: Idle}, unit: hall, post: x}\n\nclocks:\n", "P5", "idle", "no state or act uses", ""},
		// P6
		{"an unknown field", "needs: [missing]", "needs: [mising]", "P6", "mising", "no field", ""},
		{"an act in an unknown group", "en: Accept}, from: [received", "en: Accept}, group: none, from: [received", "P6", "none", "no group", ""},
		{"a group without acts", "\nacts:\n", "\ngroups:\n  idle: {zh: 闲, en: Idle}\n\nacts:\n", "P6", "idle", "no act is in the group", ""},
		{"an act in an unknown group", "zh: 受理, en: Accept}, from", "zh: 受理, en: Accept}, group: none, from", "P6", "none", "no group", ""},
		{"what is filled in has no rule", "fills: [item], hook: test.number", "fills: [item]", "P6", "fills", "there is none", ""},
		{"what is filled in is asked too", "to: granted, by: chief, needs: [reply]", "to: granted, by: chief, needs: [reply, item]", "P6", "fills", "cannot be asked", ""},
		{"several of what is one", "type: person, many: true, min: 2, max: 5", "type: text, many: true, min: 2, max: 5", "P6", "true", "unit, person or code", ""},
		{"a field nobody fills in", "asks: [phone, papers]", "asks: [papers]", "P6", "phone", "no act gives", ""},
		{"a guard that does not type-check", "guard: acts.correct == 0", "guard: acts.correct == 'x'", "P6", "== 'x'", "guard is wrong", ""},
		{"a guard over an unknown field", "guard: acts.correct == 0", "guard: acts.correct == 0 && nobody", "P6", "nobody", "undeclared reference", ""},
		{"a guard that is no condition", "guard: acts.correct == 0", "guard: acts.correct + 1", "P6", "acts.correct", "true or false", ""},
		{"a guard over an unknown act", "guard: acts.correct == 0", "guard: acts.corect == 0", "P6", ".corect", "no act “corect”", ""},
		{"a text with an unknown field", "zh: 逾期未补正, en: Close as not completed", "zh: '{nobody}', en: '{nobody}'", "P6", "zh", "no field “nobody”", ""},
		{"a text with personal data", "zh: 逾期未补正, en: Close as not completed", "zh: '{phone}', en: '{phone}'", "P6", "zh", "personal data", ""},
		{"a secret that depends on nothing", "personal: true, lookup: true", "personal: true, sees: [window], sees_when: subject", "P6", "subject", "must name a bool field", ""},
		{"a secret from nobody", "personal: true, lookup: true", "personal: true, sees_when: phone", "P6", "phone", "needs sees", ""},
		{"public personal data", "personal: true, lookup: true", "personal: true, public: true", "P6", "true", "cannot be public", ""},
		// P7
		{"waiting for children never opened", "needs: [partners], opens: {process: test.opinion, units: partners, gives: {subject: subject}}", "needs: [partners]", "P7", "waits", "would wait for ever", "start —apply→ received —accept→ examining —consult→ consulting"},
		{"waiting for more than are opened", "waits: {for: all,", "waits: {for: n, n: 3,", "P7", "waits", "before 3 of", ""},
		{"opening for nobody", "by: examiner, needs: [partners]", "by: examiner, asks: [partners]", "P7", "opens", "may not be given", ""},
		{"a child for each of what is one value", "opens: {process: test.opinion, units: partners", "opens: {process: test.opinion, unit: water, each: subject", "P7", "subject", "holds several values", ""},
		{"waiting for a lead nobody named", "waits: {for: all,", "waits: {for: lead,", "P7", "opens", "must say lead", ""},
		{"waiting that ends in nothing", "from: consulting, to: examining, by: system", "from: consulting, to: consulting, by: system", "P7", "gather", "must lead out", ""},
		// P8
		{"a gate that can be avoided", "from: deciding, to: examining, by: chief, needs: [reason]}", "from: deciding, to: examining, by: chief, needs: [reason]}\n  skip: {title: {zh: 直送, en: Skip}, from: examining, to: deciding, by: examiner}", "P8", "after", "can be reached without “examine”", "start —apply→ received —accept→ examining —skip→ deciding —grant→ granted"},
		{"a gate passed before the reopening", "from: refused, to: examining, by: chair", "from: refused, to: deciding, by: chair", "P8", "after", "can be reached without “examine”", "start —apply→ received —accept→ examining —examine→ deciding —refuse→ refused —reconsider→ deciding —grant→ granted"},
		{"a gate that does not exist", "after: [examine], basis: 行政许可法第34条", "after: [examin], basis: 行政许可法第34条", "P8", "examin", "no act", ""},
		// P9
		{"a gate without basis", "after: [examine], basis: 行政许可法第34条", "after: [examine]", "P9", "grant", "must cite their basis", ""},
		{"a limit without article", "limit: 5wd, basis: 行政许可法第32条", "limit: 5wd, basis: 行政许可法", "P9", "行政许可法", "names no article", ""},
		{"a ground without basis", "en: The applicant did not complete the papers}, basis: local", "en: The applicant did not complete the papers}", "P9", "lapsed", "cites no basis", ""},
		{"a minimum cut short", "from: announced, to: hearing, by: system", "from: announced, to: hearing, by: [system, chair]}\n  hurry: {title: {zh: 提前, en: Hurry}, from: announced, to: hearing, by: chair", "P9", "hurry", "cut the minimum", ""},
	} {
		t.Run(b.property+" "+b.rule, func(t *testing.T) { b.test(t, read(t, "testdata/permit.yaml"), prove) })
	}
}
