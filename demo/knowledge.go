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

const knowledgeProcess = "people.knowledge"

//go:embed knowledge.yaml
var knowledgeYAML []byte

// entry is one entry of the knowledge base with what became of it.
type entry struct {
	ID       string              `yaml:"id"`
	By       org.PostKind        `yaml:"by"`
	At       string              `yaml:"at"`
	Approved string              `yaml:"approved"`
	Unit     string              `yaml:"unit"`
	Category string              `yaml:"category"`
	Public   bool                `yaml:"public"`
	Review   string              `yaml:"review"`
	Expires  string              `yaml:"expires"`
	Title    string              `yaml:"title"`
	Keywords string              `yaml:"keywords"`
	Basis    string              `yaml:"basis"`
	Body     string              `yaml:"body"`
	Then     []map[string]string `yaml:"then"`
}

// Knowledge lets the entries of the knowledge base be drafted, reviewed and
// questioned, each act by the engine at its own moment. What has happened is not
// repeated. now is the moment of the demonstration.
func Knowledge(ctx context.Context, t Town, now time.Time) error {
	var file struct {
		Entries []*entry `yaml:"entries"`
	}
	if err := yaml.UnmarshalWithOptions(knowledgeYAML, &file, yaml.Strict()); err != nil {
		return broken(err)
	}
	there, err := t.drafted(ctx)
	if err != nil {
		return err
	}
	for _, e := range file.Entries {
		if err := t.enter(ctx, e, there, now.In(t.Zone)); err != nil {
			return fault.Wrap(fault.As(err).Kind, err, "entry "+e.ID)
		}
	}
	return nil
}

// drafted are the entries there already, by title: their dates were those of an
// earlier day.
func (t Town) drafted(ctx context.Context) (map[string]matter.ID, error) {
	p, err := t.Engine.All(ctx, access.TheSystem(), matter.Query{Process: knowledgeProcess, Limit: 200})
	if err != nil {
		return nil, err
	}
	out := map[string]matter.ID{}
	for _, l := range p.Lines {
		out[l.Title] = l.ID
	}
	return out, nil
}

func (t Town) enter(ctx context.Context, e *entry, there map[string]matter.ID, now time.Time) error {
	id, ok := there[e.Title]
	if !ok {
		res, err := t.draft(ctx, e, now)
		if err != nil {
			return err
		}
		id = res.Matter.ID
	}
	steps := e.Then
	if e.Approved != "" {
		steps = slices.Insert(slices.Clone(steps), 0, map[string]string{"at": e.Approved, "by": "auditor", "act": "approve"})
	}
	for n, s := range steps {
		at, err := t.moment(now, s["at"])
		if err != nil {
			return err
		}
		in := matter.Input{Key: "demo:knowledge:" + e.ID + ":" + strconv.Itoa(n+1), Values: map[string]string{}}
		for k, v := range s {
			if k != "at" && k != "by" && k != "act" {
				in.Values[k] = v
			}
		}
		actor, err := t.holding("hotline", org.PostKind(s["by"]), at)
		if err != nil {
			return err
		}
		t.SetClock(at)
		if _, err := t.Engine.Act(ctx, actor, id, s["act"], in); err != nil && !matter.IsKeyReused(err) {
			return err
		}
	}
	return nil
}

func (t Town) draft(ctx context.Context, e *entry, now time.Time) (*matter.Result, error) {
	at, err := t.moment(now, e.At)
	if err != nil {
		return nil, err
	}
	unit := e.Unit
	if e.By == "keeper" {
		unit = "hotline"
	}
	actor, err := t.holding(unit, e.By, at)
	if err != nil {
		return nil, err
	}
	values := map[string]string{"title": e.Title, "body": e.Body, "keywords": e.Keywords, "category": e.Category, "unit": e.Unit, "basis": e.Basis}
	for field, written := range map[string]string{"review_on": e.Review, "expires_on": e.Expires} {
		days, err := strconv.Atoi(strings.TrimPrefix(written, "d") + "0")
		if err != nil {
			return nil, fault.Wrap(fault.Internal, err, "day "+written)
		}
		values[field] = calendar.DateOf(now).Add(days / 10).String()
	}
	if e.Public {
		values["in_public"] = "true"
	}
	t.SetClock(at)
	return t.Engine.Open(ctx, actor, knowledgeProcess, matter.Input{Key: "demo:knowledge:" + e.ID, Values: values})
}

// holding is somebody who holds a post of a unit on the day.
func (t Town) holding(unit string, post org.PostKind, at time.Time) (access.Actor, error) {
	dir, day := t.Org.Now(), calendar.DateOf(at)
	u, _ := dir.UnitByCode(unit)
	holders := dir.HoldersOf(u.ID, post, day)
	if len(holders) == 0 {
		return access.Actor{}, fault.Of(fault.Internal, "demonstration data: nobody is %s in %s", post, unit)
	}
	person := holders[0].Person
	return access.StaffActor(dir, person, dir.Stands(person, day)), nil
}
