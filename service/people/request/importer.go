package request

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"sync"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
)

// Importer enters the history of another system: questions that were asked and
// answered there. Source names that system; an id is imported once for each
// source. Unit is the code of the unit in charge, and Kind the kind of request,
// where a line names none.
//
// Each message becomes a matter whose acts are dated when they happened and
// recorded now; nobody is notified. A message whose region the city does not know
// belongs to the whole city. Texts keep their length; every other rule of the
// form holds.
type Importer struct {
	Engine *matter.Engine
	Source string
	Unit   string
	Kind   string
}

// Taken is what an import did with the lines of a file.
type Taken struct {
	New     int       `json:"new"`
	Known   int       `json:"known"` // imported before
	Refused []Refusal `json:"refused"`
}

// Refusal is a line that was not imported, and why.
type Refusal struct {
	Line int       `json:"line"` // from 1
	ID   string    `json:"id,omitempty"`
	Why  lang.Text `json:"why"`
}

// importers is how many messages are under way at once: enough to fill the
// batches that share a commit.
const importers = 128

// Import enters the messages of a file of JSON lines. It may be interrupted at any
// moment and run again: a message is entered whole, and once. Lines that cannot be
// taken are listed with their reason, in order; the rest goes on. A failure of the
// database ends it. progress is called with the number of lines done.
func (i *Importer) Import(ctx context.Context, r io.Reader, progress func(done int64)) (*Taken, error) {
	if _, known := i.Engine.Org.Now().UnitByCode(i.Unit); !known {
		return nil, fault.New(fault.NotFound, lang.T("本市没有代码为“"+i.Unit+"”的单位。", "The city has no unit with the code “"+i.Unit+"”."), "unit of the import")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b := &belt{messages: make(chan numbered), ends: make(chan ended)}
	var work sync.WaitGroup
	work.Go(func() { b.feed(ctx, newLines(r)) })
	for range importers {
		work.Go(func() {
			for m := range b.messages {
				res, err := i.Engine.Import(ctx, i.history(m.message))
				b.ends <- ended{line: m.line, id: m.ID, known: err == nil && res.Repeated, err: err}
			}
		})
	}
	go func() {
		work.Wait()
		close(b.ends)
	}()
	return b.gather(cancel, progress)
}

// belt carries messages from the file to those who enter them, and what became of
// each to the one who counts.
type belt struct {
	messages chan numbered
	ends     chan ended
}

type numbered struct {
	*message
	line int
}

type ended struct {
	line  int // 0: the file itself
	id    string
	known bool
	err   error
}

// feed reads the file until it ends, cannot be read, or ctx ends.
func (b *belt) feed(ctx context.Context, in *lines) {
	defer close(b.messages)
	seen := map[string]int{}
	for {
		line, err := in.next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err == nil && ctx.Err() != nil {
			err = fault.Wrap(fault.Unavailable, ctx.Err(), "import interrupted")
		}
		if err != nil {
			b.ends <- ended{err: err}
			return
		}
		m, err := parseLine(line)
		if err == nil && seen[m.ID] != 0 {
			err = fault.New(fault.Conflict, lang.T("本文件前面已有同一编号。", "The file has this id before."), "id twice in the file")
		}
		if err != nil {
			b.ends <- ended{line: in.n, id: m.ID, err: err}
			continue
		}
		seen[m.ID] = in.n
		b.messages <- numbered{m, in.n}
	}
}

func parseLine(line []byte) (*message, error) {
	if line == nil {
		return &message{}, fault.New(fault.Invalid, lang.T("这一行太长。", "This line is too long."), "line")
	}
	return parseMessage(line)
}

// gather counts until everything has ended. A failure that is not the line's own
// stops the rest.
func (b *belt) gather(stop func(), progress func(done int64)) (*Taken, error) {
	t := &Taken{Refused: []Refusal{}}
	var failed error
	done := int64(0)
	for e := range b.ends {
		switch {
		case e.err == nil && e.known:
			t.Known++
		case e.err == nil:
			t.New++
		case e.line != 0 && (fault.Is(e.err, fault.Invalid) || fault.Is(e.err, fault.Conflict)):
			t.Refused = append(t.Refused, Refusal{Line: e.line, ID: e.id, Why: why(e.err)})
		default:
			failed = cmp.Or(failed, e.err)
			stop()
		}
		done++
		progress(done)
	}
	if failed != nil {
		return nil, failed
	}
	slices.SortFunc(t.Refused, func(a, b Refusal) int { return cmp.Compare(a.Line, b.Line) })
	return t, nil
}

// why is a failure in one sentence for each language, with every defect named.
func why(err error) lang.Text {
	f := fault.As(err)
	if len(f.Defects) == 0 {
		return f.Person
	}
	var text lang.Text
	for n, d := range f.Defects {
		if n > 0 {
			text.Zh, text.En = text.Zh+" ", text.En+" "
		}
		if d.Field != "" {
			text.Zh, text.En = text.Zh+d.Field+"：", text.En+d.Field+": "
		}
		text.Zh, text.En = text.Zh+d.Text.In(lang.Zh), text.En+d.Text.In(lang.En)
	}
	return text
}
