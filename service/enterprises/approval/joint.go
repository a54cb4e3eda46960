package approval

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
	"shuniu/service/enterprises/approval/theme"
)

// The processes of a joint approval: the whole, the pre-check of its papers, and a
// department's part.
const (
	Joint    = "enterprises.joint"
	precheck = "enterprises.precheck"
	branch   = "enterprises.branch"
)

// The fields by which a joint approval is found in the book of themes.
const (
	FieldTheme   = "theme"
	FieldAnswers = "answers"
)

const (
	fieldMissing   = "missing"
	fieldRequested = "requested"
	fieldItems     = "items"
)

// jointly are the rules of approvals in which departments work at the same time.
type jointly struct {
	*theme.Book
	styles *instrument.Styles
	counter
}

func (j jointly) hooks() map[string]matter.Hook {
	return map[string]matter.Hook{
		"approval.theme": j.take, "approval.part": j.part,
		"approval.gather": gather, "approval.merged": both(merged, j.styles.Give), "approval.conclude": j.conclude, "approval.reply": both(today, j.styles.Give),
	}
}

// plan finds what the values of an act say of a case, or every defect of them.
func (j jointly) plan(d *matter.Draft) (theme.Plan, error) {
	t := (*theme.Theme)(nil)
	if j.Book != nil {
		t = j.Find(d.Values[FieldTheme])
	}
	if t == nil {
		return theme.Plan{}, fault.Defects([]fault.Defect{{Field: FieldTheme, Text: lang.T(
			"没有这个“一件事”，请在办事指南里核对。", "There is no such theme. Look it up in the guide to services.")}})
	}
	answers, ds := t.ParseAnswers(d.Values[FieldAnswers])
	for i := range ds {
		ds[i].Field = FieldAnswers
	}
	p, gaps, led := j.Plan(t, answers, theme.Place{Dir: d.Org, Region: org.RegionCode(d.Values[fieldRegion]), Day: d.Today})
	if !led || len(gaps) > 0 {
		ds = append(ds, fault.Defect{Field: fieldRegion, Text: lang.T(
			"这个地方没有单位能办齐“"+t.Name.Zh+"”，请核对办理地。", "Nobody there can do all of “"+t.Name.En+"”. Check the place.")})
	}
	return p, fault.Defects(ds)
}

// take finds the theme applied for and fills in who leads, who takes part and
// within how many working days it is done.
func (j jointly) take(_ *store.Tx, d *matter.Draft) error {
	p, err := j.plan(d)
	if err != nil {
		return err
	}
	all, deciders := p.Units()
	d.Values[FieldAnswers] = p.Answers.String()
	d.Values[fieldTitle], d.Values[FieldSituation] = p.Name.Zh, p.Situation().Zh
	d.Values[fieldUnit], d.Values[fieldPromise] = p.Lead.Code, strconv.Itoa(p.Promised)
	d.Values["departments"], d.Values["deciders"] = strings.Join(all, " "), strings.Join(deciders, " ")
	return nil
}

// part fills in what a department has to do, and how long it may take.
func (j jointly) part(_ *store.Tx, d *matter.Draft) error {
	p, err := j.plan(d)
	if err != nil {
		return err
	}
	s, ok := p.Of(d.Values[fieldUnit])
	if !ok {
		return fault.Of(fault.Internal, "%s has no part in %s", d.Values[fieldUnit], p.Code)
	}
	d.Values[fieldTitle], d.Values["part"] = s.Name().Zh, "decides"
	if d.Act.Sets(fieldItems) {
		d.Values[fieldItems] = s.Codes()
	}
	if s.Consulted() {
		d.Values["part"] = "consulted"
	}
	if d.Act.Sets(fieldStatutory) {
		statutory, promised := s.Longest()
		d.Values["counted"] = "working"
		if statutory.Unit == calendar.Day {
			d.Values["counted"] = "calendar"
		}
		d.Values[fieldStatutory], d.Values[fieldPromise] = strconv.Itoa(statutory.N), strconv.Itoa(promised.N)
		delete(d.Values, "part")
	}
	return nil
}

// said is what one department wrote in its child of a process.
type said struct {
	unit   lang.Text
	state  string
	text   string
	number string // of the document in which it was said 文号
	items  string // codes of what it decided on
}

