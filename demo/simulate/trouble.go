package simulate

import (
	"strconv"
	"strings"
	"time"

	"shuniu/kernel/org"
)

// trouble is one kind of thing that people turn to the city for.
type trouble struct {
	ID        string             `yaml:"id"`
	Unit      string             `yaml:"unit"`
	Below     float64            `yaml:"below"` // percent handled by the district's bureau of the same kind
	Category  string             `yaml:"category"`
	Weight    float64            `yaml:"weight"`
	Months    []float64          `yaml:"months"` // of any scale; absent: alike
	Emergency float64            `yaml:"emergency"`
	Rural     bool               `yaml:"rural"`
	Kinds     map[string]float64 `yaml:"kinds"`
	Titles    []string           `yaml:"titles"`
	What      []string           `yaml:"what"`
}

// Words are what people tell of, from troubles.yaml.
type Words struct {
	Troubles []*trouble `yaml:"troubles"`
	Worse    []string   `yaml:"worse"`
	Wish     []string   `yaml:"wish"`
	Since    []string   `yaml:"since"`
	First    string     `yaml:"first"`
	Second   string     `yaml:"second"`
	Estates  int        `yaml:"estates"`
	Spots    []string   `yaml:"spots"`
	Surnames string     `yaml:"surnames"`
	Given    string     `yaml:"given"`
}

// ReadWords reads the shipped ones.
func ReadWords() (*Words, error) {
	w := &Words{}
	return w, read("troubles.yaml", w)
}

// month is how much of the trouble there is in a month, 1 in a mean one.
func (t *trouble) month(m time.Month) float64 {
	if t.Months == nil {
		return 1
	}
	sum := 0.0
	for _, n := range t.Months {
		sum += n
	}
	return t.Months[m-1] * float64(len(t.Months)) / sum
}

// place is where something happened.
type place struct {
	region org.Region
	estate string // as people call it
}

// estate is one of the places that people of a community or village speak of.
func (w *Words) estate(r org.Region, d dice) string {
	e := roll(0, "estate", r.Code, d.IntN(w.Estates))
	first, second := []rune(w.First), []rune(w.Second)
	name := string([]rune{pick(e, first), pick(e, second)})
	if strings.HasSuffix(r.Name.Zh, "村") {
		return r.Name.Zh
	}
	return r.Name.Zh + name + "小区"
}

// spot is a building or corner.
func (w *Words) spot(d dice) string {
	n := 1 + d.IntN(30)
	return strings.NewReplacer("{n}", strconv.Itoa(n), "{m}", strconv.Itoa(n+1+d.IntN(3))).Replace(pick(d, w.Spots))
}

// person is a made-up name.
func (w *Words) person(d dice) string {
	given := []rune(w.Given)
	name := string([]rune{pick(d, []rune(w.Surnames)), pick(d, given)})
	if d.percent(60) {
		name += string(pick(d, given))
	}
	return name
}

// telling is how one person tells of a trouble.
type telling struct{ title, what, body string }

func (w *Words) tell(t *trouble, estate string, d dice) telling {
	fill := strings.NewReplacer("{place}", estate, "{spot}", w.spot(d), "{since}", pick(d, w.Since), "{times}", strconv.Itoa(2+d.IntN(4)))
	said := telling{title: fill.Replace(pick(d, t.Titles)), what: fill.Replace(pick(d, t.What))}
	said.body = said.what + "。"
	if d.percent(70) {
		said.body += pick(d, w.Worse) + "。"
	}
	said.body += pick(d, w.Wish) + "。"
	return said
}

// Tell is the title and body of the i-th request of a crowd, always the same ones, and
// Ask a few characters that somebody may look for.
func (w *Words) Tell(i int) (title, body string) {
	d := roll(2026, "crowd", i)
	first, second := []rune(w.First), []rune(w.Second)
	t := w.tell(pick(d, w.Troubles), string([]rune{pick(d, first), pick(d, second)})+"小区", d)
	return t.title, t.body
}

// Ask is what somebody looks for: a few characters of what goes wrong.
func (w *Words) Ask(n int) string {
	d := roll(2026, "asked", n)
	title := []rune(strings.NewReplacer("{place}", "", "{spot}", "", "{since}", "").Replace(pick(d, pick(d, w.Troubles).Titles)))
	return string(title[:min(len(title), 2+d.IntN(3))])
}
