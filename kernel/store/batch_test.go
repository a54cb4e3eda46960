package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"shuniu/kernel/fault"
)

// batch is a set of writes that share one commit with the one before them, which
// holds up the writer until all of them wait.
type batch struct {
	db    *DB
	jobs  []*job
	first error // what the one before them was told
}

func openBatch(t *testing.T) *batch {
	t.Helper()
	db, err := Open(t.Context(), Options{URL: filepath.Join(t.TempDir(), "city.db"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return &batch{db: db}
}

func (b *batch) add(fn func(*Tx) error) {
	b.jobs = append(b.jobs, &job{ctx: context.Background(), fn: fn, done: make(chan error, 1)})
}

// insert adds a write that is sound by itself; committed counts those told that
// they are durable.
func (b *batch) insert(name string, committed *atomic.Int32) {
	b.add(func(tx *Tx) error {
		tx.AfterCommit(func() { committed.Add(1) })
		_, err := tx.Exec(`INSERT INTO id_block (name, next) VALUES ($1, 1)`, name)
		return err
	})
}

// run lets all writes share a batch and returns what each was told.
func (b *batch) run(t *testing.T) []error {
	t.Helper()
	held, release := make(chan struct{}), make(chan struct{})
	first := make(chan error, 1)
	go func() {
		first <- b.db.Write(context.Background(), func(*Tx) error {
			close(held)
			<-release
			return nil
		})
	}()
	<-held
	for _, j := range b.jobs {
		b.db.queue <- j
	}
	close(release)
	b.first = <-first
	told := make([]error, len(b.jobs))
	for i, j := range b.jobs {
		told[i] = <-j.done
	}
	return told
}

func (b *batch) stored(t *testing.T) int {
	t.Helper()
	var n int
	if err := b.db.Read(t.Context()).QueryRow(`SELECT count(*) FROM id_block`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A commit that the database refuses is brought about by a foreign key whose
// check is put off until then.
func failAtCommit(tx *Tx) error {
	if _, err := tx.Exec(`PRAGMA defer_foreign_keys = ON`); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO unit (id, code, name_zh, name_en, region, phone) VALUES (1, 'x', 'x', 'x', 'nowhere', '')`)
	return err
}

func TestABatchThatCannotBeCommittedFailsEveryWaiter(t *testing.T) {
	b := openBatch(t)
	refused := errors.New("refused")
	var committed atomic.Int32
	for i := range 30 {
		switch i {
		case 10:
			b.add(failAtCommit)
		case 20:
			b.add(func(*Tx) error { return refused })
		default:
			b.insert(fmt.Sprint(i), &committed)
		}
	}
	for i, err := range b.run(t) {
		if i == 20 && !errors.Is(err, refused) || i != 20 && !fault.Is(err, fault.Unavailable) {
			t.Errorf("write %d was told %v", i, err)
		}
	}
	if n := b.stored(t); n != 0 || committed.Load() != 0 || !fault.Is(b.first, fault.Unavailable) {
		t.Errorf("%d rows are stored, %d writes were told that they are durable, the first one %v", n, committed.Load(), b.first)
	}
	b.jobs = nil
	b.insert("after", &committed)
	if err := b.run(t)[0]; err != nil || b.stored(t) != 1 || committed.Load() != 1 {
		t.Errorf("the writer does not go on: %v", err)
	}
}

func TestAFullDiskFailsItsBatchAndTheWriterGoesOn(t *testing.T) {
	b := openBatch(t)
	limit := func(pages int) {
		t.Helper()
		if err := b.db.Write(t.Context(), func(*Tx) error { return nil }); err != nil { // so that there is a connection
			t.Fatal(err)
		}
		var got int
		if err := b.db.writing.QueryRowContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, pages)).Scan(&got); err != nil {
			t.Fatal(err)
		}
	}
	limit(1) // no less than the file has now
	var committed atomic.Int32
	long := make([]byte, 8<<20)
	for i := range 20 {
		if i == 10 {
			b.add(func(tx *Tx) error {
				_, err := tx.Exec(`INSERT INTO event (matter_id, seq, act, occurred, recorded, hash, body) VALUES (1, 1, '', 0, 0, '', $1)`, long)
				return err
			})
			continue
		}
		b.insert(fmt.Sprint(i), &committed)
	}
	for i, err := range b.run(t) { // those behind the one that is too large are a batch of their own
		if i <= 10 != fault.Is(err, fault.Unavailable) || i > 10 && err != nil {
			t.Errorf("write %d was told %v", i, err)
		}
	}
	if n := b.stored(t); n != 9 || committed.Load() != 9 {
		t.Errorf("%d rows are stored, %d writes were told that they are durable", n, committed.Load())
	}
	limit(1 << 30)
	b.jobs = nil
	b.insert("after", &committed)
	if err := b.run(t)[0]; err != nil {
		t.Errorf("the writer does not go on: %v", err)
	}
}

func TestAnAskerWhoLeftTakesNobodyAlong(t *testing.T) {
	b := openBatch(t)
	var committed atomic.Int32
	gone, leave := context.WithCancel(t.Context())
	leave()
	b.insert("a", &committed)
	b.insert("b", &committed)
	b.insert("c", &committed)
	b.jobs[1].ctx = gone
	told := b.run(t)
	if told[0] != nil || told[2] != nil || !fault.Is(told[1], fault.Unavailable) || b.stored(t) != 2 || committed.Load() != 2 {
		t.Errorf("told %v, %d stored", told, b.stored(t))
	}
}

func TestClosingLetsEveryWriteTakenEnd(t *testing.T) {
	db, err := Open(t.Context(), Options{URL: filepath.Join(t.TempDir(), "city.db"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	const writers = 100
	told := make(chan error, writers)
	for i := range writers {
		go func() {
			told <- db.Write(context.Background(), func(tx *Tx) error {
				_, err := tx.Exec(`INSERT INTO id_block (name, next) VALUES ($1, 1)`, fmt.Sprint(i))
				return err
			})
		}()
	}
	if err := <-told; err != nil {
		t.Error(err)
	}
	closed := make(chan error, 1)
	go func() { closed <- db.Close() }()
	for range writers - 1 {
		if err := <-told; err != nil && !fault.Is(err, fault.Unavailable) {
			t.Errorf("told %v", err)
		}
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
}
