package simulate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// form is one act being filled in.
type form struct {
	*play
	l   *life
	act *process.Act
	def *process.Definition
	d   dice
	day calendar.Date
}

// fill gives what the act needs and, now and then, what it asks for. Files are not
// among it: they are named when they are there.
func (f form) fill() map[string]string {
	values := map[string]string{}
	for _, name := range f.act.Needs {
		if v := f.value(f.def.Field(name)); v != "" {
			values[name] = v
		}
	}
	for _, name := range f.act.Asks {
		if often, ok := asked[name]; ok && f.d.percent(often) {
			if v := f.value(f.def.Field(name)); v != "" {
				values[name] = v
			}
		}
	}
	return values
}

// asked is what is given though nobody has to, and how often in a hundred.
var asked = map[string]float64{"note": 35, "reason": 50, "category": 95, "co_units": 3, "valid_until": 100, "situation": 60}

func (f form) value(field *process.Field) string {
	switch field.Type {
	case process.FieldText, process.FieldProse:
		return fitting(field, f.words(field))
	case process.FieldChoice:
		return f.chosen(field)
	case process.FieldCategory:
		return f.category(field)
	case process.FieldRegion:
		return f.region()
	case process.FieldUnit:
		return f.unitNamed(field)
	case process.FieldPerson:
		return f.people(field)
	case process.FieldDate:
		return f.date(field.Name).String()
	case process.FieldNumber:
		low := max(field.Min, 1)
		return strconv.Itoa(low + f.d.IntN(max(1, min(field.Max, low+4)-low+1)))
	case process.FieldBool:
		return "true"
	case process.FieldPhone:
		return f.resident().phone
	case process.FieldEmail:
		return "resident@example.invalid"
	case process.FieldIDNumber:
		return idNumber(f.l.place.region.Code, f.d)
	case process.FieldCode:
		return f.l.item.Code
	}
	return ""
}

// words is what is written into a field: of this act and field, of this field, or
// about the matter.
func (f form) words(field *process.Field) string {
	switch field.Name {
	case "name":
		return f.resident().name
	case "holder_name":
		return f.holder()
	case "lead":
		if f.l.hot != nil {
			return f.l.hot.number
		}
	}
	pool := f.b.phrases.Fields[f.act.Name+"/"+field.Name]
	if pool == nil {
		pool = f.b.phrases.Fields[field.Name]
	}
	if pool == nil && answering(field.Name) {
		if f.holds(f.l, []string{"boilerplate"}) {
			return pick(f.d, f.b.phrases.Boilerplate)
		}
		pool = f.b.phrases.Answers
	}
	if pool == nil {
		pool = []string{field.Label.Zh + "：{what}"}
	}
	return f.about(pick(f.d, pool))
}

func answering(field string) bool { return field == "reply" || field == "draft" }

// about puts what the matter is about into a phrase.
func (f form) about(phrase string) string {
	said := f.l.told(f.play)
	unit := "我单位"
	if f.l.row != nil {
		if u, ok := f.org.Now().UnitByCode(f.codeOf(f.l.row.Assigned)); ok {
			unit = u.Name.Zh
		}
	}
	return strings.NewReplacer("{title}", said.title, "{what}", said.what, "{body}", said.body, "{place}", f.l.place.estate, "{spot}", f.texts.spot(f.d), "{unit}", unit,
		"{subject}", publicSubject(said.what, f.l.place.estate), "{worse}", pick(f.d, f.texts.Worse), "{wish}", pick(f.d, f.texts.Wish), "{cause}", pick(f.d, f.b.phrases.Cause), "{done}", pick(f.d, f.b.phrases.Done)).Replace(phrase)
}

// publicSubject is what may be published of what somebody told: not where they live.
func publicSubject(what, estate string) string { return strings.ReplaceAll(what, estate, "小区") }

// fitting cuts a text to what the field holds, or makes it long enough.
func fitting(field *process.Field, text string) string {
	if field.Type == process.FieldText {
		text = strings.ReplaceAll(text, "\n", " ")
	}
	r := []rune(text)
	if most := field.Max; most > 0 && len(r) > most {
		r = r[:most]
	}
	for len(r) < field.Min {
		r = append(r, '。')
	}
	return string(r)
}

func (f form) chosen(field *process.Field) string {
	has := func(v string) bool { return field.Option(v) != nil }
	switch {
	case field.Name == "kind" && has(f.l.kind):
		return f.l.kind
	case field.Name == "rating":
		if v := f.d.named(f.b.Moods[f.mood()]); has(v) {
			return v
		}
	case field.Name == "channel" && f.act.Opening() && has("phone") && f.d.percent(88):
		return "phone"
	case field.Name == "urgency" && has("emergency"):
		if f.l.urgent {
			return "emergency"
		}
		return "ordinary"
	case field.Name == "proposal" && has("grant") && f.d.percent(92):
		return "grant"
	case field.Name == "outcome" && has("solved") && f.d.percent(68):
		return "solved"
	}
	return pick(f.d, field.Options).Value
}

