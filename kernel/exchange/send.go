package exchange

import (
	"context"
	"crypto/rand"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

const (
	every     = 2 * time.Second  // how often the ledger is looked at
	sent      = 50               // messages in one round
	held      = 2 * time.Minute  // for which a process has the lease, longer than any one delivery
	patience  = 20 * time.Second // with the other side
	firstTry  = 10 * time.Second // until the second one, doubled with each
	lastTry   = 10 * time.Minute // the longest pause between tries
	reasonMax = 300              // characters that are kept of why something was refused
)

// Run exchanges with every system until ctx ends. It may run in several processes: of
// each connector one does the work.
func (k *Keeper) Run(ctx context.Context) {
	var all sync.WaitGroup
	defer all.Wait()
	for _, link := range k.links {
		l := line{k, link}
		lease := store.Lease{Name: "exchange/" + link.Connector.Code, Holder: rand.Text()}
		all.Go(func() { l.serve(ctx, &lease) })
	}
}

func (l *line) serve(ctx context.Context, lease *store.Lease) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := l.turn(ctx, lease); err != nil && ctx.Err() == nil {
			slog.Error("exchange", "connector", l.Link.Connector.Code, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// turn does what there is to do with one system, if the lease can be had.
func (l *line) turn(ctx context.Context, lease *store.Lease) error {
	mine := false
	err := l.engine.DB.Write(ctx, func(tx *store.Tx) (err error) {
		mine, err = tx.Acquire(lease, held)
		return err
	})
	if err != nil || !mine {
		return err
	}
	if err := l.round(ctx); err != nil {
		return err
	}
	return l.compareDue(ctx)
}

// Round takes what the ledger holds and tries what is due with one system, once. An
// unreachable system ends the round and is no error: what waits is tried later.
func (k *Keeper) Round(ctx context.Context, connector string) error {
	l, err := k.line(connector)
	if err != nil {
		return err
	}
	return l.round(ctx)
}

func (l *line) round(ctx context.Context) (err error) {
	for n := taken; n == taken; {
		if n, err = l.take(ctx); err != nil {
			return err
		}
	}
	due, err := list(l.engine.DB.Read(ctx), dueSQL, l.Link.Connector.Code, store.Micros(l.engine.DB.Now()), sent)
	if err != nil {
		return err
	}
	for _, m := range due {
		m, err := l.deliver(ctx, m)
		if err != nil {
			return err
		}
		if err := l.settle(ctx, m); err != nil {
			return err
		}
		if m.Status == Waiting {
			return nil
		}
	}
	return nil
}

// deliver hands a message over and gives it as it stands then.
func (l *line) deliver(ctx context.Context, m Message) (Message, error) {
	d, err := l.compose(ctx, m)
	if fault.Is(err, fault.NotFound) {
		m.Status = Void
		return m, nil
	}
	var r Receipt
	if err == nil {
		within, cancel := context.WithTimeout(ctx, patience)
		r, err = l.Counterpart.Deliver(within, d)
		cancel()
	} else if !fault.Is(err, fault.Invalid) {
		return m, err
	}
	if err == nil {
		err = m.read(r, l.Link.Connector.Kind(m.Kind).Reply)
	}
	switch {
	case ctx.Err() != nil: // we stop, not they
		return m, ctx.Err()
	case err == nil:
		m.Status, m.Reason = Delivered, lang.Text{}
	case fault.Is(err, fault.Invalid):
		m.Status, m.Reason = Refused, reason(err)
	default:
		m.Due = store.Micros(l.engine.DB.Now().Add(pause(m.Tries)))
		m.Tries++
		m.Reason = reason(err)
	}
	return m, nil
}

// read keeps of an answer what the connector asks for.
func (m *Message) read(r Receipt, reply Reply) error {
	m.Reference = r[reply.Reference]
	m.Meaning = r[reply.Result]
	if _, known := reply.Means[m.Meaning]; reply.Result != "" && !known {
		return fault.New(fault.Invalid, lang.T("对方答复的结果不在对照之内。", "The answer means nothing that the connector knows."), "meaning")
	}
	return nil
}

// pause is how long to wait after so many tries before this one.
func pause(tries int) time.Duration {
	return min(firstTry<<min(tries, 10), lastTry)
}

// reason is what went wrong, for who looks after the connector.
func reason(err error) lang.Text {
	f := fault.As(err)
	if len(f.Defects) == 0 {
		return short(f.Person)
	}
	var zh, en []string
	for _, d := range f.Defects {
		zh, en = append(zh, d.Field+"："+d.Text.Zh), append(en, d.Field+": "+d.Text.En)
	}
	slices.Sort(zh)
	slices.Sort(en)
	return short(lang.T(strings.Join(zh, " "), strings.Join(en, " ")))
}

func short(t lang.Text) lang.Text {
	cut := func(s string) string { return string([]rune(s)[:min(len([]rune(s)), reasonMax)]) }
	return lang.T(cut(t.Zh), cut(t.En))
}

func (l *line) settle(ctx context.Context, m Message) error {
	return l.engine.DB.Write(ctx, func(tx *store.Tx) error {
		m.Settled = 0
		if m.Status != Waiting {
			m.Settled = store.Micros(tx.Now())
		}
		return settle(tx, m)
	})
}

// Again lets a refused message be tried once more, after its cause was mended;
// Conflict if it is not refused.
func (k *Keeper) Again(ctx context.Context, connector string, position int64, kind string) error {
	return k.engine.DB.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(againSQL, connector, position, kind, store.Micros(tx.Now()), string(Refused))
		if err == nil && n == 0 {
			return fault.New(fault.Conflict, lang.T("这条报文不在被退回的状态，可能已经有人处理。", "This message is not refused, or somebody has seen to it."), "message")
		}
		return err
	})
}
