package ledger

import (
	"context"
	"database/sql"
	"errors"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

// Log is the ledger of one city in one database.
type Log struct {
	db   *store.DB
	city string
	wake chan struct{}
	tail tail
}

// Open returns the ledger of the city (its code, part of the hash domain for
// good). A database remembers its city and refuses another; with an empty code it
// is opened as the city it remembers.
func Open(ctx context.Context, db *store.DB, city string) (*Log, error) {
	var known string
	err := db.Write(ctx, func(tx *store.Tx) error {
		if city != "" {
			if _, err := tx.Exec(nameCitySQL, city); err != nil {
				return err
			}
		}
		err := tx.QueryRow(citySQL).Scan(&known)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return fault.New(fault.NotFound, lang.T("此数据库中还没有城市，请先用 shuniu serve --city 代码 启动一次。", "There is no city in this database yet. Start it once with shuniu serve --city CODE."), "no city")
		case err != nil:
			return fault.Wrap(fault.Unavailable, err, "city")
		case city != "" && known != city:
			return fault.Of(fault.Invalid, "this database is the ledger of city %q, not of %q", known, city)
		}
		return nil
	})
	return &Log{db: db, city: known, wake: make(chan struct{}, 1)}, err
}

// City is the code of the city whose ledger it is.
func (l *Log) City() string { return l.city }

// Append records e in the caller's transaction and returns its hash. The caller
// sets Matter, Seq and Prev under the lock of the matter; a second event with the
// same Matter and Seq is a Conflict, at the latest with the commit.
func (l *Log) Append(tx *store.Tx, e *Event) (Hash, error) {
	e.V = Version
	if e.Sealed == nil {
		e.Sealed = []Commitment{}
	}
	body, err := e.Encode()
	if err != nil {
		return Hash{}, err
	}
	hash := HashOf(l.city, body)
	if err := tx.Put(appendSQL, e.Matter, e.Seq, e.Act, e.Occurred, e.Recorded, hash[:], body); err != nil {
		return Hash{}, err
	}
	if err := tx.Put(unsequencedSQL, e.Matter, e.Seq, e.Recorded); err != nil {
		return Hash{}, err
	}
	tx.AfterCommit(l.nudge)
	return hash, nil
}

// nudge tells the sequencer of this process that there is something to do.
func (l *Log) nudge() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Record is an event with its hash and its place in the city's order.
type Record struct {
	Position int64
	Hash     Hash
	Event    *Event
}

// After returns up to limit records whose position is greater than position. The
// latest are shared by all who ask, and their events must not be changed.
func (l *Log) After(ctx context.Context, position int64, limit int) ([]Record, error) {
	read := func(position int64, limit int) ([]Record, error) {
		rows, err := l.db.Read(ctx).Query(afterSQL, position, limit)
		return scanRecords(rows, err)
	}
	records, ok, err := l.tail.after(position, limit, read)
	if ok || err != nil {
		return records, err
	}
	return read(position, limit)
}

// History returns the events of one matter in order; Position is 0 for those not
// yet sequenced.
func (l *Log) History(q store.Q, matter int64) ([]Record, error) {
	rows, err := q.Query(historySQL, matter)
	return scanRecords(rows, err)
}

// Chains are the matters with an id in (after, upto] that have events.
func Chains(q store.Q, after, upto int64) ([]int64, error) {
	var out []int64
	rows, err := q.Query(chainsSQL, after, upto)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// Head is the greatest position given so far, 0 in an empty ledger.
func (l *Log) Head(q store.Q) (int64, error) {
	var n int64
	err := q.QueryRow(headSQL).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, fault.Wrap(fault.Unavailable, err, "head of the ledger")
}

func scanRecords(rows *sql.Rows, err error) ([]Record, error) {
	var out []Record
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var r Record
		var hash, body []byte
		if err := rows.Scan(&r.Position, &hash, &body); err != nil {
			return err
		}
		copy(r.Hash[:], hash)
		e, err := Decode(body)
		r.Event = e
		out = append(out, r)
		return err
	})
	return out, err
}