// latest are the words of the departments asked last, in one field of a process; a
// department that wrote nothing has no text.
func latest(d *matter.Draft, process, field string) ([]said, error) {
	children, err := d.Children()
	if err != nil {
		return nil, err
	}
	byUnit, order := map[string]said{}, []string{}
	for _, c := range children {
		if c.Process != process {
			continue
		}
		text, err := d.Text(c, field)
		if err != nil {
			return nil, err
		}
		u, _ := d.Org.UnitByCode(c.Fields[fieldUnit])
		if _, again := byUnit[u.Code]; !again {
			order = append(order, u.Code)
		}
		byUnit[u.Code] = said{u.Name, c.State, text, c.Fields[instrument.NumberField], c.Fields[fieldItems]}
	}
	var out []said
	for _, code := range order {
		out = append(out, byUnit[code])
	}
	return out, nil
}

// list is what was said, a line for each department that said something.
func list(all []said) string {
	var out []string
	for _, s := range all {
		if s.text != "" {
			out = append(out, s.unit.Zh+"："+s.text)
		}
	}
	return strings.Join(out, "\n")
}

// gather puts the departments' requests and opinions together.
func gather(_ *store.Tx, d *matter.Draft) error {
	wanted, err := latest(d, precheck, fieldMissing)
	if err != nil {
		return err
	}
	opinions, err := latest(d, precheck, "opinion")
	if err != nil {
		return err
	}
	n := 0
	for _, s := range wanted {
		if s.text != "" {
			n++
		}
	}
	d.Values[fieldRequested], d.Values["wanting"] = cmp.Or(list(wanted), "各部门均未提出补正要求。"), strconv.Itoa(n)
	d.Values["opinions"] = cmp.Or(list(opinions), "没有部门提出意见。")
	return nil
}

// merged refuses a notice from which a department's request is left out: all is told
// at once, and what is not told cannot be asked later (行政许可法第32条).
func merged(_ *store.Tx, d *matter.Draft) error {
	wanted, err := latest(d, precheck, fieldMissing)
	if err != nil {
		return err
	}
	var ds []fault.Defect
	for _, s := range wanted {
		if !strings.Contains(plain(d.Values[fieldMissing]), plain(s.text)) {
			ds = append(ds, fault.Defect{Field: fieldMissing, Text: lang.T(
				s.unit.Zh+"的补正要求没有写全，应原样并入一次性告知："+s.text, "The request of "+s.unit.En+" has to be in the notice as it was made: "+s.text)})
		}
	}
	return fault.Defects(ds)
}

func plain(text string) string { return strings.Join(strings.Fields(text), "") }

// today is the rule of the joint reply: what was granted holds from then on.
func today(_ *store.Tx, d *matter.Draft) error {
	d.Values[fieldFrom] = d.Today.String()
	return nil
}

// conclude puts the departments' decisions together, and what has to be certified of
// what they granted.
func (j jointly) conclude(_ *store.Tx, d *matter.Draft) error {
	decided, err := latest(d, branch, "reply")
	if err != nil {
		return err
	}
	n, granted := 0, []string{}
	for i, s := range decided {
		switch s.state {
		case "refused":
			n++
			decided[i].text = "不予。" + s.text
		default:
			decided[i].text = "同意。" + s.text
			granted = append(granted, j.certified(s.items)...)
		}
		if s.number != "" {
			decided[i].text += "（" + s.number + "）"
		}
	}
	d.Values["results"], d.Values["refusals"] = list(decided), strconv.Itoa(n)
	if len(granted) > 0 {
		d.Values["granted"] = strings.Join(granted, " ")
	}
	return nil
}

// certified are those of some items that lead to a certificate.
func (c counter) certified(codes string) []string {
	return slices.DeleteFunc(strings.Fields(codes), func(code string) bool {
		i := c.latest(code)
		if i == nil {
			return true
		}
		_, is := result(i)
		return !is
	})
}

// PrefillNotice suggests the requests of the departments for the one notice.
func PrefillNotice(v *matter.View) map[string]string {
	if v.Matter.Fields["wanting"] == "0" {
		return nil
	}
	return map[string]string{fieldMissing: v.Values[fieldRequested].Text}
}

// PrefillReply suggests the departments' decisions for the joint reply.
func PrefillReply(v *matter.View) map[string]string {
	return map[string]string{"reply": v.Values["results"].Text}
}
