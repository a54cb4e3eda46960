package insight

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"shuniu/kernel/fault"
	"shuniu/kernel/insight/quality"
	"shuniu/kernel/lang"
)

type qualityCmd struct {
	File  string `arg:"" help:"已答复的来件，每行一个 JSON：id、subject、body、reply Answered messages, a JSON object a line: id, subject, body, reply."`
	Worst int    `default:"10" help:"列出最该看的多少件 How many of those most in need of a look are listed."`
}

// judged is an answer with what is to be said of it.
type judged struct {
	quality.Answer
	quality.Quality
}

// sum is low for an answer to look at first: one that speaks of nothing asked, names
// nothing, or is another's.
func (j judged) sum() float64 { return min(j.Takes.Score*3, 1) + j.Specific.Score + j.Own.Score }

// Run reads the answers, tells how they are and how far that can be trusted, and lists
// those to look at first with the reasons.
func (c *qualityCmd) Run(t *Terminal) error {
	all, err := lines(c.File, func(a quality.Answer) bool { return a.ID == "" || a.Subject+a.Body == "" || a.Reply == "" })
	if err != nil {
		return err
	}
	r := quality.NewReader()
	for _, a := range all {
		r.Learn(a)
	}
	tell := t.progress()
	found := make([]judged, len(all))
	for i, a := range all {
		found[i] = judged{a, r.Read(a)}
		tell(i+1, len(all))
	}
	if err := t.measures(found); err != nil {
		return err
	}
	trial := r.Try(all, 1)
	t.say(lang.T("检验：{n}件答复与随机抽来的答复相比，{stranger} 更切题；与最相近问题的答复相比，{near}；改头换面的抄袭查出 {copies}；另有{copied}件所问不同而答复相同。",
		"Tried: of {n} answers, {stranger} take up more of their question than one drawn by lot, {near} more than that to the most similar question; {copies} of disguised copies are found; {copied} real ones are copied though something else was asked."),
		"n", strconv.Itoa(trial.Answers), "stranger", percent(trial.Stranger.Part()), "near", percent(trial.Near.Part()), "copies", percent(trial.Copies.Part()), "copied", strconv.Itoa(trial.Copied))
	slices.SortStableFunc(found, func(a, b judged) int { return cmp.Compare(a.sum(), b.sum()) })
	for _, j := range found[:min(max(0, c.Worst), len(found))] {
		t.say(lang.T("{id} {subject}", "{id} {subject}"), "id", j.ID, "subject", strings.TrimSpace(j.Subject))
		for _, f := range []quality.Finding{j.Takes, j.Specific, j.Basis, j.Own} {
			for _, why := range f.Why {
				t.say(lang.T("    {why}", "    {why}").With("why", why.In(t.Lang)))
			}
		}
	}
	return nil
}

// measures prints, for each of the four, how many answers have how much.
func (t *Terminal) measures(found []judged) error {
	w := tabwriter.NewWriter(t.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, lang.T("\t最低四分之一不超过\t一半不超过\t最高四分之一不低于", "\ta quarter up to\ta half up to\ta quarter from").In(t.Lang))
	for _, m := range []struct {
		name  lang.Text
		score func(judged) float64
	}{
		{lang.T("切题", "takes up what was asked"), func(j judged) float64 { return j.Takes.Score }},
		{lang.T("具体", "specific"), func(j judged) float64 { return j.Specific.Score }},
		{lang.T("依据", "basis"), func(j judged) float64 { return j.Basis.Score }},
		{lang.T("自己的话", "own words"), func(j judged) float64 { return j.Own.Score }},
	} {
		var scores []float64
		for _, j := range found {
			scores = append(scores, m.score(j))
		}
		slices.Sort(scores)
		fmt.Fprint(w, m.name.In(t.Lang))
		for quarter := range 3 {
			if at := (quarter + 1) * len(scores) / 4; at < len(scores) {
				fmt.Fprintf(w, "\t%.2f", scores[at])
			}
		}
		fmt.Fprintln(w)
	}
	return fault.Wrap(fault.Unavailable, w.Flush(), "output")
}
