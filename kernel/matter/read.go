package matter

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
	"shuniu/kernel/ledger"
	"shuniu/kernel/number"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// View is a matter as one actor may see it.
type View struct {
	Matter     *Matter
	Definition *process.Definition
	Values     map[string]Value // by field: the last value given
	Timeline   []Entry
	Unmasks    bool           // the actor may read the masked values whole, on record (Unmask)
	Possible   []*process.Act // what this actor may do now, in the definition's order
	As         string         // the role the actor stands in towards it: "applicant", "holder", "staff"
}

// Value is what a field holds. Masked values are shown in part; Unmask shows
// them whole and records that.
type Value struct {
	Text   string
	Masked bool
	Erased bool
	Files  []attachment.File // of a file field; without their names if Masked
}

// Entry is one event with the texts it gave.
type Entry struct {
	Event  *ledger.Event
	Act    *process.Act // nil for an act of the engine itself
	Values map[string]Value
}

// View shows a matter to an actor; Withheld if they may not know of it.
func (e *Reader) View(ctx context.Context, a access.Actor, id ID) (*View, error) {
	var v *View
	err := e.DB.Snapshot(ctx, func(q *store.Reader) error {
		row, err := loadRow(e.folds, q, id)
		if err != nil {
			return err
		}
		if _, err := access.See(a, row.matter.Object()); err != nil {
			return err
		}
		def, err := e.editions.ByDigest(row.matter.Definition)
		if err != nil {
			return err
		}
		v = &View{Matter: row.matter, Definition: def, As: standing(a, row.matter)}
		s := e.sceneOf(q, a, row.matter, def)
		if err := e.fill(s, v, row.key); err != nil {
			return err
		}
		v.Unmasks = v.masked() && mayUnmask(a, row.matter)
		v.Possible = s.possible()
		return nil
	})
	return v, err
}

// Glance is as much of the matter with a public number as says where it stands:
// Matter and Definition. Withheld if the actor may not know of it.
func (e *Reader) Glance(ctx context.Context, a access.Actor, number string) (*View, error) {
	var head, fold []byte
	err := e.DB.Read(ctx).QueryRow(glanceSQL, number).Scan(&head, &fold)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Of(fault.NotFound, "number")
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "matter by number")
	}
	v := &View{}
	if v.Matter, err = e.folds.read(head, fold); err != nil {
		return nil, err
	}
	if _, err := access.See(a, v.Matter.Object()); err != nil {
		return nil, err
	}
	v.Definition, err = e.editions.ByDigest(v.Matter.Definition)
	return v, err
}

// masked reports whether any value is shown in part.
func (v *View) masked() bool {
	for _, value := range v.Values {
		if value.Masked && value.Files == nil {
			return true
		}
	}
	return false
}

// standing is the actor's side of the matter.
func standing(a access.Actor, m *Matter) string {
	if a.Kind == access.Applicant {
		return access.RoleApplicant
	}
	if d, _ := access.See(a, m.Object()); d.Rule == "see:holder" {
		return "holder"
	}
	return "staff"
}

// sceneOf is where an actor stands before a matter now.
func (e *Reader) sceneOf(q store.Q, a access.Actor, m *Matter, def *process.Definition) *scene {
	s := &scene{q: q, dir: e.Org.Now(), actor: a, at: e.DB.Now().In(e.Zone), m: m, def: def}
	s.posts = s.today()
	return s
}

// sees reports whether the field is for the actor's eyes: where its definition
// names roles, in this matter or in all, the actor has to stand in one of them.
func (s *scene) sees(name string) bool {
	f := s.def.Field(name)
	if f == nil || len(f.Sees) == 0 || s.actor.Kind == access.System || f.SeesWhen != "" && s.m.Fields[f.SeesWhen] != "true" {
		return true
	}
	_, _, err := access.Act(s.actor, access.Object{Matter: int64(s.m.ID)}, s.asks(f.Sees))
	return err == nil
}

