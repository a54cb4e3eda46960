package rating

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

// Together is how many ratings from one device within an hour are marked, and how long
// what tells devices apart is kept. The digest of another day is another one.
const (
	Together   = 5
	togetherIn = time.Hour
	sourceKept = 24 * time.Hour
)

// Hooks are the rules of ratings that definitions name.
func Hooks() map[string]matter.Hook {
	return map[string]matter.Hook{"rating.together": together}
}

// Came takes down that a rating of the matter is about to be sent from a device, of
// which a keyed digest is kept for a day.
func (k *Ratings) Came(ctx context.Context, id matter.ID, device string) error {
	digest := k.engine.Keys.MAC("rating source "+calendar.DateOf(k.engine.DB.Now().In(k.engine.Zone)).String(), device)
	return k.engine.DB.Write(ctx, func(tx *store.Tx) error {
		return tx.Put(sourceSQL, digest, store.Micros(tx.Now()), int64(id))
	})
}

// together fills in how many matters were rated from the same device within an hour,
// this one among them, and marks them where they are many; 0 where no device is known.
func together(tx *store.Tx, d *matter.Draft) error {
	at := store.Micros(tx.Now())
	var ids []int64
	rows, err := tx.Query(sinceSQL, int64(d.Matter.ID), at-togetherIn.Microseconds())
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return err
	}
	d.Values[fieldTogether] = strconv.Itoa(len(ids))
	if len(ids) < Together {
		return nil
	}
	for _, id := range ids {
		if err := tx.Put(markSQL, id, at, len(ids)); err != nil {
			return err
		}
	}
	return nil
}

// Forget drops what told devices apart a day ago.
func (k *Ratings) Forget(ctx context.Context) error {
	return k.engine.DB.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(forgetSQL, store.Micros(tx.Now())-sourceKept.Microseconds())
		return err
	})
}

// Mark says that a service was rated within an hour with others from one device.
type Mark struct {
	Number   string
	Title    string
	Rating   string
	At       time.Time
	Together int
}

// Marks are the latest marks of services that the actor may see; of supervisors only,
// others are Denied. The cursor is "" at the end.
func (k *Ratings) Marks(ctx context.Context, a access.Actor, from string, limit int) ([]Mark, string, error) {
	if !a.All {
		return nil, "", fault.Of(fault.Denied, "marks are for supervisors")
	}
	at := []int64{1 << 62, 0}
	if from != "" {
		var err error
		if at, err = store.ParseCursor(from, 2); err != nil {
			return nil, "", err
		}
	}
	type place struct{ at, id, together int64 }
	var places []place
	rows, err := k.engine.DB.Read(ctx).Query(marksSQL, at[0], at[1], limit+1)
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var p place
		err := rows.Scan(&p.at, &p.id, &p.together)
		places = append(places, p)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(places) > limit {
		places = places[:limit]
		next = store.Cursor(places[limit-1].at, places[limit-1].id)
	}
	var out []Mark
	for _, p := range places {
		v, err := k.engine.View(ctx, a, matter.ID(p.id))
		if fault.Is(err, fault.Withheld) {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		out = append(out, Mark{v.Matter.Number, v.Values[fieldTitle].Text, v.Matter.Fields[FieldRating], store.Moment(p.at).In(k.engine.Zone), int(p.together)})
	}
	return out, next, nil
}

const (
	sourceSQL = `INSERT INTO rating_source (digest, at, matter_id) VALUES ($1, $2, $3) ON CONFLICT (digest, at, matter_id) DO NOTHING`
	sinceSQL  = `
SELECT DISTINCT matter_id FROM rating_source
WHERE digest = (SELECT digest FROM rating_source WHERE matter_id = $1 ORDER BY at DESC LIMIT 1) AND at > $2 ORDER BY matter_id`
	forgetSQL = `DELETE FROM rating_source WHERE at < $1`
	markSQL   = `
INSERT INTO rating_mark (matter_id, at, together) VALUES ($1, $2, $3)
ON CONFLICT (matter_id) DO UPDATE SET at = excluded.at, together = excluded.together`
	marksSQL = `
SELECT at, matter_id, together FROM rating_mark WHERE (at, matter_id) < ($1, $2)
ORDER BY at DESC, matter_id DESC LIMIT $3`
)
