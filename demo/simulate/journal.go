package simulate

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
)

// journal is a file that remembers what cannot be computed again: which matters there
// are, how far it came and what was counted. A line is written after what it tells of
// has happened, but for files, which are noted before the act that takes them. Whoever
// is killed in between finds the same out by the idempotency keys of the acts.
type journal struct {
	mu sync.Mutex
	f  *os.File
	w  *bufio.Writer
}

// line is one entry; only what it is about is set.
type line struct {
	Plan   *plot      `json:"plan,omitempty"`
	Open   string     `json:"open,omitempty"`
	ID     matter.ID  `json:"id,omitempty"`
	Item   *Offer     `json:"item,omitempty"`
	End    string     `json:"end,omitempty"`
	Hot    string     `json:"hot,omitempty"`
	Number string     `json:"number,omitempty"`
	Key    string     `json:"key,omitempty"`
	File   string     `json:"file,omitempty"`
	At     *time.Time `json:"at,omitempty"`
	Tally  *tally     `json:"tally,omitempty"`
}

// plot is what a journal belongs to.
type plot struct {
	Seed   uint64        `json:"seed"`
	PerDay int           `json:"per_day"`
	Step   string        `json:"step"`
	Since  calendar.Date `json:"since"`
	Digest string        `json:"digest"` // of the behaviours
}

// past is what a journal tells.
type past struct {
	open  map[string]matter.ID
	items map[string]Offer
	hot   map[string]string // numbers of those that lead
	files *filed
	since calendar.Date // the first day; zero: nothing has happened
	at    time.Time
	tally *tally
}

// filed are the files that wait for an act, by its key.
type filed struct {
	mu  sync.Mutex
	ids map[string]string
}

func (f *filed) id(key string) (string, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	id, ok := f.ids[key]
	return id, ok
}

// openJournal reads what a journal tells and goes on with it. One of another plan is a
// Conflict.
func openJournal(plan Plan, digest string) (*journal, *past, error) {
	told := &past{open: map[string]matter.ID{}, items: map[string]Offer{}, hot: map[string]string{}, files: &filed{ids: map[string]string{}}, tally: newTally()}
	if plan.Journal == "" {
		return &journal{w: bufio.NewWriter(io.Discard)}, told, nil
	}
	is := plot{plan.Seed, plan.PerDay, plan.Step.String(), plan.Since, digest}
	was, err := told.read(plan.Journal)
	if err == nil {
		is.Since = was.Since // who goes on begins where it began
		told.since = was.Since
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, nil, err
	case was != is:
		return nil, nil, fault.New(fault.Conflict, lang.T("{file} 记着另一次模拟（种子、每日件数、间隔或行为不同），不能接着做。要重新开始，请换一个数据目录。",
			"{file} tells of another simulation (seed, number a day, step or behaviours differ), which this cannot go on with. To begin anew, use another data directory.").With("file", plan.Journal), fmt.Sprintf("journal of %+v, not %+v", was, is))
	}
	f, err := os.OpenFile(plan.Journal, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fault.Wrap(fault.Unavailable, err, "journal")
	}
	j := &journal{f: f, w: bufio.NewWriter(f)}
	if was == (plot{}) {
		err = j.write(line{Plan: &is})
	}
	return j, told, err
}

// read takes in each whole line; the last one may have been cut off.
func (p *past) read(name string) (was plot, err error) {
	f, err := os.Open(name)
	if err != nil {
		return was, err //nolint:wrapcheck // the caller looks whether it is there
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var l line
		if json.Unmarshal(lines.Bytes(), &l) != nil {
			continue
		}
		if l.Plan != nil {
			was = *l.Plan
		}
		p.take(l)
	}
	return was, fault.Wrap(fault.Unavailable, lines.Err(), "journal")
}

func (p *past) take(l line) {
	switch {
	case l.Open != "":
		p.open[l.Open] = l.ID
		if l.Item != nil {
			p.items[l.Open] = *l.Item
		}
	case l.End != "":
		delete(p.open, l.End)
		delete(p.items, l.End)
	case l.Hot != "":
		p.hot[l.Hot] = l.Number
	case l.Key != "":
		p.files.ids[l.Key] = l.File
	case l.At != nil:
		p.at = *l.At
		clear(p.files.ids) // what was filed before has happened
		p.tally.add(l.Tally)
	}
}

func (j *journal) write(l line) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	text, err := json.Marshal(l)
	if err == nil {
		_, err = j.w.Write(append(text, '\n'))
	}
	return fault.Wrap(fault.Unavailable, err, "journal")
}

func (j *journal) opened(l *life) error {
	told := line{Open: l.key, ID: l.id}
	if l.item.Code != "" {
		told.Item = &l.item
	}
	return j.write(told)
}

func (j *journal) ended(l *life) error { return j.write(line{End: l.key}) }

func (j *journal) leads(hot, number string) error { return j.write(line{Hot: hot, Number: number}) }

// filed notes a file before the act that takes it.
func (j *journal) filed(key, id string) error {
	if err := j.write(line{Key: key, File: id}); err != nil {
		return err
	}
	return j.flush()
}

// passed ends a minute.
func (j *journal) passed(at time.Time, t *tally) error {
	if err := j.write(line{At: &at, Tally: t}); err != nil {
		return err
	}
	return j.flush()
}

func (j *journal) flush() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return fault.Wrap(fault.Unavailable, j.w.Flush(), "journal")
}

func (j *journal) close() error {
	if j.f == nil {
		return nil
	}
	return errors.Join(j.flush(), j.f.Close())
}

// digest is that of all behaviours.
func digest() (string, error) {
	h := sha256.New()
	for _, name := range []string{"behaviours.yaml", "texts.yaml", "troubles.yaml"} {
		text, err := files.ReadFile(name)
		if err != nil {
			return "", fault.Wrap(fault.Internal, err, name)
		}
		h.Write(text)
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}