// fill reads events and texts. Whoever asked sees their own data whole; staff see
// personal data masked.
func (e *Reader) fill(s *scene, v *View, key []byte) error {
	texts, err := readTexts(s.q, v.Matter.ID)
	if err != nil {
		return err
	}
	records, err := e.Log.History(s.q, int64(v.Matter.ID))
	if err != nil {
		return err
	}
	v.Values = map[string]Value{}
	for name, value := range v.Matter.Fields {
		if s.sees(name) {
			v.Values[name] = Value{Text: value}
		}
	}
	files := filing{e: e, q: s.q, v: v, key: key}
	for _, r := range records {
		entry := Entry{Event: r.Event, Act: v.Definition.Act(r.Event.Act), Values: map[string]Value{}}
		for _, f := range r.Event.Effects.Fields {
			if s.sees(f.Name) {
				entry.Values[f.Name] = Value{Text: f.Value}
			}
		}
		for _, c := range r.Event.Sealed {
			if !s.sees(c.Name) {
				continue
			}
			value, err := e.show(v, key, find(texts, c.Name, r.Event.Seq))
			if err == nil && v.Definition.Field(c.Name).Type == process.FieldFile {
				value, err = files.of(value, c.Name, r.Event.Seq)
			}
			if err != nil {
				return err
			}
			entry.Values[c.Name] = value
			v.Values[c.Name] = value
		}
		v.Timeline = append(v.Timeline, entry)
	}
	return nil
}

func find(texts []text, field string, seq int) *text {
	i := slices.IndexFunc(texts, func(t text) bool { return t.field == field && t.seq == seq })
	if i < 0 {
		return nil
	}
	return &texts[i]
}

func (e *Reader) show(v *View, key []byte, t *text) (Value, error) {
	if t == nil {
		return Value{Erased: true}, nil
	}
	plain, err := e.reveal(v.Matter.ID, key, *t)
	if err != nil {
		return Value{}, err
	}
	if t.personal && v.As != access.RoleApplicant && v.Definition.Field(t.field).Type != process.FieldFile {
		return Value{Text: v.Definition.Field(t.field).Mask(plain), Masked: true}, nil
	}
	return Value{Text: plain}, nil
}

// reveal is the plain value of a text.
func (e *Reader) reveal(id ID, wrapped []byte, t text) (string, error) {
	if !t.personal || t.value == nil {
		return string(t.value), nil
	}
	key, err := e.Keys.Unwrap(wrapped, keyring.OfMatter)
	if err != nil {
		return "", err
	}
	plain, err := keyring.Open(key, t.value, sealContext(id, t.field, t.seq))
	return string(plain), err
}

// Text is the value that event seq of a matter gave to a field; false once it has
// been erased. It is for followers of what is public: a personal value is Denied.
func (e *Reader) Text(q store.Q, id ID, field string, seq int) (string, bool, error) {
	t, err := readText(q, id, field, seq)
	if err != nil || t.value == nil {
		return "", false, err
	}
	if t.personal {
		return "", false, fault.Of(fault.Denied, "field %s is personal", field)
	}
	return string(t.value), true, nil
}

// possible are the acts the actor may do now, guards and input aside.
func (s *scene) possible() []*process.Act {
	var out []*process.Act
	for _, act := range s.def.ActsFrom(s.m.State) {
		if slices.Contains(act.By, access.RoleSystem) && len(act.By) == 1 {
			continue
		}
		if _, _, err := access.Act(s.actor, s.m.Object(), s.asks(act.By)); err == nil && s.gates(act) == nil && s.inTime(act) == nil && !s.closed(act) {
			out = append(out, act)
		}
	}
	return out
}

// Find returns the id of the matter with a public number.
func (e *Reader) Find(ctx context.Context, number string) (ID, error) {
	var id int64
	err := e.DB.Read(ctx).QueryRow(byNumberSQL, number).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fault.Of(fault.NotFound, "number")
	}
	return ID(id), fault.Wrap(fault.Unavailable, err, "matter by number")
}

