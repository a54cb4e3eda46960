package store

import (
	"context"
	"sync"

	"shuniu/kernel/fault"
)

// idBlock is how many ids a process takes at a time; those it does not use are
// lost, which no one may rely on.
const idBlock = 1000

// IDs gives out unique ascending integers under one name. Several processes may
// share a name; each takes blocks of its own.
type IDs struct {
	db   *DB
	name string
	mu   sync.Mutex
	next int64
	end  int64
}

// IDs returns the source of ids under name.
func (db *DB) IDs(name string) *IDs { return &IDs{db: db, name: name} }

// Next is an id never given before under this name, greater than 0. It must not
// be called inside a write: taking a block is a write of its own.
func (s *IDs) Next(ctx context.Context) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next == s.end {
		err := s.db.Write(ctx, func(tx *Tx) error {
			return tx.QueryRow(takeBlockSQL, s.name, idBlock+1, idBlock).Scan(&s.end)
		})
		if err != nil {
			s.next, s.end = 0, 0
			return 0, err
		}
		s.next = s.end - idBlock
	}
	id := s.next
	s.next++
	return id, nil
}

// Given is an id that none exceeds which was given before now.
func (s *IDs) Given(ctx context.Context) (int64, error) {
	var end int64
	err := s.db.Read(ctx).QueryRow(givenSQL, s.name).Scan(&end)
	return end, fault.Wrap(fault.Unavailable, err, "ids of "+s.name)
}

const givenSQL = `SELECT coalesce(max(next), 1) - 1 FROM id_block WHERE name = $1`

const takeBlockSQL = `
INSERT INTO id_block (name, next) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET next = id_block.next + $3
RETURNING next`
