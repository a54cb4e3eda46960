package exchange

import (
	"context"

	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
)

// Standing is how things are with one system: how many messages wait, since when the
// oldest has, how many were refused, and when it last took one. Counts end at Many.
type Standing struct {
	Connector *Connector
	Waiting   int
	Oldest    int64
	Refused   int
	Last      int64
}

// Many is where counting ends.
const Many = waitingMost

// Standings tells how things are with every system.
func (k *Keeper) Standings(ctx context.Context) ([]Standing, error) {
	var out []Standing
	for _, l := range k.links {
		s := Standing{Connector: l.Connector}
		var err error
		if s.Waiting, s.Oldest, err = k.count(ctx, l.Connector.Code, Waiting); err != nil {
			return nil, err
		}
		if s.Refused, _, err = k.count(ctx, l.Connector.Code, Refused); err != nil {
			return nil, err
		}
		if err := k.engine.DB.Read(ctx).QueryRow(lastSQL, l.Connector.Code).Scan(&s.Last); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "last delivery")
		}
		out = append(out, s)
	}
	return out, nil
}

func (k *Keeper) count(ctx context.Context, connector string, s Status) (n int, oldest int64, err error) {
	err = k.engine.DB.Read(ctx).QueryRow(countSQL, connector, string(s), waitingMost).Scan(&n, &oldest)
	return n, oldest, fault.Wrap(fault.Unavailable, err, "messages")
}

// PageSize is how many messages are listed at once.
const PageSize = 50

// Messages are those of a connector in one status, in the order of what happened, from
// the one after a position on; PageSize at most.
func (k *Keeper) Messages(ctx context.Context, connector string, s Status, after int64) ([]Message, error) {
	return list(k.engine.DB.Read(ctx), statusSQL, connector, string(s), after, PageSize)
}

// Of are the messages about one matter, in order.
func (k *Keeper) Of(ctx context.Context, id matter.ID) ([]Message, error) {
	return list(k.engine.DB.Read(ctx), ofMatterSQL, int64(id))
}
