package measure

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"shuniu/demo/simulate"
	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/search"
)

// Search measures how long staff wait for a page of what they look for, through the
// engine, judged by access as for a page.
type Search struct {
	Engine *matter.Engine
	Now    func() time.Time
	Each   int // of each kind of words by each kind of staff
	Stored int
}

// Searched is what searching took, in milliseconds.
type Searched struct {
	Who   string  `json:"who"`
	Words string  `json:"words"`
	N     int     `json:"n"`
	Found float64 `json:"found_on_a_page"`
	P50   float64 `json:"p50_ms"`
	P99   float64 `json:"p99_ms"`
	Work  float64 `json:"processor_p99_ms"` // of this program, which says more where others use the machine too
	Most  float64 `json:"most_ms"`
}

// reader is somebody who searches.
type reader struct {
	name  lang.Text
	actor access.Actor
}

// readers are whoever holds such posts: who sees all, who sees the matters of many units,
// and who sees those of one.
func (s Search) readers() []reader {
	dir, today := s.Engine.Org.Now(), calendar.DateOf(s.Now().In(s.Engine.Zone))
	var out []reader
	for _, k := range []struct {
		post org.PostKind
		code string // where the unit's code begins so
		name lang.Text
	}{
		{"head", "", lang.T("市领导", "city leader")}, {"dispatcher", "", lang.T("派单员", "dispatcher")},
		{"supervisor", "county", lang.T("县区监督员", "county supervisor")}, {"handler", "bureau", lang.T("单位经办人", "handler")},
	} {
		for _, u := range dir.Units() {
			if people := dir.HoldersOf(u.ID, k.post, today); strings.HasPrefix(u.Code, k.code) && len(people) > 0 {
				who := people[0].Person
				out = append(out, reader{k.name, access.StaffActor(dir, who, dir.Stands(who, today))})
				break
			}
		}
	}
	return out
}

// wanted is a kind of words and the n-th of it; in matters of a state, if one is set.
type wanted struct {
	name  lang.Text
	state string
	nth   func(n int) string
}

func (s Search) wanted(words *simulate.Words) []wanted {
	places := s.Engine.Org.Now().Regions()
	if len(places) > 1 {
		places = places[1:] // the city's own name is no place in it
	}
	place := func(n int) string { return places[n%len(places)].Name.Zh }
	return []wanted{
		{lang.T("常见的词", "common"), "", words.Ask},
		{lang.T("处处都有的词", "in all"), "", func(int) string { return "小区" }},
		{lang.T("两个词", "two"), "", func(n int) string { return words.Ask(n) + " " + words.Ask(n+7) }},
		{lang.T("一句标题", "a title"), "", func(int) string {
			title, _ := words.Tell(rand.IntN(s.Stored)) //nolint:gosec // a draw that nothing depends on
			return title
		}},
		{lang.T("没有的词", "absent"), "", func(n int) string { return string([]rune{'麒', rune('鳌' + n%40)}) }},
		{lang.T("处处都有、限于没有事项的环节", "in all, no such state"), "none", func(int) string { return "小区" }},
		{lang.T("地名", "a place"), "", place},
		{lang.T("地名和一个词", "place and word"), "", func(n int) string { return place(n) + " " + words.Ask(n) }},
	}
}

// Run searches, in an order in which no kind follows its own, and gives what each kind
// took and all together, the first time of each kind left out.
func (s Search) Run(ctx context.Context, in lang.Tag) ([]Searched, error) {
	words, err := simulate.ReadWords()
	if err != nil {
		return nil, err
	}
	matters := search.NewMatters(s.Engine)
	took, worked, found := map[[2]string][]float64{}, map[[2]string][]float64{}, map[[2]string]int{}
	var order [][2]string
	for n := range s.Each + 1 {
		for _, w := range s.wanted(words) {
			for _, r := range s.readers() {
				typed := w.nth(n)
				q, err := search.Parse(string([]rune(typed)[:min(60, len([]rune(typed)))]))
				if err != nil {
					return nil, err
				}
				begun, before := s.Now(), processor()
				page, err := matters.Find(ctx, r.actor, search.Question{Query: q, State: w.state})
				if err != nil {
					return nil, err
				}
				kind := [2]string{r.name.In(in), w.name.In(in)}
				if n == 0 {
					order = append(order, kind)
					continue
				}
				took[kind] = append(took[kind], float64(s.Now().Sub(begun).Microseconds())/1000)
				worked[kind] = append(worked[kind], float64((processor()-before).Microseconds())/1000)
				found[kind] += len(page.Found)
			}
		}
	}
	out := make([]Searched, 0, len(order)+1)
	var all, allWorked []float64
	for _, kind := range order {
		all, allWorked = append(all, took[kind]...), append(allWorked, worked[kind]...)
		r := taken(took[kind], worked[kind])
		r.Who, r.Words, r.Found = kind[0], kind[1], float64(found[kind])/float64(r.N)
		out = append(out, r)
	}
	r := taken(all, allWorked)
	r.Who = lang.T("合计", "all").In(in)
	return append(out, r), nil
}

func taken(ms, worked []float64) Searched {
	slices.Sort(ms)
	slices.Sort(worked)
	return Searched{N: len(ms), P50: ms[len(ms)/2], P99: ms[len(ms)*99/100], Work: worked[len(ms)*99/100], Most: ms[len(ms)-1]}
}

// processor is what this process has used.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// PrintSearched prints what searching took.
func PrintSearched(out io.Writer, all []Searched, in lang.Tag) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, lang.T("谁\t找什么\t次数\t每页找到\tp50 毫秒\tp99 毫秒\t最长 毫秒\t处理器 p99 毫秒", "who\twords\tn\tfound\tp50 ms\tp99 ms\tmost ms\tprocessor p99 ms").In(in))
	for _, r := range all {
		fmt.Fprintf(w, "%s\t%s\t%d\t%.1f\t%.2f\t%.2f\t%.2f\t%.2f\n", r.Who, r.Words, r.N, r.Found, r.P50, r.P99, r.Most, r.Work)
	}
	return fault.Wrap(fault.Unavailable, w.Flush(), "output")
}
