package matter

import (
	"fmt"
	"slices"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// run is one act while it is being performed: a transaction, a moment, an actor
// and the matter it touches. Acts that follow from it (a parent that waited, a
// child that is opened) are runs of their own in the same transaction.
type run struct {
	e        *Engine
	tx       *store.Tx
	dir      *org.Directory
	actor    access.Actor
	at       time.Time // when it happens, in the city's zone
	origin   ledger.Origin
	m        *Matter
	def      *process.Definition
	sealed   []byte // the wrapped key of the matter
	childIDs []ID
	parent   *Matter // while a child is opened: what its clocks may not outlast
}

func (e *Engine) begin(tx *store.Tx, a access.Actor, in Input) (*run, error) {
	r := &run{e: e, tx: tx, dir: e.Org.Now(), actor: a, at: e.moment(in, tx.Now()), origin: in.Origin}
	if r.origin == "" {
		r.origin = ledger.Live
	}
	if r.origin != ledger.Import && (!in.Occurred.IsZero() || a.Kind == access.Importer) {
		return nil, fault.Of(fault.Invalid, "only imports may say when something occurred")
	}
	return r, nil
}

// on is a run on another matter in the same transaction, by the system.
func (r *run) on(id ID) (*run, error) {
	o := &run{e: r.e, tx: r.tx, dir: r.dir, actor: access.TheSystem(), at: r.at, origin: r.origin}
	return o, o.load(id, nil)
}

// load locks the matter for the run; known is what was read of it before.
func (r *run) load(id ID, known *row) error {
	row, err := lockRow(r.tx, id, known)
	if err != nil {
		return err
	}
	r.m, r.sealed = row.matter, row.key
	r.def, err = r.e.editions.byDigest(row.matter.Definition)
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
	role, decision, err := access.Act(r.actor, r.m.Object(), r.asks(act))
	if err != nil {
		return err
	}
	if err := r.gates(act); err != nil {
		return err
	}
	if err := r.inTime(); err != nil {
		return err
	}
	s, err := r.prepare(act, in.Values)
	if err != nil {
		return err
	}
	s.event.Rule, s.event.Actor = decision.Rule, r.as(role, decision.Stand)
	return r.carryOut(s)
}

// mayKnow hides from the actor what they may not even know of.
func (r *run) mayKnow() error {
	_, err := access.See(r.actor, r.m.Object())
	return err
}

// conflict tells what has happened instead.
func (r *run) conflict(act *process.Act) error {
	state := r.def.State(r.m.State)
	last := lang.T("操作", "an act")
	if a := r.def.Act(r.m.Last); a != nil {
		last = a.Title
	}
	at := store.Moment(r.m.Updated).In(r.e.Zone).Format("2006-01-02 15:04")
	text := lang.T("未能“{act}”：本件已于{at}由他人或系统“{last}”，现处于“{state}”。", "“{act}” did not take effect: “{last}” was done at {at} and the matter is now “{state}”.")
	text = lang.Text{
		Zh: text.With("act", act.Title.In(lang.Zh), "at", at, "last", last.In(lang.Zh), "state", state.Title.In(lang.Zh)).Zh,
		En: text.With("act", act.Title.In(lang.En), "at", at, "last", last.In(lang.En), "state", state.Title.In(lang.En)).En,
	}
	return fault.New(fault.Conflict, text, fmt.Sprintf("act %s from state %s of matter %d", act.Name, r.m.State, r.m.ID))
}

// asks resolves the roles that may perform an act to duties.
func (r *run) asks(act *process.Act) []access.Ask {
	asks := make([]access.Ask, 0, len(act.By)+1)
	for _, name := range act.By {
		if name == access.RoleApplicant || name == access.RoleSystem {
			asks = append(asks, access.Ask{Role: name})
			continue
		}
		role := r.def.Role(name)
		barred := r.barred(role)
		duty, ok := r.resolve(role)
		if r.m.Holder.Role == name {
			asks = append(asks, access.Ask{Role: name, Duty: r.m.Object().Holder, Barred: barred})
		}
		if ok && (r.m.Holder.Role != name || duty.Unit != org.UnitID(r.m.Holder.Unit) || string(duty.Post) != r.m.Holder.Post) {
			asks = append(asks, access.Ask{Role: name, Duty: duty, Barred: barred})
		}
	}
	return asks
}

// barred are the people a role must be independent of (separation of duties).
func (r *run) barred(role *process.Role) []org.PersonID {
	var out []org.PersonID
	for _, other := range role.Not {
		for _, p := range r.m.Past[other] {
			out = append(out, org.PersonID(p))
		}
	}
	return out
}

// resolve finds the duty that a role means in this matter at this moment; false
// where nobody up to the top unit could fill it.
func (r *run) resolve(role *process.Role) (access.Duty, bool) {
	var unit org.UnitID
	switch role.Unit {
	case "$assigned":
		unit = org.UnitID(r.m.Assigned)
	case "$own":
		unit = org.UnitID(r.m.Owner)
	case "$parent":
		if r.parent != nil {
			unit = org.UnitID(r.parent.Holder.Unit)
		} else if p, err := loadRow(r.tx, r.m.Parent); err == nil {
			unit = org.UnitID(p.matter.Holder.Unit)
		}
	default:
		if u, ok := r.dir.UnitByCode(role.Unit); ok {
			unit = u.ID
		}
	}
	if unit == 0 {
		return access.Duty{}, false
	}
	s, ok := r.dir.Resolve(unit, org.PostKind(role.Post), r.postsOn())
	return access.Duty{Unit: s.Unit, Post: s.Post}, ok
}

// postsOn is the day whose posts count. The register does not reach back to the
// days of another system, so its history is owed by those who hold the posts now.
func (r *run) postsOn() calendar.Date {
	if r.origin == ledger.Import {
		return calendar.DateOf(r.tx.Now().In(r.e.Zone))
	}
	return r.today()
}

// as is the actor as the event records it.
func (r *run) as(role string, s org.Stand) ledger.Actor {
	a := ledger.Actor{Kind: string(r.actor.Kind), Person: int64(r.actor.Person), Unit: int64(s.Unit), Role: role}
	if s.Principal != r.actor.Person {
		a.For = int64(s.Principal)
	}
	return a
}

// gates refuses an act whose earlier acts have not been done since the last
// reopening.
func (r *run) gates(act *process.Act) error {
	var ds []fault.Defect
	for _, need := range act.After {
		if !slices.Contains(r.m.Since, need) {
			ds = append(ds, fault.Defect{Text: lang.Text{
				Zh: "须先“" + r.def.Act(need).Title.Zh + "”。",
				En: "“" + r.def.Act(need).Title.En + "” has to be done first.",
			}})
		}
	}
	return fault.Defects(ds)
}

// inTime refuses what comes after a hard limit; other limits card late work and
// never forbid it.
func (r *run) inTime() error {
	if r.actor.Kind == access.System || r.actor.Kind == access.Importer { // what was late elsewhere happened all the same
		return nil
	}
	for _, c := range r.m.Clocks {
		if spec := r.def.Clock(c.Name); spec.Hard && c.Phase == Running && c.DueAt <= store.Micros(r.at) {
			return fault.New(fault.Late, lang.Text{
				Zh: "“" + spec.Title.Zh + "”的期限已于" + c.Due + "届满，依规定不能再办理。（" + spec.Basis + "）",
				En: "The limit “" + spec.Title.En + "” ended on " + c.Due + " and allows no late act. (" + spec.Basis + ")",
			}, "hard limit "+c.Name)
		}
	}
	return nil
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
	units  []string // whose children it opens
}

// prepare checks the values of an act, all defects at once, its guard and its
// hook, and begins its event.
func (r *run) prepare(act *process.Act, typed map[string]string) (*step, error) {
	values, err := r.parse(act, typed)
	if err != nil {
		return nil, err
	}
	if act.Hook != "" {
		if err := r.e.Hooks[act.Hook](r.tx, &Draft{Matter: r.m.clone(), Act: act, Actor: r.actor, Values: values}); err != nil {
			return nil, err
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
	s := &step{act: act, values: values, to: r.def.State(act.To)}
	s.event = ledger.Event{
		Matter: int64(r.m.ID), Seq: r.m.Seq + 1, Prev: r.m.Head, Origin: r.origin, Act: act.Name,
		Process: r.def.Name, Definition: r.def.Digest, Nonce: fmt.Sprintf("%x", random(16)),
		Occurred: store.Micros(r.at), Recorded: max(store.Micros(r.tx.Now()), r.m.Recorded),
	}
	s.event.Effects.Reopened = act.Reopens
	return s, nil
}

func (r *run) guardRefused(act *process.Act) error {
	return fault.Defects([]fault.Defect{{Text: lang.Text{
		Zh: "不符合“" + act.Title.Zh + "”的条件：" + act.Guard.Source,
		En: "The condition of “" + act.Title.En + "” is not met: " + act.Guard.Source,
	}}})
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
	next := r.m.clone()
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
	return r.clocks(s, from)
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
