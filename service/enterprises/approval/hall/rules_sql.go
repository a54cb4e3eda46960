package hall

import "shuniu/kernel/store"

// taken is a time of a hall and day of which only so many are given.
type taken struct{ hall, day, slot string }

const (
	keepSQL = `
INSERT INTO visit_slot (hall, day, slot, taken) VALUES ($1, $2, $3, 1)
ON CONFLICT (hall, day, slot) DO UPDATE SET taken = visit_slot.taken + 1 WHERE visit_slot.taken < $4`
	giveBackSQL = `UPDATE visit_slot SET taken = taken - 1 WHERE hall = $1 AND day = $2 AND slot = $3 AND taken > 0`
	takenSQL    = `SELECT slot, taken FROM visit_slot WHERE hall = $1 AND day = $2`
)

// keep takes one place of a time; false if all of them are taken. Whoever asks at
// the same time waits for this act to happen or not.
func keep(tx *store.Tx, t taken, places int) (bool, error) {
	n, err := tx.Exec(keepSQL, t.hall, t.day, t.slot, places)
	return n == 1, err
}

func giveBack(tx *store.Tx, t taken) error { return tx.Put(giveBackSQL, t.hall, t.day, t.slot) }
