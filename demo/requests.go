package demo

import (
	"context"
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
)

//go:embed stories.yaml
var storiesYAML []byte

// story is one request with what became of it.
type story struct {
	ID    string              `yaml:"id"`
	Who   map[string]string   `yaml:"who"`
	Steps []map[string]string `yaml:"steps"`
}

// step is one act of a story at its moment.
type step struct {
	story  *story
	n      int
	at     time.Time
	by     string
	act    string
	values map[string]string
}

// Town is where the stories happen.
type Town struct {
	Engine   *matter.Engine
	Org      *org.Keeper
	Calendar *calendar.Calendar
	Zone     *time.Location
	SetClock func(time.Time) // the clock of the engine, which follows the stories
	Begins   func()          // called once, as soon as something new has happened; may be nil
	cast     []org.PersonID
}

// Requests lets the stories of the last weeks happen, each act by the engine at
// its own moment, timers included. It is resumable: acts that have happened are
// not repeated. now is the moment of the demonstration.
func Requests(ctx context.Context, t Town, now time.Time) error {
	steps, err := t.plan(now.In(t.Zone))
	if err != nil {
		return err
	}
	members, err := Cast(t.Org.Now(), calendar.DateOf(now.In(t.Zone)))
	if err != nil {
		return err
	}
	for _, m := range members {
		t.cast = append(t.cast, m.Person.ID)
	}
	opened := map[string]access.Actor{}
	for _, s := range steps {
		t.SetClock(s.at)
		for n := 1; n > 0; {
			if n, err = t.Engine.Sweep(ctx); err != nil {
				return err
			}
		}
		played, err := t.perform(ctx, s, opened)
		if err != nil {
			return fault.Wrap(fault.As(err).Kind, err, "story "+s.story.ID+" step "+strconv.Itoa(s.n))
		}
		if played && t.Begins != nil {
			t.Begins()
			t.Begins = nil
		}
	}
	return nil
}

func (t Town) plan(now time.Time) ([]step, error) {
	var file struct {
		Stories []*story `yaml:"stories"`
	}
	if err := yaml.UnmarshalWithOptions(storiesYAML, &file, yaml.Strict()); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "stories")
	}
	var steps []step
	for _, s := range file.Stories {
		for i, raw := range s.Steps {
			st := step{story: s, n: i, by: raw["by"], act: raw["act"], values: map[string]string{}}
			var err error
			if st.at, err = t.moment(now, raw["at"]); err != nil {
				return nil, err
			}
			for k, v := range raw {
				switch k {
				case "at", "by", "act":
				case "promised_by", "resume_by":
					day, err := t.day(now, v)
					if err != nil {
						return nil, err
					}
					st.values[k] = day.String()
				default:
					st.values[k] = v
				}
			}
			steps = append(steps, st)
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return a.at.Compare(b.at) })
	return steps, nil
}

