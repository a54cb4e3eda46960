package request

import (
	"context"
	"log/slog"
	"slices"
	"sync"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/insight/quality"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
)

// How many answers a new one is compared with: the newest so many, taken in anew when
// there are half as many more, from so many events back at most.
const (
	mostAnswers = 3000
	answersBack = 200_000
)

// Answers are the newest answers of the city, beside which one that is about to be
// sent is read (kernel/insight/quality). They are held in memory; what is held closely
// or was erased is not among them. They judge nobody.
//
// Nil Answers say nothing, and those that were not tended yet compare with nothing.
type Answers struct {
	tending sync.Mutex
	at      int64 // position up to which the ledger was read
	given   []answer
	stale   bool

	reading sync.Mutex
	reader  *quality.Reader
}

// answer is where an answer is found.
type answer struct {
	id  matter.ID
	seq int
}

// NewAnswers makes those of a city; Tend takes them in.
func NewAnswers() *Answers {
	return &Answers{stale: true, reader: quality.NewReader()}
}

// Read says what is to be looked at in a reply to a request; false where nothing can
// be said, because there is no reply or a is nil.
func (a *Answers) Read(v *matter.View, reply string) (quality.Quality, bool) {
	if a == nil || v.Definition.Name != process || reply == "" {
		return quality.Quality{}, false
	}
	a.reading.Lock()
	defer a.reading.Unlock()
	return a.reader.Read(quality.Answer{ID: v.Matter.Number, Subject: v.Values[fieldTitle].Text, Body: v.Values[fieldBody].Text, Reply: reply}), true
}

// copied is how much of a reply, in percent, is not its own; 0 where a is nil.
func (a *Answers) copied(one quality.Answer) int {
	if a == nil {
		return 0
	}
	a.reading.Lock()
	defer a.reading.Unlock()
	return a.reader.Copied(one)
}

// LastReply is what was last answered in a request, as far as the reader of v sees it.
func LastReply(v *matter.View) string {
	for _, e := range slices.Backward(v.Timeline) {
		if said := e.Values[fieldReply].Text; isReply(e.Event.Act) && said != "" {
			return said
		}
	}
	return ""
}

// Tend takes in the answers that the engine's city gave since, and all of them anew once
// one was erased.
func (a *Answers) Tend(ctx context.Context, e *matter.Engine) error {
	a.tending.Lock()
	defer a.tending.Unlock()
	head, err := e.Log.Head(e.DB.Read(ctx))
	if err != nil {
		return err
	}
	a.at = max(a.at, head-answersBack)
	fresh := len(a.given)
	for a.at < head {
		records, err := e.Log.After(ctx, a.at, 500)
		if err != nil || len(records) == 0 {
			return err
		}
		for _, r := range records {
			a.take(r.Event)
		}
		a.at = records[len(records)-1].Position
	}
	if a.stale = a.stale || len(a.given) > mostAnswers*3/2; !a.stale {
		err := a.learn(ctx, e, a.reader, a.given[fresh:])
		a.stale = err != nil
		return err
	}
	a.given = slices.Clone(a.given[max(0, len(a.given)-mostAnswers):])
	reader := quality.NewReader()
	if err := a.learn(ctx, e, reader, a.given); err != nil {
		return err
	}
	a.reading.Lock()
	a.reader = reader
	a.reading.Unlock()
	a.stale = false
	slog.Info("answers taken in", "answers", len(a.given))
	return nil
}

func (a *Answers) take(e *ledger.Event) {
	switch {
	case e.Process != process:
	case e.Effects.Erased:
		n := len(a.given)
		a.given = slices.DeleteFunc(a.given, func(g answer) bool { return g.id == matter.ID(e.Matter) })
		a.stale = a.stale || len(a.given) < n
	case isReply(e.Act):
		a.given = append(a.given, answer{matter.ID(e.Matter), e.Seq})
	}
}

// learn gives answers to a reader. Texts are read as they are now.
func (a *Answers) learn(ctx context.Context, e *matter.Engine, into *quality.Reader, given []answer) error {
	for part := range slices.Chunk(given, 200) {
		var ids []matter.ID
		for _, g := range part {
			ids = append(ids, g.id)
		}
		lines, err := e.Among(ctx, access.TheSystem(), ids, matter.Query{Process: process})
		if err != nil {
			return err
		}
		of := map[matter.ID]matter.Line{}
		for _, l := range lines {
			of[l.ID] = l
		}
		for _, g := range part {
			one, err := readAnswer(ctx, e, g, of[g.id])
			if err != nil {
				return err
			}
			if one.Reply != "" {
				a.reading.Lock()
				into.Learn(one)
				a.reading.Unlock()
			}
		}
	}
	return nil
}

// readAnswer is an answer in words; without a reply if it is none to compare with.
func readAnswer(ctx context.Context, e *matter.Engine, g answer, l matter.Line) (quality.Answer, error) {
	out := quality.Answer{Subject: l.Title}
	if l.Matter == nil || l.Secrecy != 0 || l.Erased {
		return out, nil
	}
	out.ID = l.Number
	q := e.DB.Read(ctx)
	for field, of := range map[string]struct {
		seq  int
		into *string
	}{fieldBody: {1, &out.Body}, fieldReply: {g.seq, &out.Reply}} {
		text, _, err := e.Text(q, g.id, field, of.seq)
		if err != nil && !fault.Is(err, fault.Denied) {
			return out, err
		}
		*of.into = text
	}
	return out, nil
}
