package insight

import (
	"fmt"
	"strconv"
	"text/tabwriter"

	"shuniu/kernel/fault"
	"shuniu/kernel/insight"
	"shuniu/kernel/lang"
)

type evalCmd struct {
	File  string `arg:"" help:"已分类的来件，每行一个 JSON：text、label Messages with their category, a JSON object a line: text, label."`
	Folds int    `default:"5" help:"分成几份轮流检验，2到20 In how many parts the messages are tried in turn, 2 to 20."`
	Seed  uint64 `default:"1" help:"用哪一种分法 Which way of dividing is taken."`
}

// Run trains on all parts but one, in turn, and tells what became of the one.
func (c *evalCmd) Run(t *Terminal) error {
	if c.Folds < 2 || c.Folds > 20 {
		return fault.New(fault.Invalid, lang.T("份数应在2到20之间。", "The number of parts must be 2 to 20."), "folds")
	}
	given, err := examples(c.File)
	if err != nil {
		return err
	}
	r, err := insight.Evaluate(given, insight.Division{Folds: c.Folds, Seed: c.Seed}, t.progress())
	if err != nil {
		return err
	}
	t.say(lang.T("{n}件来件，{folds}折交叉验证，检验的都是没有参加训练的来件：", "{n} messages, {folds}-fold cross-validation, every message tried by a model that had not seen it:"), "n", strconv.Itoa(r.Messages), "folds", strconv.Itoa(c.Folds))
	t.say(lang.T("首选正确 {accuracy}，前两项之内 {two}，宏平均F1 {f1}", "right at first {accuracy}, among the first two {two}, macro F1 {f1}"),
		"accuracy", fmt.Sprintf("%.4f", r.Accuracy()), "two", fmt.Sprintf("%.4f", r.TopTwo()), "f1", fmt.Sprintf("%.4f", r.MacroF1()))
	return t.tables(r)
}

func (t *Terminal) tables(r *insight.Report) error {
	w := tabwriter.NewWriter(t.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "\n"+lang.T("类别\t精确率\t召回率\tF1\t建议为 →", "category\tprecision\trecall\tF1\tsuggested →").In(t.Lang))
	for k, class := range r.Classes {
		precision, recall, f1 := r.Class(k)
		fmt.Fprintf(w, "%d %s\t%.3f\t%.3f\t%.3f", k+1, class, precision, recall, f1)
		for j, n := range r.Confusion[k] {
			fmt.Fprintf(w, "\t%d:%d", j+1, n)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, "\n"+lang.T("把握\t件数\t正确", "share\tmessages\tright").In(t.Lang))
	for _, b := range r.Shares {
		if b.Messages > 0 {
			fmt.Fprintf(w, "≤ %s\t%d\t%s\n", percent(min(1, b.To)), b.Messages, percent(float64(b.Right)/float64(b.Messages)))
		}
	}
	return fault.Wrap(fault.Unavailable, w.Flush(), "output")
}
