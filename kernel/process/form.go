package process

import "regexp"

// form is the shape one YAML value must have. The strict reader and the JSON
// Schema for editors are both made from it, so that they cannot disagree.
type form struct {
	kind    formKind
	help    string
	words   []string // of formWord
	pattern *shape   // of formLine and of the keys of formMap
	keys    []key    // of formObject
	item    *form    // of formList, formSome, formMap
	other   *form    // of formEither: what stands where item does not
}

type formKind uint8

const (
	formLine   formKind = iota // one line of text, of a pattern if there is one
	formText                   // {zh: …, en: …}
	formInt                    // a whole number, 0 or more
	formBool                   // true or false
	formLimit                  // 5wd, 15d, 2h …
	formWord                   // one of words
	formObject                 // keys
	formMap                    // any key of the pattern, each with an item
	formList                   // [item, …]
	formSome                   // item or [item, …]
	formEither                 // a scalar item, or other
)

type key struct {
	name     string
	required bool
	form     *form
}

// never is written, for a value, where a limit would stand: there is none.
const never = "none"

// describe is the same form with what an editor shows for it.
func (f *form) describe(help string) *form {
	g := *f
	g.help = help
	return &g
}

func (f *form) key(name string) *form {
	for _, k := range f.keys {
		if k.name == name {
			return k.form
		}
	}
	return nil
}

// shape is how a name or code must be written, with one that is.
type shape struct {
	*regexp.Regexp
	like string
}

