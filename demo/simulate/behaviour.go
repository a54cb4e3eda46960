package simulate

import (
	"embed"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"shuniu/kernel/fault"
)

//go:embed *.yaml
var files embed.FS

// behaviour is how people and offices act, as behaviours.yaml and texts.yaml say.
type behaviour struct {
	Arrivals struct {
		Weekday []int            `yaml:"weekday"` // from Monday, percent of a mean day
		Month   []int            `yaml:"month"`
		Hour    []int            `yaml:"hour"`
		Mix     map[string]share `yaml:"mix"`
		Others  int              `yaml:"others"`
	} `yaml:"arrivals"`
	Events        []event                        `yaml:"events"`
	Hot           hotness                        `yaml:"hot"`
	Rises         rising                         `yaml:"rises"`
	Manners       map[string]manner              `yaml:"manners"`
	Misdispatched float64                        `yaml:"misdispatched"`
	Anonymous     float64                        `yaml:"anonymous"`
	NoPublish     float64                        `yaml:"no_publish"`
	NoCall        float64                        `yaml:"no_call"`
	States        map[string]map[string][]choice `yaml:"states"`
	Moods         map[string]map[string]float64  `yaml:"moods"`

	phrases phrasebook
}

// share is how many of a thousand arrivals open a process, and how many of a hundred
// of those are entered by staff.
type share struct {
	Share    int `yaml:"share"`
	Register int `yaml:"register"`
}

// event is weather or a date that brings more of some troubles.
type event struct {
	ID        string             `yaml:"id"`
	Title     string             `yaml:"title"`
	Months    []int              `yaml:"months"`
	AYear     int                `yaml:"a_year"`
	Days      int                `yaml:"days"`
	Times     map[string]float64 `yaml:"times"`
	Emergency float64            `yaml:"emergency"` // percent more
}

// hotness is how often many people tell of the same thing.
type hotness struct {
	AMonth float64 `yaml:"a_month"`
	Days   []int   `yaml:"days"`
	People []int   `yaml:"people"`
	Merged float64 `yaml:"merged"` // percent whose dispatcher sees that it is the same
}

// rising is how often the requests about one unit rise for some weeks.
type rising struct {
	AYear int     `yaml:"a_year"`
	Days  []int   `yaml:"days"`
	Times float64 `yaml:"times"`
}

// manner is what a unit is like: factor of all its times, and percentages.
type manner struct {
	Slow        float64 `yaml:"slow"`
	Boilerplate float64 `yaml:"boilerplate"`
	Shirks      float64 `yaml:"shirks"`
}

// choice is one thing that may be done where a matter stands.
type choice struct {
	Act    string   `yaml:"act"` // stay: nothing, until something else happens
	Weight float64  `yaml:"weight"`
	After  span     `yaml:"after"`  // median
	Spread *float64 `yaml:"spread"` // sigma of the logarithm; absent: as usual
	At     string   `yaml:"at"`     // office, home or always; empty: office
	If     []string `yaml:"if"`
	Most   int      `yaml:"most"`  // so often in one matter; 0: as often as it comes
	Until  string   `yaml:"until"` // date field that it is about
	Early  float64  `yaml:"early"` // percent of those done by that date
	Sow    string   `yaml:"sow"`
}

const stay = "stay"

func (c *choice) spread() float64 {
	if c.Spread == nil {
		return usualSpread
	}
	return *c.Spread
}

const usualSpread = 0.5

// span is a length of time in which somebody is at work: "20min", "3h", "2wd" of
// eight hours.
type span time.Duration

// UnmarshalText reads one.
func (s *span) UnmarshalText(text []byte) error {
	t := string(text)
	for _, unit := range []struct {
		name string
		of   time.Duration
	}{{"min", time.Minute}, {"wd", 8 * time.Hour}, {"h", time.Hour}} {
		if n, ok := strings.CutSuffix(t, unit.name); ok {
			f, err := strconv.ParseFloat(n, 64)
			*s = span(f * float64(unit.of))
			return fault.Wrap(fault.Internal, err, "length of time "+t)
		}
	}
	return fault.Of(fault.Internal, "length of time %q", t)
}

// phrasebook is what people write.
type phrasebook struct {
	Boilerplate []string            `yaml:"boilerplate"`
	Answers     []string            `yaml:"answers"`
	Cause       []string            `yaml:"cause"`
	Done        []string            `yaml:"done"`
	Fields      map[string][]string `yaml:"fields"`
}

// readBehaviour reads and checks the shipped behaviours.
func readBehaviour() (*behaviour, error) {
	b := &behaviour{}
	if err := read("behaviours.yaml", b); err != nil {
		return nil, err
	}
	if err := read("texts.yaml", &b.phrases); err != nil {
		return nil, err
	}
	if len(b.Arrivals.Weekday) != 7 || len(b.Arrivals.Month) != 12 || len(b.Arrivals.Hour) != 24 {
		return nil, fault.Of(fault.Internal, "behaviours: a week of %d days, a year of %d months, a day of %d hours", len(b.Arrivals.Weekday), len(b.Arrivals.Month), len(b.Arrivals.Hour))
	}
	for process, states := range b.States {
		for state, choices := range states {
			if i := slices.IndexFunc(choices, func(c choice) bool { return unknownCircumstance(c.If) }); i >= 0 {
				return nil, fault.Of(fault.Internal, "behaviours: %s/%s/%s: no such circumstance in %v", process, state, choices[i].Act, choices[i].If)
			}
		}
	}
	return b, nil
}

func read(name string, into any) error {
	text, err := files.ReadFile(name)
	if err != nil {
		return fault.Wrap(fault.Internal, err, name)
	}
	return fault.Wrap(fault.Internal, yaml.UnmarshalWithOptions(text, into, yaml.Strict()), name)
}

// manner is what a unit is like.
func (b *behaviour) manner(unit string) manner {
	if m, ok := b.Manners[unit]; ok {
		return m
	}
	return b.Manners["*"]
}
