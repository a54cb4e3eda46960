package exchange

import (
	"context"
	"database/sql"
	"errors"

	"shuniu/kernel/ledger"
	"shuniu/kernel/store"
)

// taken bounds how many events are looked at in one write.
const taken = 1000

// take enters the messages that the ledger has since brought about, and how far it was
// read, in one write; it returns how many events it read. The record of what was
// delivered cannot be derived from the ledger, so that it stands in the city's own
// database and not among the projections.
func (l *line) take(ctx context.Context) (int, error) {
	code := l.Link.Connector.Code
	from, err := position(l.engine.DB.Read(ctx), code)
	if err != nil {
		return 0, err
	}
	records, err := l.engine.Log.After(ctx, from, taken)
	if err != nil || len(records) == 0 {
		return 0, err
	}
	return len(records), l.engine.DB.Write(ctx, func(tx *store.Tx) error {
		at, err := position(tx, code)
		if err != nil || at != from { // another process was quicker
			return err
		}
		for _, r := range records {
			if err := l.enter(tx, r); err != nil {
				return err
			}
		}
		_, err = tx.Exec(moveSQL, code, records[len(records)-1].Position)
		return err
	})
}

func (l *line) enter(tx *store.Tx, r ledger.Record) error {
	c := l.Link.Connector
	for _, kind := range c.Messages {
		if !c.takes(kind, r.Event, l.day(r.Event.Occurred)) {
			continue
		}
		err := tx.Put(putSQL, c.Code, r.Position, kind.Name, r.Event.Matter, r.Event.Seq, r.Event.Occurred, string(Waiting), store.Micros(tx.Now()))
		if err != nil {
			return err
		}
	}
	return nil
}

func position(q store.Q, connector string) (int64, error) {
	var at int64
	err := q.QueryRow(positionSQL, connector).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return at, err
}
