package org

import (
	"context"
	"sync"
	"sync/atomic"

	"shuniu/kernel/store"
)

// Keeper holds the present Directory. Several processes may change one database:
// each keeps its own and refreshes it every second and after its own changes, so
// a change made elsewhere is seen about a second later.
type Keeper struct {
	db    *store.DB
	needs []Need
	now   atomic.Pointer[Directory]
	mu    sync.Mutex
}

// NewKeeper loads the organisation, and keeps the posts that the processes need
// in mind.
func NewKeeper(ctx context.Context, db *store.DB, needs ...Need) (*Keeper, error) {
	d, err := Load(db.Read(ctx), needs...)
	if err != nil {
		return nil, err
	}
	k := &Keeper{db: db, needs: needs}
	k.now.Store(d)
	return k, nil
}

// Now is the present Directory. One piece of work should ask once and use what it
// got throughout.
func (k *Keeper) Now() *Directory { return k.now.Load() }

// Refresh renews the Directory if the organisation has changed, which it asks
// with a query of one row. When it fails the old Directory stays.
func (k *Keeper) Refresh(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	q := k.db.Read(ctx)
	v, err := version(q)
	if err != nil || v == k.Now().Version() {
		return err
	}
	d, err := Load(q, k.needs...)
	if err != nil {
		return err
	}
	k.now.Store(d)
	return nil
}
