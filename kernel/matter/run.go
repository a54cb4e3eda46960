package matter

import (
	"fmt"
	"slices"

	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// run is one act while it is being performed, in one transaction. Acts that
// follow from it (a parent that waited, a child that is opened) are runs of their
// own in the same transaction.
type run struct {
	scene
	e      *Engine
	tx     *store.Tx
	sealed []byte // the wrapped key of the matter
	spare  *spare
}

func (e *Engine) begin(tx *store.Tx, a access.Actor, in Input) (*run, error) {
	r := &run{e: e, tx: tx, spare: &spare{}, scene: scene{q: tx, dir: e.Org.Now(), actor: a, at: e.moment(in, tx.Now()), origin: in.Origin}}
	if in.Key != "" {
		r.form = formOf(e.Keys, a, in.Key)
	}
	if r.origin == "" {
		r.origin = ledger.Live
	}
	if r.origin != ledger.Import && (!in.Occurred.IsZero() || a.Kind == access.Importer) {
		return nil, fault.Of(fault.Invalid, "only imports may say when something occurred")
	}
	r.posts = r.today()
	if r.origin == ledger.Import {
		r.posts = calendar.DateOf(tx.Now().In(e.Zone))
	}
	return r, nil
}

// aside is a run on another matter in the same transaction, by the system.
func (r *run) aside() *run {
	o := &run{e: r.e, tx: r.tx, scene: r.scene, spare: r.spare}
	o.actor, o.m, o.def, o.parent, o.form = access.TheSystem(), nil, nil, nil, nil
	return o
}

// load locks the matter for the run; known is what was read of it before. Whoever
// had to wait for the lock acts after what was done meanwhile.
func (r *run) load(id ID, known *row) error {
	row, err := lockRow(r.e.folds, r.tx, id, known)
	if err != nil {
		return err
	}
	r.m, r.sealed = row.matter, row.key
	r.notBefore(r.m.Updated)
	r.def, err = r.e.editions.ByDigest(row.matter.Definition)
	return err
}

// perform checks and carries out one act on the loaded matter.
func (r *run) perform(name string, in Input) error {
	if err := r.mayKnow(); err != nil {
		return err
	}
	act := r.def.Act(name)
	if act == nil {
		return fault.Of(fault.NotFound, "process %s has no act %q", r.def.Name, name)
	}
	if in.Seen != 0 && in.Seen < r.m.Acted || !slices.Contains(act.From, r.m.State) {
		return r.conflict(act)
	}
	role, decision, err := access.Act(r.actor, r.m.Object(), r.asks(act.By))
	if err != nil {
		return err
	}
	if err := r.gates(act); err != nil {
		return err
	}
	if err := r.inTime(act); err != nil {
		return err
	}
	s, err := r.prepare(act, in.Values)
	if err != nil {
		return err
	}
	s.event.Rule, s.event.Actor = decision.Rule, r.as(role, decision.Stand)
	return r.carryOut(s)
}

// step is an act that has been checked: its event in the making and the values
// that go beside the ledger.
type step struct {
	act    *process.Act
	values map[string]string // canonical, given in this act
	event  ledger.Event
	open   *ledger.Opening
	to     *process.State // nil: the state stays
	texts  []text
	files  []attachment.Kept // that it takes
	begun  []begun           // children that it opens
}

// prepare checks the values of an act, all defects at once, its guard and its
// hook, and begins its event.
func (r *run) prepare(act *process.Act, typed map[string]string) (*step, error) {
	values, err := r.parse(act, typed)
	if err != nil {
		return nil, err
	}
	files, err := take(r, values)
	if err != nil {
		return nil, err
	}
	draft := &Draft{Matter: r.m.Clone(), Act: act, Actor: r.actor, Values: values, Personal: r.personal, Find: func(number string) (*Matter, error) { return found(r, number) }, Text: func(m *Matter, field string) (string, error) { return said(r, m, field) }, Children: func() ([]*Matter, error) { return children(r) }, Definition: r.e.Definition, Org: r.dir, Today: r.today()}
	if act.Hook != "" {
		if err := r.e.Hooks[act.Hook](r.tx, draft); err != nil {
			return nil, err
		}
	}
	for _, name := range act.Fills {
		if values[name] == "" {
			return nil, fault.Of(fault.Internal, "hook %s does not fill %s", act.Hook, name)
		}
	}
	if act.Guard != nil {
		ok, err := act.Guard.Eval(r.vars(values))
		if err != nil {
			return nil, fault.Wrap(fault.Internal, err, "guard of "+act.Name)
		}
		if !ok {
			return nil, r.guardRefused(act)
		}
	}
	s := &step{act: act, values: values, to: r.def.State(act.To), files: files}
	s.event = ledger.Event{
		Matter: int64(r.m.ID), Seq: r.m.Seq + 1, Prev: r.m.Head, Origin: r.origin, Act: act.Name,
		Process: r.def.Name, Definition: r.def.Digest, Nonce: fmt.Sprintf("%x", nonce()),
		Occurred: store.Micros(r.at), Recorded: max(store.Micros(r.tx.Now()), r.m.Recorded),
	}
	s.event.Effects.Reopened, s.event.Effects.Links = act.Reopens, draft.Links
	return s, nil
}

// found reads another matter for a hook.
func found(r *run, number string) (*Matter, error) {
	m, err := ByNumber(r.tx, number)
	if err != nil {
		return nil, err
	}
	if _, err := access.See(r.actor, m.Object()); err != nil {
		return nil, fault.Of(fault.NotFound, "number")
	}
	return m, nil
}

// said reads a text for a hook.
func said(r *run, m *Matter, field string) (string, error) {
	if m.ID != r.m.ID && m.Parent != r.m.ID {
		return "", fault.Of(fault.Denied, "matter %d is not below %d", m.ID, r.m.ID)
	}
	seq, ok := m.Given[field]
	if !ok {
		return m.Fields[field], nil
	}
	s, _, err := r.e.Text(r.tx, m.ID, field, seq)
	return s, err
}

// children reads those of the matter for a hook.
func children(r *run) ([]*Matter, error) {
	var out []*Matter
	for _, c := range r.m.Children {
		row, err := loadRow(r.e.folds, r.tx, ID(c.Matter))
		if err != nil {
			return nil, err
		}
		out = append(out, row.matter)
	}
	return out, nil
}

// carryOut adds the effects of a checked act, appends its event and writes what
// follows from it.
func (r *run) carryOut(s *step) error {
	fx := &s.event.Effects
	fx.Opening = s.open
	if err := r.seal(s); err != nil {
		return err
	}
	if s.act.Assigns != "" {
		u, _ := r.dir.UnitByCode(s.values[s.act.Assigns])
		fx.Assigned = int64(u.ID)
	}
	next := r.m.Clone()
	next.Apply(&s.event, ledger.Hash{}) // values and assignment, so that holder and clocks can look at them
	from := r.m
	r.m = next
	if err := r.move(s, from); err != nil {
		r.m = from
		return err
	}
	r.m = from
	return r.commit(s)
}

// move settles state, holder and clocks; r.m is the matter with the values of the
// act already in it, from is the matter before.
func (r *run) move(s *step, from *Matter) error {
	fx := &s.event.Effects
	if s.to != nil {
		fx.State, fx.End = s.to.Name, string(s.to.End)
		holder, err := r.holderOf(s)
		if err != nil {
			return err
		}
		fx.Holder = holder
	} else if s.act.Claims {
		h := r.m.Holder
		h.Person = claimant(s.event.Actor)
		fx.Holder = &h
	}
	return turning{r.e.clockwork, &r.scene}.turn(s, from)
}

// claimant is the person an act makes answerable: a delegate acts for somebody
// else, who keeps the matter.
func claimant(a ledger.Actor) int64 {
	if a.For != 0 {
		return a.For
	}
	return a.Person
}

// holderOf resolves who owes the next act in the state entered.
func (r *run) holderOf(s *step) (*ledger.Holder, error) {
	switch s.to.Holder {
	case "":
		return &ledger.Holder{}, nil
	case access.RoleApplicant, access.RoleSystem:
		return &ledger.Holder{Role: s.to.Holder, Post: s.to.Holder}, nil
	}
	duty, ok := r.resolve(r.def.Role(s.to.Holder))
	if !ok {
		return nil, fault.New(fault.Unavailable,
			lang.T("承接单位没有可以承办的岗位和负责人，不能转交。请联系系统管理员完善岗位设置。", "The unit has neither the post nor a head who could take this. Ask the administrator to fill the posts."),
			fmt.Sprintf("role %s of %s resolves to nobody", s.to.Holder, r.def.Name))
	}
	h := &ledger.Holder{Role: s.to.Holder, Unit: int64(duty.Unit), Post: string(duty.Post)}
	if c, ok := r.m.Claims[h.Role]; ok && c.Unit == h.Unit && c.Post == h.Post {
		h.Person = c.Person
	}
	if s.act.Claims {
		h.Person = claimant(s.event.Actor)
	}
	return h, nil
}
