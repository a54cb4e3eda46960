package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/number"
	"shuniu/kernel/process"
)

const (
	togetherPath = "/desk/together"
	pickField    = "pick" // number, act and how far its record was read
	actField     = "act"
)

// takes is the act that takes a matter at once, for whoever holds it; nil if there
// is none. Whether it is possible, the engine says when it is done.
func takes(l *list, m *matter.Matter) *process.Act {
	def, err := l.desk.Engine.Definition(m)
	if err != nil || l.path != owedPath {
		return nil
	}
	for _, act := range def.ActsFrom(m.State) {
		if atOnce(act) && slices.Contains(act.By, m.Holder.Role) {
			return act
		}
	}
	return nil
}

// together are the acts that can be done to several matters of the page at once,
// where there is more than one to do it to.
func together(l *list) []*process.Act {
	var acts []*process.Act
	found := map[string]int{}
	for _, line := range l.Lines {
		if act := takes(l, line.Matter); act != nil {
			if found[act.Name]++; found[act.Name] == 2 {
				acts = append(acts, act)
			}
		}
	}
	return acts
}

func pickOf(m *matter.Matter, act *process.Act) string {
	return m.Number + " " + act.Name + " " + strconv.Itoa(m.Seq)
}

// pick is one matter chosen, and what came of the act.
type pick struct {
	number, act string
	seen        int
	view        *matter.View
	row         *page.QueueRow // nil if it is out of the reader's sight
	err         error
}

// bundle is one act done to several matters, each for itself: what fails for one
// concerns no other, and sending the form again does nothing twice.
type bundle struct {
	*door.Visitor
	desk   *desk
	origin *list
	act    lang.Text
	picks  []*pick
	key    string
}

// batch is where one act is done to several matters.
type batch struct{ *desk }

func (k batch) together(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := door.Form(r); err != nil {
		return err
	}
	b := bundle{Visitor: v, desk: k.desk, origin: k.origin(v, r), key: page.NewKey()}
	act, key := r.PostForm.Get(actField), r.PostForm.Get(page.KeyField)
	for _, value := range r.PostForm[pickField] {
		if p := readPick(value); p != nil && p.act == act && len(b.picks) < pageLength {
			b.picks = append(b.picks, p)
		}
	}
	for _, p := range b.picks {
		if p.err = b.do(r, p, key); fault.Is(p.err, fault.Internal) {
			door.Log(r, p.err) // the others are told what became of theirs
		}
	}
	if err := b.rows(r); err != nil {
		return err
	}
	title := page.Word("desk.together-none").Text()
	if len(b.picks) > 0 {
		title = page.Word("desk.together-title").Fill(page.Texts{"act": b.act})
	}
	pg, err := k.page(r, v, title, owedPath)
	if err != nil {
		return err
	}
	return k.Show(w, pg.Desk(), b.page(title))
}

// readPick reads one box as it was ticked; nil if it was made by hand.
func readPick(value string) *pick {
	parts := strings.Fields(value)
	if len(parts) != 3 {
		return nil
	}
	seen, err := strconv.Atoi(parts[2])
	no, ok := number.Clean(parts[0])
	if err != nil || !ok {
		return nil
	}
	return &pick{number: no, act: parts[1], seen: seen}
}

// do does the act to one matter under a key of its own.
func (b *bundle) do(r *http.Request, p *pick, key string) error {
	var err error
	p.view, err = b.desk.Engine.Glance(r.Context(), b.Actor, p.number)
	switch {
	case fault.Is(err, fault.Withheld):
		return fault.Wrap(fault.NotFound, err, "withheld")
	case err != nil:
		return err
	}
	act := p.view.Definition.Act(p.act)
	if act == nil || !atOnce(act) {
		return fault.Of(fault.NotFound, "no act %q that is done at once", p.act)
	}
	b.act = act.Title
	in := matter.Input{Seen: p.seen}
	if key != "" {
		in.Key = key + "." + p.number
	}
	_, err = b.desk.Engine.Act(r.Context(), b.Actor, p.view.Matter.ID, act.Name, in)
	return err
}

// failed are the matters to which it was not done.
func (b bundle) failed() []*pick {
	return slices.DeleteFunc(slices.Clone(b.picks), func(p *pick) bool { return p.err == nil })
}

// again are those of them for which it may still be possible.
func (b bundle) again() []string {
	var values []string
	for _, p := range b.failed() {
		if v := p.view; v != nil && v.Definition.Act(p.act) != nil {
			values = append(values, pickOf(v.Matter, v.Definition.Act(p.act)))
		}
	}
	return values
}

// reason is why it was not done to a matter, in the words of the failure.
func (p *pick) reason() lang.Text { return fault.As(p.err).Person }

// rows are the matters as they stand now, as far as the reader may still see it.
func (b *bundle) rows(r *http.Request) error {
	var ids []matter.ID
	for _, p := range b.picks {
		if p.view != nil {
			ids = append(ids, p.view.Matter.ID)
		}
	}
	lines, err := b.desk.Engine.Among(r.Context(), b.Actor, ids, matter.Query{})
	if err != nil {
		return err
	}
	for _, p := range b.picks {
		for _, line := range lines {
			if line.Number == p.number {
				row, err := b.origin.row(line)
				if err != nil {
					return err
				}
				row.Href = b.origin.to(row.Href, nil)
				p.row = &row
			}
		}
	}
	return nil
}
