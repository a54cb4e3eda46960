package desk

import (
	"maps"
	"net/http"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/attachment"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/number"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

const (
	doneParam   = "done"     // the act that has just been done
	filePath    = "/file/"   // where attached files are read
	readingPath = "/reading" // where personal values are read whole
)

// sight is a matter as a member of staff sees it.
type sight struct {
	*door.Visitor
	*matter.View
	desk   *desk
	dir    *org.Directory
	origin *list             // the list it was opened from
	plain  map[string]string // personal values read whole, on record
	found  []finding         // in the answer that is to be checked
}

// sight finds the matter with a number as typed. One that is withheld fails like
// one that does not exist.
func (k *desk) sight(r *http.Request, v *door.Visitor, typed string) (sight, error) {
	s := sight{Visitor: v, desk: k, dir: k.Org.Now(), origin: k.origin(v, r)}
	number, ok := number.Clean(typed)
	if !ok {
		return s, fault.Of(fault.NotFound, "no number")
	}
	id, err := k.Engine.Find(r.Context(), number)
	if err != nil {
		return s, err
	}
	s.View, err = k.Engine.View(r.Context(), v.Actor, id)
	return s, err
}

// glance finds the matter without its record.
func glance(k *desk, r *http.Request, v *door.Visitor) (sight, error) {
	s := sight{Visitor: v, desk: k, dir: k.Org.Now(), origin: k.origin(v, r)}
	number, ok := number.Clean(r.PathValue("number"))
	if !ok {
		return s, fault.Of(fault.NotFound, "no number")
	}
	var err error
	s.View, err = k.Engine.Glance(r.Context(), v.Actor, number)
	return s, err
}

func (s sight) path() string { return matterPath + s.View.Matter.Number }

// link is the address of a page below the matter's, "" for its own, from which the
// way leads back to the list.
func (s sight) link(below string) string { return s.origin.to(s.path()+below, nil) }

func (s sight) reader() docket.Reader {
	return docket.Reader{Dir: s.dir, Lang: s.Lang, Files: s.path() + filePath}
}

func (k *desk) matter(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := k.sight(r, v, r.PathValue("number"))
	if err != nil {
		return err
	}
	return k.showMatter(w, r, s)
}

// reading shows the personal values whole; that they were read is recorded first.
// The page answers the form itself, so that no address stands for it.
func (k *desk) reading(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := k.sight(r, v, r.PathValue("number"))
	if err != nil {
		return err
	}
	if s.plain, err = k.Engine.Unmask(r.Context(), v.Actor, s.View.Matter.ID); err != nil {
		return err
	}
	return k.showMatter(w, r, s)
}

// papers are the files attached to matters.
type papers struct{ *desk }

// file sends an attached file; where it is personal, that it is read is recorded
// first.
func (k papers) file(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := k.sight(r, v, r.PathValue("number"))
	if err != nil {
		return err
	}
	id := r.PathValue("file")
	if !docket.Given(s.Timeline, id, func(matter.Entry, string) bool { return true }) {
		return fault.Of(fault.NotFound, "no file that the reader sees")
	}
	c, err := k.Engine.File(r.Context(), v.Actor, s.View.Matter.ID, attachment.ID(id))
	if err != nil {
		return err
	}
	return door.Send(w, r, c)
}

func (k *desk) showMatter(w http.ResponseWriter, r *http.Request, s sight) error {
	var err error
	f := file{sight: s}
	if f.going, f.over, err = s.clocks(); err != nil {
		return err
	}
	if f.children, err = f.rows(r, opened(s.View)); err != nil {
		return err
	}
	parts := docket.Parts{Watch: k.watch, Dir: s.dir, Lang: s.Lang, Path: func(m *matter.Matter) string { return matterPath + m.Number }}
	if f.parts, f.parted, err = parts.Of(r.Context(), s.Actor, s.View); err != nil {
		return err
	}
	if f.kin, err = f.related(r); err != nil {
		return err
	}
	if f.told, err = s.told(r); err != nil {
		return err
	}
	if f.twins, err = twins(r, s); err != nil {
		return err
	}
	if open := f.ways().open; open != nil {
		if err := open.assess(r); err != nil {
			return err
		}
		f.found = open.found
	}
	if act := s.Definition.Act(r.URL.Query().Get(doneParam)); act != nil && s.View.Matter.Did[act.Name] > 0 {
		f.done = act
		if f.after, err = s.origin.next(r, s.View.Matter.ID); err != nil {
			return err
		}
		if back := calledFrom(r); back != "" {
			f.after.Also = backTo(back, s.View.Matter.Number)
		}
	}
	pg, err := k.page(r, s.Visitor, docket.Name(s.View), "")
	if err != nil {
		return err
	}
	return k.Show(w, pg.Desk(), f.page())
}

// file is the page of one matter.
type file struct {
	sight
	going, over []kept
	children    []page.QueueRow
	parts       page.Table // what it waits for, or has waited for
	parted      bool       // it has such parts
	kin         []relation
	twins       []twin
	told        page.Table // what other systems were told of it, and answered
	done        *process.Act
	after       page.Banner // what to do after it
}

// identity heads the page: what it is, where it stands, who has it.
func (s sight) identity() page.Identity {
	m := s.View.Matter
	id := page.Identity{
		Word: s.Definition.Word, Number: m.Number, Title: s.title(),
		State: page.Tag{Text: s.state().Title, Tone: tone(s.Definition, m)},
	}
	for _, c := range m.Clocks {
		id.Cards = append(id.Cards, cards(s.Definition.Clock(c.Name), c)...)
	}
	if m.End == "" {
		id.Facts = append(id.Facts, page.Fact{Key: page.Word("docket.holder").Text(), Value: holderText(s.dir, s.Definition, m).In(s.Lang)})
	}
	if m.Region != "" {
		id.Facts = append(id.Facts, page.Fact{Key: page.Word("desk.place").Text(), Value: docket.Place(s.dir, org.RegionCode(m.Region)).In(s.Lang)})
	}
	id.Facts = append(id.Facts, page.Fact{Key: page.Word("desk.opened").Text(), Value: page.Moment(s.desk.watch.Moment(m.Opened)).In(s.Lang)})
	if m.Closed != 0 && m.End != "" {
		id.Facts = append(id.Facts, page.Fact{Key: page.Word("desk.closed").Text(), Value: page.Moment(s.desk.watch.Moment(m.Closed)).In(s.Lang)})
	}
	return id
}

func (s sight) title() string {
	switch t := s.Values["title"]; {
	case t.Erased:
		return page.Word("docket.erased").In(s.Lang)
	case t.Text != "":
		return t.Text
	}
	return s.Definition.Title.In(s.Lang)
}

func (s sight) state() *process.State { return s.Definition.State(s.View.Matter.State) }

func tone(def *process.Definition, m *matter.Matter) page.Tone {
	st := def.State(m.State)
	switch {
	case st.End == process.Ground:
		return page.Ended
	case st.End == process.Answered, st.Holder == process.Applicant:
		return page.Done
	case m.Holder.Person == 0:
		return page.Waiting
	}
	return page.Doing
}

// holderText is who owes the next act: unit and person, or the role where nobody
// has taken it yet.
func holderText(dir *org.Directory, def *process.Definition, m *matter.Matter) lang.Text {
	return whoText(dir, def, ledger.Actor{Role: m.Holder.Role, Person: m.Holder.Person, Unit: m.Holder.Unit})
}

func whoText(dir *org.Directory, def *process.Definition, a ledger.Actor) lang.Text {
	who := docket.Role(def, a.Role)
	if p, ok := dir.Person(org.PersonID(a.Person)); ok {
		who = p.Name
	}
	if u, ok := dir.Unit(org.UnitID(a.Unit)); ok {
		return lang.T(u.Name.In(lang.Zh)+" "+who.In(lang.Zh), who.In(lang.En)+", "+u.Name.In(lang.En))
	}
	return who
}

// asked is what the matter was opened with, in the words of whoever asked.
func (s sight) asked() (body string, facts []page.Fact) {
	values := maps.Clone(s.Timeline[0].Values)
	for name, whole := range s.plain {
		if _, ok := values[name]; ok {
			values[name] = matter.Value{Text: whole}
		}
	}
	return s.reader().Facts(s.Definition.Form, values, func(f *process.Field) bool {
		return f.Name != "title" && f.Type != process.FieldRegion
	})
}

// row is a matter in one line.
func (s sight) row(view *matter.View) (page.QueueRow, error) {
	return (&list{Visitor: s.Visitor, desk: s.desk}).row(matter.Line{Matter: view.Matter, Title: view.Values["title"].Text})
}
