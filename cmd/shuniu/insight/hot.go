package insight

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/insight/hot"
	"shuniu/kernel/lang"
)

type hotCmd struct {
	File string `arg:"" help:"来件，每行一个 JSON：id、author、subject、submitted_at、body，可有 likes、dislikes Messages, a JSON object a line: id, author, subject, submitted_at, body, and where known likes, dislikes."`
	Top  int    `default:"10" help:"列出多少个 How many are listed."`
}

// message is a line of a file of messages.
type message struct {
	ID, Author, Subject, Body string
	At                        time.Time `json:"submitted_at"`
	Likes, Dislikes           int
}

// Run reads the file as if its messages came one after the other, and prints the
// hottest issues.
func (c *hotCmd) Run(t *Terminal) error {
	all, err := lines(c.File, func(m message) bool {
		return m.ID == "" || m.Author == "" || m.At.IsZero() || m.Subject+m.Body == ""
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(all, func(a, b message) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	common := hot.NewCommon()
	board, err := hot.NewBoard(common, hot.Hand{})
	if err != nil {
		return err
	}
	for _, m := range all {
		common.Count(hot.Message(m))
	}
	tell := t.progress()
	for i, m := range all {
		board.Add(hot.Message(m))
		tell(i+1, len(all))
	}
	w := tabwriter.NewWriter(t.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, lang.T("\t热度\t件\t人\t赞/踩\t时间\t热点\t共同的说法", "\theat\tmessages\tpeople\tlikes/dislikes\ttime\tissue\twhat they share").In(t.Lang))
	for i, issue := range board.Hottest(c.Top) {
		fmt.Fprintf(w, "%d\t%.1f\t%d\t%d\t%d/%d\t%s–%s\t%s\t%s\n", i+1, issue.Heat, len(issue.Messages), issue.People, issue.Likes, issue.Dislikes,
			issue.From.Format(time.DateOnly), issue.To.Format(time.DateOnly), issue.Name, strings.Join(issue.Words, " · "))
	}
	if err := w.Flush(); err != nil {
		return fault.Wrap(fault.Unavailable, err, "output")
	}
	t.say(lang.T("共{n}件来件。", "{n} messages in all."), "n", strconv.Itoa(len(all)))
	return nil
}