// mood is that of somebody who rates: whoever got a phrase for an answer, or got it
// late, is in a bad one.
func (f form) mood() string {
	m := f.l.row
	tardy := false
	for _, c := range m.Clocks {
		tardy = tardy || slices.Contains(c.Fired, "breach")
	}
	if tardy || f.holds(f.l, []string{"boilerplate"}) || m.Did["redo"] > 0 {
		return "bad"
	}
	return "good"
}

func (f form) category(field *process.Field) string {
	if field.Option(f.l.trouble.Category) != nil {
		return f.l.trouble.Category
	}
	if len(field.Options) == 0 {
		return ""
	}
	return pick(f.d, field.Options).Value
}

// region is where it happened; where the item of a body is applied for, a place in its
// area.
func (f form) region() string {
	if f.l.item.Code == "" {
		return string(f.l.place.region.Code)
	}
	u, _ := f.org.Now().UnitByCode(f.l.item.Unit)
	if u.Region.Contains(f.l.place.region.Code) {
		return string(f.l.place.region.Code)
	}
	return string(u.Region)
}

// unitNamed is whose it is; the first dispatch is wrong now and then.
func (f form) unitNamed(field *process.Field) string {
	switch {
	case field.Many:
		return f.another(f.d, f.l.unit)
	case f.act.Name == "dispatch" && f.l.row.Did["dispatch"] == 0 && roll(f.seed, f.l.key, "misdispatched").percent(f.b.Misdispatched):
		return f.another(f.d, f.l.unit)
	}
	return f.l.unit
}

// people are some who handle things in the unit in charge.
func (f form) people(field *process.Field) string {
	dir := f.org.Now()
	unit, ok := dir.UnitByCode(f.codeOf(f.l.row.Assigned))
	var all []string
	for _, kind := range []string{"handler", "head", "window", "deputy"} {
		for _, h := range dir.HoldersOf(unit.ID, org.PostKind(kind), f.day) {
			if c := strconv.FormatInt(int64(h.Person), 10); ok && !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	n := 1
	if field.Many {
		n = max(field.Min, 2)
	}
	return strings.Join(all[:min(n, len(all))], " ")
}

// ahead is how many days from now a date lies, from and to.
var ahead = map[string][]int{"promised_by": {7, 45}, "report_by": {3, 7}, "resume_by": {5, 30}, "tolerated_by": {5, 15}, "procedure_by": {10, 40}, "valid_until": {1090, 1830}}

func (f form) date(name string) calendar.Date {
	r, ok := ahead[name]
	if !ok {
		r = []int{5, 15}
	}
	return f.day.Add(f.d.between(r))
}

// dateOf is a date that stands in a matter.
func (p *play) dateOf(l *life, field string) (calendar.Date, bool) {
	d, err := calendar.ParseDate(l.row.Fields[field])
	return d, err == nil
}

// resident is one of some thousand people, of whom some turn to the city again.
type resident struct{ name, phone string }

const residents = 10000

func (f form) resident() resident {
	n := roll(f.seed, f.l.arrival.key, "who").IntN(residents)
	return resident{f.texts.person(roll(f.seed, "resident", n)), fmt.Sprintf("1390000%04d", n)}
}

// holder is a made-up enterprise.
func (f form) holder() string {
	d := roll(f.seed, f.l.arrival.key, "holder")
	first, second := []rune(f.texts.First), []rune(f.texts.Second)
	return string([]rune{pick(d, first), pick(d, first), pick(d, second)}) + pick(d, []string{"餐饮有限公司", "商贸有限公司", "食品厂", "小吃店", "美发店", "建筑工程有限公司", "健身服务有限公司"})
}

// personal adds what people may tell of themselves to an opening act that asks for it.
func (f form) personal(values map[string]string) {
	asks := func(name string) bool { return slices.Contains(f.act.Asks, name) }
	if asks("phone") && roll(f.seed, f.l.key, "personal").percent(92) {
		values["phone"] = f.resident().phone
		if asks("name") {
			values["name"] = f.resident().name
		}
		if asks("consent") {
			values["consent"] = "true"
		}
	}
	for name, often := range map[string]float64{"anonymous": f.b.Anonymous, "no_publish": f.b.NoPublish, "no_call": f.b.NoCall} {
		if asks(name) && roll(f.seed, f.l.key, name).percent(often) {
			values[name] = "true"
		}
	}
}
