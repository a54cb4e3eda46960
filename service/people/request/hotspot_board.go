package request

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/insight/hot"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

// boarding is a board being made: of the day, of what was told until then, in the
// order of time, and of what people have stated.
type boarding struct {
	engine *matter.Engine
	few    int
	day    calendar.Date
	start  time.Time // of the day
	from   time.Time // of the season
	at     int64     // position up to which the ledger was read; 0: nothing was

	told       []telling
	statements map[matter.ID]Statement

	built
	stale   bool // the board is no longer what would be made of all this
	changed bool // there is more to add to it
}

// built is the board as far as it was made.
type built struct {
	common *hot.Common
	board  *hot.Board
	joined int                  // of told, how many are on it
	author map[matter.ID]string // who told, by the number of the first that they told
}

// telling is a request as the board reads it.
type telling struct {
	hot.Message
	id    matter.ID
	heard bool // its words were read
}

func inTime(a, b telling) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.id, b.id)) }

// begin turns to another day: what has grown old is left out, and all before that day
// is known before the first message is read.
func (b *boarding) begin(day calendar.Date) {
	b.day, b.stale = day, true
	b.start, b.from = day.Start(b.engine.Zone), day.Add(1-season).Start(b.engine.Zone)
}

// trim leaves out what is older than the season, and of what came before this day all
// but the newest.
func (b *boarding) trim() {
	slices.SortFunc(b.told, inTime)
	before := sort.Search(len(b.told), func(i int) bool { return !b.told[i].At.Before(b.start) })
	old := sort.Search(len(b.told), func(i int) bool { return !b.told[i].At.Before(b.from) })
	b.told = slices.Clone(b.told[max(old, before-mostTold):])
}

// follow reads on in the ledger.
func (b *boarding) follow(ctx context.Context) error {
	if b.at == 0 {
		var err error
		if b.at, err = b.first(ctx); err != nil {
			return err
		}
	}
	const atOnce = 500
	for {
		records, err := b.engine.Log.After(ctx, b.at, atOnce)
		if err != nil || len(records) == 0 {
			return err
		}
		for _, r := range records {
			b.take(r.Event)
			b.at = r.Position
		}
	}
}

// first is the position before the first event that was recorded in the season, an
// hour more for what was recorded at once and got its place later.
func (b *boarding) first(ctx context.Context) (int64, error) {
	head, err := b.engine.Log.Head(b.engine.DB.Read(ctx))
	if err != nil {
		return 0, err
	}
	since := store.Micros(b.from.Add(-time.Hour))
	var failed error
	found := sort.Search(int(head), func(i int) bool {
		records, err := b.engine.Log.After(ctx, int64(i), 1)
		if err != nil {
			failed = err
		}
		return err != nil || len(records) == 0 || records[0].Event.Recorded >= since
	})
	return int64(found), failed
}

func (b *boarding) take(e *ledger.Event) {
	id := matter.ID(e.Matter)
	switch {
	case e.Effects.Erased:
		n := len(b.told)
		b.told = slices.DeleteFunc(b.told, func(t telling) bool { return t.id == id })
		b.stale = b.stale || len(b.told) < n
		b.withdraw(id)
	case e.Process == Statements && e.Act == actRevoke:
		b.withdraw(id)
	case e.Process == Statements && e.Effects.Opening != nil:
		b.state(Statement{id, hot.Saying{Messages: strings.Fields(given(e, fieldMessages)), Others: strings.Fields(given(e, fieldOthers))}, e.Occurred})
	case e.Process == process && e.Effects.Opening != nil && e.Effects.Opening.Secrecy == 0 && e.Occurred >= store.Micros(b.from):
		b.hear(e)
	}
}

// state takes in a statement; the same one twice is one.
func (b *boarding) state(s Statement) {
	if _, known := b.statements[s.ID]; !known {
		b.statements[s.ID], b.stale = s, true
	}
}

func (b *boarding) withdraw(id matter.ID) {
	if _, known := b.statements[id]; known {
		delete(b.statements, id)
		b.stale = true
	}
}

func (b *boarding) hear(e *ledger.Event) {
	t := telling{id: matter.ID(e.Matter), Message: hot.Message{ID: e.Effects.Opening.Number, At: store.Moment(e.Occurred)}}
	n := len(b.told)
	b.stale = b.stale || t.At.Before(b.start) || n > 0 && inTime(t, b.told[n-1]) < 0
	b.told, b.changed = append(b.told, t), true
	if len(b.told) > 4*mostTold { // of a long history only the newest is kept
		b.stale = true
		b.trim()
	}
}