// NumberOf is the public number of a matter; NotFound if there is none.
func NumberOf(ctx context.Context, e *Reader, id ID) (string, error) {
	var number string
	err := scanOne(e.DB.Read(ctx), numberSQL, id, &number)
	return number, err
}

// ByNumber is the matter with a public number as typed, for the rules of services
// that ask for another matter; nobody is shown it. NotFound if there is none.
func ByNumber(q store.Q, typed string) (*Matter, error) {
	clean, _ := number.Clean(typed)
	var id int64
	err := q.QueryRow(byNumberSQL, clean).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Of(fault.NotFound, "number")
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "matter by number")
	}
	r, err := loadRow(nil, q, ID(id))
	if err != nil {
		return nil, err
	}
	return r.matter, nil
}

// Openable is the act by which the actor may open a matter of the process, nil if
// by none.
func Openable(e *Reader, a access.Actor, proc string) (*process.Definition, *process.Act, error) {
	def, err := e.Process(proc)
	if err != nil {
		return nil, nil, err
	}
	act, err := opening(def, a.Kind, "")
	if err != nil {
		return nil, nil, err
	}
	at := e.DB.Now().In(e.Zone)
	s := scene{dir: e.Org.Now(), actor: a, at: at, posts: calendar.DateOf(at), m: &Matter{Process: proc}, def: def}
	if _, _, err := s.mayOpen(act); err != nil {
		return def, nil, nil //nolint:nilerr // that they may not is the answer
	}
	return def, act, nil
}

// Prove gives the actor who holds number and query code of a matter. A wrong
// number and a wrong code are told apart to nobody.
func (e *Reader) Prove(ctx context.Context, typed, code string) (access.Actor, error) {
	clean, _ := number.Clean(typed)
	var id int64
	var digest []byte
	err := e.DB.Read(ctx).QueryRow(byCodeSQL, clean).Scan(&id, &digest)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return access.Actor{}, fault.Wrap(fault.Unavailable, err, "matter by number")
	}
	if err != nil || !sameDigest(digest, number.CodeDigest(code)) {
		return access.Actor{}, fault.Of(fault.NotFound, "number and code do not fit")
	}
	return access.ByCode(id), nil
}

// Handed gives the applicant of a matter number and query code of a child that was
// handed to them, so that they prove it as they proved this one; NotFound for any
// other.
func Handed(ctx context.Context, e *Reader, a access.Actor, child ID) (number, code string, err error) {
	c, err := loadRow(e.folds, e.DB.Read(ctx), child)
	if err != nil {
		return "", "", err
	}
	p, err := e.View(ctx, a, c.matter.Parent)
	if err != nil || p.As != access.RoleApplicant || c.matter.Erased || !slices.ContainsFunc(p.Definition.Acts, func(act *process.Act) bool {
		return slices.ContainsFunc(act.Opens, func(o *process.Opens) bool { return o.Process == c.matter.Process && o.To == process.ToApplicant })
	}) {
		return "", "", cmp.Or(err, errGone(child))
	}
	return c.matter.Number, queryCode(e.Keys, child), nil
}

// Calendar is the calendar in force.
func (e *Reader) Calendar() *calendar.Calendar { return e.current.Load() }

// ExplainClock shows the due date of a clock day by day.
func (e *Reader) ExplainClock(m *Matter, name string) ([]calendar.Step, error) {
	def, err := e.editions.ByDigest(m.Definition)
	if err != nil {
		return nil, err
	}
	c, ok := m.Clock(name)
	if !ok {
		return nil, fault.Of(fault.NotFound, "clock %s", name)
	}
	k, err := e.clockOf(def.Clock(name), &c)
	if err != nil {
		return nil, err
	}
	return e.current.Load().Explain(k)
}

const (
	glanceSQL   = `SELECT head, fold FROM matter WHERE number = $1`
	byNumberSQL = `SELECT id FROM matter WHERE number = $1`
	byCodeSQL   = `SELECT id, code FROM matter WHERE number = $1 AND code IS NOT NULL`
)