var (
	nameShape    = &shape{regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`), "extra_days"}
	processShape = &shape{regexp.MustCompile(`^[a-z][a-z0-9_]{0,19}(\.[a-z][a-z0-9_]{0,39}){1,3}$`), "people.request"}
	valueShape   = &shape{regexp.MustCompile(`^[a-z0-9][a-z0-9_]{0,39}$`), "very_good"}
	letterShape  = &shape{regexp.MustCompile(`^[A-Z]{1,2}$`), "Q"}
	unitShape    = &shape{regexp.MustCompile(`^(\$(assigned|parent|own|superior)|[A-Za-z0-9][A-Za-z0-9._-]{0,63})$`), "$assigned"}
)

func line(pattern *shape) *form  { return &form{kind: formLine, pattern: pattern} }
func word(words ...string) *form { return &form{kind: formWord, words: words} }
func list(item *form) *form      { return &form{kind: formList, item: item} }
func some(item *form) *form      { return &form{kind: formSome, item: item} }
func object(keys ...key) *form   { return &form{kind: formObject, keys: keys} }
func table(pattern *shape, item *form) *form {
	return &form{kind: formMap, pattern: pattern, item: item}
}
func must(name, help string, f *form) key { return key{name, true, f.describe(help)} }
func may(name, help string, f *form) key  { return key{name, false, f.describe(help)} }

// definitionForm is the whole language.
func definitionForm() *form {
	text := &form{kind: formText}
	return object(
		must("process", "Name of the process: area and noun, as in people.request.", line(processShape)),
		must("title", "What the process is called.", text),
		must("word", "What screens call one such matter: ticket, case, document.", text),
		must("letter", "First letter, or two, of the public number; no two processes share them.", line(letterShape)),
		must("applicant", "What screens call whoever asks.", text),
		may("secrecy", "restricted: only who holds such a matter sees it, and it is never published or counted by name.", word("restricted")),
		may("recalled", "Act the system does when the parent matter ends while this one is open; without it, it goes on.", line(nameShape)),
		may("closed", "Act the system does when an act of the parent closes it; without it, none may.", line(nameShape)),
		must("form", "The fields, in the order in which forms show them.", list(fieldForm())),
		must("roles", "Who may act, besides applicant and system.", table(nameShape, roleForm())),
		may("clocks", "The limits; a process in which nothing waits has none.", table(nameShape, clockForm())),
		must("states", "Where a matter can stand.", table(nameShape, stateForm())),
		may("groups", "Headings under which screens fold acts that no state waits for by itself.", table(nameShape, text)),
		must("acts", "What can be done to it.", table(nameShape, actForm())),
	)
}

func fieldForm() *form {
	text, yes, count := &form{kind: formText}, &form{kind: formBool}, &form{kind: formInt}
	return object(
		must("name", "Name of the field, as acts and guards use it.", line(nameShape)),
		must("type", "What it may hold.", word("text", "prose", "choice", "region", "unit", "person", "date", "number", "bool", "phone", "id_number", "email", "file", "category", "code")),
		must("label", "What the form calls it.", text),
		may("help", "One sentence under the label.", text),
		may("short", "What the field is called where its values are listed; without it, the label.", text),
		may("personal", "Data about an identifiable person: encrypted, masked, erasable.", yes),
		may("lookup", "May be searched for by its exact value.", yes),
		may("public", "May be published.", yes),
		may("many", "Holds several units, persons or codes.", yes),
		may("min", "Fewest characters, least number, fewest units, persons or files.", count),
		may("max", "Most characters, greatest number, most units, persons or files.", count),
		may("options", "The values of a choice, with their labels.", table(valueShape, text)),
		may("sees", "Roles that may see it; without it, whoever sees the matter.", list(line(nameShape))),
		may("sees_when", "Yes-or-no field; sees holds only in a matter where that is yes.", line(nameShape)),
	)
}

func roleForm() *form {
	return object(
		must("title", "What the role is called.", &form{kind: formText}),
		must("unit", "A unit's code; $assigned, the unit assigned last; $superior, the one above that; $parent, the holder unit of the parent matter; $own, the unit of whoever opened the matter.", line(unitShape)),
		must("post", "Kind of post held there.", line(nameShape)),
		may("not", "Roles whose past actors in this matter may not act in this one.", list(line(nameShape))),
		may("avoids", "Unit fields: the units named there, and those below them, never fill the role; it falls to the superior unit.", list(line(nameShape))),
	)
}

func clockForm() *form {
	name, yes, limit := line(nameShape), &form{kind: formBool}, &form{kind: formLimit}
	byValue := &form{kind: formEither, item: limit, other: table(valueShape, &form{kind: formLimit, words: []string{never}})}
	return object(
		must("title", "What the limit is called.", &form{kind: formText}),
		may("limit", "How long: 5wd, 15d, 2h, 30min, 3mo, 1y; or one for each value of the field in by, none where the clock does not run.", byValue),
		may("by", "Choice field that picks the limit when the clock starts.", name),
		may("until", "Date field; the clock runs to that fixed date instead of having a limit.", name),
		may("if_given", "The clock does not run where the date in until was not given.", yes),
		may("given", "Number field that gives the limit, in its unit; it can only shorten it.", name),
		must("basis", "local, or the instrument and article that set the limit.", line(nil)),
		may("nature", "Whose limit it is; statutory unless the basis is local.", word("statutory", "promised", "local")),
		may("minimum", "At least this long: a comment or publicity period nobody may cut short.", yes),
		may("before", "Counts back from the date in until; the day of the event is not counted.", yes),
		may("consent", "Who agreed, and when, that this city shortened it.", line(nil)),
		may("extend", "That it can be extended: how often, by how much, by whom.", object(
			must("times", "How often at most.", &form{kind: formInt}),
			must("max", "By how much at most each time.", limit),
			must("by", "Role that grants it.", name))),
		may("remind", "How long before the due date the holder is reminded.", limit),
		may("breach", "What a breach raises.", word("none", "notice", "yellow", "red")),
		may("escalate", "What follows when a breach lasts: one step, or several in order.", some(object(
			must("after", "How long after the breach; or one for each value of the field in by, none where the step is not taken.", byValue),
			may("to", "What it becomes.", word("notice", "yellow", "red")),
			may("then", "Act the system does, which leaves the matter where it is.", name)))),
		may("then", "Act the system does when the clock runs out.", name),
		may("hard", "Late acts are refused, not only carded.", yes),
		may("no_roll", "A due date on a rest day stays there.", yes),
	)
}

func stateForm() *form {
	name := line(nameShape)
	return object(
		must("title", "What the state is called.", &form{kind: formText}),
		may("holder", "Role that owes the next act; every state but an end has one.", name),
		may("clocks", "Clocks that run here.", list(name)),
		may("suspends", "Clocks that are held paused here.", list(name)),
		may("no_clock", "Why no clock runs here.", object(
			must("reason", "The reason, in words a citizen may read.", &form{kind: formText}))),
		may("end", "The matter ends here: answered, or on a ground.", word("answered", "ground")),
		may("ground", "The ground of an end without an answer.", &form{kind: formText}),
		may("basis", "local, or the article of that ground.", line(nil)),
		may("waits", "Waits for child matters.", object(
			must("for", "Which of them must have ended.", word("all", "any", "n", "lead")),
			may("n", "How many, with for: n.", &form{kind: formInt}),
			must("process", "Their process.", line(processShape)),
			must("then", "Act the system does then.", name))),
	)
}

func actForm() *form {
	name, yes := line(nameShape), &form{kind: formBool}
	return object(
		must("title", "What the button says.", &form{kind: formText}),
		may("group", "Group it is folded under; without one it stands in front.", name),
		must("from", "States in which it is possible; start: it opens a matter.", some(name)),
		may("to", "State it leads to; without it the matter stays.", name),
		must("by", "Roles that may do it.", some(name)),
		may("needs", "Fields that must be given.", list(name)),
		may("asks", "Fields that may be given.", list(name)),
		may("fills", "Fields that the rule in hook gives; nobody is asked for them.", list(name)),
		may("guard", "Condition in CEL over the fields, acts and today; days(date) is a day's number.", line(nil)),
		may("within", "Clock that must be running and not yet due.", name),
		may("refusal", "What a person is told whom the guard refuses.", &form{kind: formText}),
		may("answers", "It answers the applicant, the parent matter or the issuer.", word("applicant", "parent", "issuer")),
		may("assigns", "Unit field that becomes $assigned.", name),
		may("pins", "What it gives stands at the head of the matter, before whoever may see it, until the matter ends.", yes),
		may("claims", "The actor becomes the holder in person.", yes),
		may("extends", "Extends a clock by the number in a field.", object(
			must("clock", "The clock.", name),
			must("days", "Number field, in units of the clock's extend.max.", name))),
		may("restarts", "Clocks that begin anew.", list(name)),
		may("as_of", "Clock from whose start those that start with this act count.", name),
		may("reopens", "What was answered is open again.", yes),
		may("reviews", "Roles whose work this act judges; who does it must be barred by not.", list(name)),
		may("opens", "Opens a child matter for each unit in a field, or for one unit; or a list of such.", some(object(
			must("process", "The children's process.", line(processShape)),
			may("units", "Unit field.", name),
			may("unit", "One unit: its code, $assigned, $superior (of the one assigned) or $own; instead of units.", line(unitShape)),
			may("each", "Field of several values: with unit, a child for each of them, which gives passes singly.", name),
			may("act", "Act by which the child is opened, where its process has several by the system.", name),
			may("when", "Condition in CEL; where it does not hold, no child is opened.", line(nil)),
			may("lead", "Unit field that names the lead among them.", name),
			may("shows", "The units asked see this matter and its files too.", yes),
			may("to", "It is handed to the applicant: theirs as this matter is, and not bound by what this one has left.", word("applicant")),
			may("gives", "The child's fields, each from a field of this form.", table(nameShape, name))))),
		may("closes", "The system ends those children of a process that are open, by what the process says in closed.", line(processShape)),
		may("after", "Gates: acts that must have been done since the last reopening.", list(name)),
		may("hook", "Name of the service's rule.", line(nil)),
		may("basis", "local, or the article; a gated act must have one.", line(nil)),
	)
}