// listen reads what was told and not read yet; what was erased, or counts as personal
// in a city, leaves.
func (b *boarding) listen(ctx context.Context) error {
	q := b.engine.DB.Read(ctx)
	gone := map[matter.ID]bool{}
	for i := range b.told {
		t := &b.told[i]
		if t.heard {
			continue
		}
		said := true
		for field, into := range map[string]*string{fieldTitle: &t.Subject, fieldBody: &t.Body} {
			text, told, err := b.engine.Text(q, t.id, field, 1)
			if err != nil && !fault.Is(err, fault.Denied) {
				return err
			}
			*into, said = text, said && told
		}
		t.heard, gone[t.id] = true, !said
	}
	b.told = slices.DeleteFunc(b.told, func(t telling) bool { return gone[t.id] })
	return nil
}

// known is of how many of the first n requests it is known how common their words are
// before any is on the board: of those of the days before, of all while there are few.
func (b *boarding) known(n int) int {
	if n <= b.few {
		return n
	}
	return sort.Search(n, func(i int) bool { return !b.told[i].At.Before(b.start) })
}

// mostOfOne bounds the requests of one person among which the first is looked for.
const mostOfOne = 200

// voice is who told: one person counts once, however often they write.
func (b *boarding) voice(ctx context.Context, t telling) (string, error) {
	same, err := matter.SamePerson(ctx, b.engine.Reader, t.id, mostOfOne)
	for _, other := range same {
		if b.author[other] != "" {
			return b.author[other], err
		}
	}
	return t.ID, err
}

// join puts on the board what is not on it yet, or makes it anew.
func (b *boarding) join(ctx context.Context) error {
	if b.stale {
		b.trim()
	}
	if err := b.listen(ctx); err != nil {
		return err
	}
	if b.stale {
		b.built = built{common: hot.NewCommon(), author: map[matter.ID]string{}}
		var said []hot.Saying
		for _, s := range b.said() {
			said = append(said, s.Saying)
		}
		var err error
		if b.board, err = hot.NewBoard(b.common, hot.Settle(said)); err != nil {
			return err
		}
		for _, t := range b.told[:b.known(len(b.told))] {
			b.common.Count(t.Message)
		}
	}
	known := b.known(len(b.told))
	for ; b.joined < len(b.told); b.joined++ {
		t := &b.told[b.joined]
		var err error
		if t.Author, err = b.voice(ctx, *t); err != nil {
			b.stale = true
			return err
		}
		b.author[t.id] = t.Author
		if b.joined >= known {
			b.common.Count(t.Message)
		}
		b.board.Add(t.Message)
	}
	b.stale, b.changed = false, false
	return nil
}

// mostNamed is how many requests one statement is about at most.
const mostNamed = 2000

// named holds a statement to requests that its author may see and that are not held
// closely, and gives it a title in which nobody's words stand.
func named(_ *store.Tx, d *matter.Draft) error {
	var ds []fault.Defect
	wrong := func(field string, text lang.Text) { ds = append(ds, fault.Defect{Field: field, Text: text}) }
	messages, others := strings.Fields(d.Values[fieldMessages]), strings.Fields(d.Values[fieldOthers])
	if d.Act.Name == actJoin && len(messages) < 2 {
		wrong(fieldMessages, lang.T("合并至少要有两件诉求。", "It takes two requests to be one issue."))
	}
	if len(messages)+len(others) > mostNamed {
		wrong(fieldMessages, lang.T("一次最多{n}件诉求。", "No more than {n} requests at once.").With("n", strconv.Itoa(mostNamed)))
		return fault.Defects(ds)
	}
	for _, number := range messages {
		if slices.Contains(others, number) {
			wrong(fieldOthers, lang.T("{n}在两边都有。", "{n} is on both sides.").With("n", number))
		}
	}
	for field, numbers := range map[string][]string{fieldMessages: messages, fieldOthers: others} {
		for _, number := range numbers {
			m, err := d.Find(number)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if err != nil || m.Process != process || m.Secrecy != 0 {
				wrong(field, lang.T("没有编号为{n}的诉求。", "There is no request {n}.").With("n", number))
			}
		}
	}
	d.Values[fieldTitle] = "合并" + strconv.Itoa(len(messages)) + "件诉求为一件热点"
	if d.Act.Name == actSplit {
		d.Values[fieldTitle] = "从一件热点中分出" + strconv.Itoa(len(messages)) + "件诉求"
	}
	return fault.Defects(ds)
}
