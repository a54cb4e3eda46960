package store

import (
	"database/sql"
	"errors"
	"time"

	"shuniu/kernel/fault"
)

// Lease is the right of one process to do something alone for a while. Fence
// grows with each new holder; a write under a lease checks it in its own
// transaction (Tx.Fenced), so a holder that was paused and replaced can do no
// harm when it wakes.
type Lease struct {
	Name   string
	Holder string
	Fence  int64
}

// Acquire takes or renews the lease for ttl; false means that another holds it.
func (t *Tx) Acquire(l *Lease, ttl time.Duration) (bool, error) {
	now := Micros(t.now)
	var holder string
	var fence, until int64
	err := t.QueryRow(leaseSQL, l.Name).Scan(&holder, &fence, &until)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		l.Fence = 1
		n, err := t.Exec(newLeaseSQL, l.Name, l.Holder, l.Fence, now+ttl.Microseconds())
		return n == 1, err
	case err != nil:
		return false, err
	case holder != l.Holder && until > now:
		return false, nil
	case holder != l.Holder:
		fence++
	}
	l.Fence = fence
	_, err = t.Exec(holdLeaseSQL, l.Name, l.Holder, fence, now+ttl.Microseconds())
	return err == nil, err
}

// Release gives the lease back, so that nobody has to wait until it ends.
func (l Lease) Release(t *Tx) error {
	_, err := t.Exec(dropLeaseSQL, l.Name, l.Holder, l.Fence)
	return err
}

// Fenced refuses the write unless the lease is still the holder's; the row stays
// locked until the write ends.
func (t *Tx) Fenced(l Lease) error {
	var holder string
	var fence, until int64
	if err := t.QueryRow(leaseSQL, l.Name).Scan(&holder, &fence, &until); err != nil {
		return t.db.classify(err)
	}
	if holder != l.Holder || fence != l.Fence {
		return fault.Of(fault.Conflict, "lease %s went to another process", l.Name)
	}
	return nil
}

const (
	leaseSQL     = `SELECT holder, fence, until FROM lease WHERE name = $1 FOR UPDATE`
	newLeaseSQL  = `INSERT INTO lease (name, holder, fence, until) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING`
	dropLeaseSQL = `UPDATE lease SET until = 0 WHERE name = $1 AND holder = $2 AND fence = $3`
	holdLeaseSQL = `UPDATE lease SET holder = $2, fence = $3, until = $4 WHERE name = $1`
)