// moment reads "w-12 10:20" and "m-40".
func (t Town) moment(now time.Time, s string) (time.Time, error) {
	if ago, ok := strings.CutPrefix(s, "m-"); ok {
		n, err := strconv.Atoi(ago)
		return now.Add(-time.Duration(n) * time.Minute), fault.Wrap(fault.Internal, err, "story time "+s)
	}
	day, clock, _ := strings.Cut(s, " ")
	d, err := t.day(now, day)
	if err != nil {
		return now, err
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", d.String()+" "+clock, t.Zone)
	return at, fault.Wrap(fault.Internal, err, "story time "+s)
}

// day reads "w-12" and "w+1": so many working days before or after today.
func (t Town) day(now time.Time, s string) (calendar.Date, error) {
	n, err := strconv.Atoi(strings.TrimPrefix(s, "w"))
	if err != nil {
		return calendar.Date{}, fault.Wrap(fault.Internal, err, "story day "+s)
	}
	k := calendar.Clock{From: now, Limit: calendar.Limit{N: max(n, -n), Unit: calendar.WorkingDay}, Before: n < 0}
	due, err := t.Calendar.Due(k)
	return due.Date, err
}

// perform does one step and tells whether it had not been done before.
func (t Town) perform(ctx context.Context, s step, opened map[string]access.Actor) (bool, error) {
	in := matter.Input{Key: "demo:" + s.story.ID + ":" + strconv.Itoa(s.n), Values: s.values}
	resident, ok := opened[s.story.ID]
	if !ok {
		return t.open(ctx, s, in, opened)
	}
	done, err := t.done(ctx, resident)
	if err != nil || done > s.n { // on an earlier day
		return false, err
	}
	if lead, ok := in.Values["lead"]; ok {
		v, err := t.Engine.View(ctx, access.TheSystem(), matter.ID(opened[lead].Matter))
		if err != nil {
			return false, err
		}
		in.Values["lead"] = v.Matter.Number
	}
	actor := resident
	if s.by != "resident" {
		if actor, err = t.staff(ctx, s, resident); err != nil {
			return false, err
		}
	}
	_, err = t.Engine.Act(ctx, actor, matter.ID(resident.Matter), s.act, in)
	return err == nil, err
}

// done is how many steps of a story have happened.
func (t Town) done(ctx context.Context, resident access.Actor) (int, error) {
	v, err := t.Engine.View(ctx, access.TheSystem(), matter.ID(resident.Matter))
	if err != nil {
		return 0, err
	}
	n := 0
	for _, e := range v.Timeline {
		if e.Act != nil && e.Event.Actor.Kind != string(access.System) {
			n++
		}
	}
	return n, nil
}

// open is the first step of a story: by the resident, or by an agent for them.
func (t Town) open(ctx context.Context, s step, in matter.Input, opened map[string]access.Actor) (bool, error) {
	for k, v := range s.story.Who {
		in.Values[k] = v
	}
	if in.Values["name"]+in.Values["phone"] != "" {
		in.Values["consent"] = "true"
	}
	region, err := t.region(s.story.Who["region"])
	if err != nil {
		return false, err
	}
	in.Values["region"] = region
	actor := access.Outsider()
	if s.by != "resident" {
		if actor, err = t.fills(s.by, "hotline", s.at); err != nil {
			return false, err
		}
	}
	res, err := t.Engine.Open(ctx, actor, "people.request", in)
	if err != nil {
		return false, err
	}
	opened[s.story.ID] = access.ByCode(int64(res.Matter.ID))
	return !res.Repeated, nil
}

// fills is somebody who fills a post of a unit.
func (t Town) fills(post, unit string, at time.Time) (access.Actor, error) {
	dir, day := t.Org.Now(), calendar.DateOf(at)
	u, _ := dir.UnitByCode(unit)
	stand, ok := dir.Resolve(u.ID, org.PostKind(post), day)
	if !ok {
		return access.Actor{}, fault.Of(fault.Internal, "nobody is %s of %s", post, unit)
	}
	person := t.known(dir, stand.Seat(), day)
	return access.StaffActor(dir, person, dir.Stands(person, day)), nil
}

// fixed are the posts of stories that are not those of the unit in charge.
var fixed = map[string]struct{ unit, post string }{
	"agent": {"hotline", "agent"}, "dispatcher": {"hotline", "dispatcher"}, "auditor": {"hotline", "auditor"}, "publisher": {"hotline", "publisher"},
	"callback": {"hotline", "callback"}, "chair": {"hotline", "head"}, "mayor": {"city", "head"},
}

// region is the code of a unit's region, by the unit's code.
func (t Town) region(unit string) (string, error) {
	u, ok := t.Org.Now().UnitByCode(unit)
	if !ok {
		return "", fault.Of(fault.Internal, "story names unit %q", unit)
	}
	return string(u.Region), nil
}

// staff is somebody who fills the post a step names: at the hotline for its own
// posts, otherwise whoever holds the matter, or the head of the unit in charge.
func (t Town) staff(ctx context.Context, s step, resident access.Actor) (access.Actor, error) {
	if seat, ok := fixed[s.by]; ok {
		return t.fills(seat.post, seat.unit, s.at)
	}
	dir := t.Org.Now()
	day := calendar.DateOf(s.at)
	v, err := t.Engine.View(ctx, access.TheSystem(), matter.ID(resident.Matter))
	if err != nil {
		return access.Actor{}, err
	}
	unit, post := org.UnitID(v.Matter.Assigned), org.PostKind(s.by)
	person := org.PersonID(v.Matter.Claims[s.by].Person)
	if person == 0 {
		stand, ok := dir.Resolve(unit, post, day)
		if !ok {
			return access.Actor{}, fault.Of(fault.Internal, "nobody is %s", s.by)
		}
		person = t.known(dir, stand.Seat(), day)
	}
	return access.StaffActor(dir, person, dir.Stands(person, day)), nil
}

// known is who fills a seat in the stories: somebody of the cast, if one of them
// holds it, so that a newcomer who enters as them finds their work.
func (t Town) known(dir *org.Directory, seat org.Seat, day calendar.Date) org.PersonID {
	holders := dir.HoldersOf(seat.Unit, seat.Post, day)
	for _, h := range holders {
		if slices.Contains(t.cast, h.Person) {
			return h.Person
		}
	}
	return holders[0].Person
}
