package ledger_test

import (
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

// tampered is a city whose ledger is changed behind its back: a has six events,
// b three of which the last waits for its position, c one.
type tampered struct {
	*city.City
	t       *testing.T
	a, b, c int64
}

func newTampered(t *testing.T, c *city.City) *tampered {
	t.Helper()
	w := &tampered{City: c, t: t}
	w.a, w.b, w.c = w.open(), w.open(), w.open()
	w.act(w.a, "dispatcher", "dispatch", map[string]string{"unit": "water", "urgency": "ordinary"})
	w.act(w.b, "dispatcher", "dispatch", map[string]string{"unit": "water", "urgency": "ordinary"})
	w.act(w.a, "water-handler", "sign", nil)
	w.act(w.a, "water-handler", "ask_extension", map[string]string{"reason": "需要更换管件", "extra_days": "2"})
	w.act(w.a, "water-head", "grant", nil)
	w.act(w.a, "water-handler", "reply", map[string]string{"reply": "支管爆裂，已修复并恢复供水。", "outcome": "solved"})
	c.Follow()
	w.act(w.b, "water-handler", "sign", nil)
	c.Loosen(t)
	return w
}

func (w *tampered) open() int64 {
	w.t.Helper()
	res, err := w.Engine.Open(w.t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{
		"kind": "complaint", "title": "榕荫社区停水三天", "body": "三月一日起榕荫社区二号楼停水，至今没有恢复。", "region": "990102001001",
	}})
	if err != nil {
		w.t.Fatal(err)
	}
	return int64(res.Matter.ID)
}

func (w *tampered) act(id int64, who, act string, values map[string]string) {
	w.t.Helper()
	if _, err := w.Engine.Act(w.t.Context(), w.Staff(who), matter.ID(id), act, matter.Input{Values: values}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *tampered) verify() []ledger.Damage {
	w.t.Helper()
	v, err := w.Log.Verify(w.t.Context(), matter.Tips, func(int64) {})
	if err != nil {
		w.t.Fatal(err)
	}
	return v.Damage
}

// event reads one event; its bytes are those stored.
func (w *tampered) event(q store.Q, id int64, seq int) *ledger.Event {
	w.t.Helper()
	var body []byte
	if err := q.QueryRow(`SELECT body FROM event WHERE matter_id = $1 AND seq = $2`, id, seq).Scan(&body); err != nil {
		w.t.Fatal(err)
	}
	e, err := ledger.Decode(body)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

// put replaces an event by another with the right hash and columns.
func (w *tampered) put(tx *store.Tx, e *ledger.Event) (ledger.Hash, error) {
	body, err := e.Encode()
	if err != nil {
		return ledger.Hash{}, err
	}
	hash := ledger.HashOf(w.Log.City(), body)
	if _, err := tx.Exec(`DELETE FROM event WHERE matter_id = $1 AND seq = $2`, e.Matter, e.Seq); err != nil {
		return hash, err
	}
	_, err = tx.Exec(`INSERT INTO event (matter_id, seq, act, occurred, recorded, hash, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		e.Matter, e.Seq, e.Act, e.Occurred, e.Recorded, hash[:], body)
	return hash, err
}

// rewrite changes event seq of a and chains everything after it anew.
func (w *tampered) rewrite(tx *store.Tx, seq int, change func(e *ledger.Event)) (ledger.Hash, error) {
	e := w.event(tx, w.a, seq)
	change(e)
	hash, err := w.put(tx, e)
	for seq++; seq <= 6 && err == nil; seq++ {
		next := w.event(tx, w.a, seq)
		next.Prev = hash
		hash, err = w.put(tx, next)
	}
	return hash, err
}

func run(text string) func(*tampered, *store.Tx) error {
	return func(w *tampered, tx *store.Tx) error {
		for _, one := range strings.Split(text, ";") {
			one = strings.NewReplacer(":a", "$1", ":b", "$2", ":c", "$3").Replace(one)
			var ids []any
			for i, id := range []int64{w.a, w.b, w.c} {
				if strings.Contains(one, "$"+string(rune('1'+i))) {
					one = strings.ReplaceAll(one, "$"+string(rune('1'+i)), "$"+string(rune('1'+len(ids))))
					ids = append(ids, id)
				}
			}
			if _, err := tx.Exec(one, ids...); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestVerifyFindsEveryTampering(t *testing.T) {
	const a, b, c, other = 'a', 'b', 'c', 'x'
	cases := []struct {
		name   string
		of     rune // whose damage is to be named
		seq    int
		change func(w *tampered, tx *store.Tx) error
	}{
		{"a byte of an event", a, 3, func(w *tampered, tx *store.Tx) error {
			body, err := w.event(tx, w.a, 3).Encode()
			if err != nil {
				return err
			}
			body[len(body)-3] ^= 1 // in the nonce
			_, err = tx.Exec(`UPDATE event SET body = $1 WHERE matter_id = $2 AND seq = 3`, body, w.a)
			return err
		}},
		{"bytes that are no event", a, 3, func(w *tampered, tx *store.Tx) error {
			body := []byte("{}")
			hash := ledger.HashOf(w.Log.City(), body)
			_, err := tx.Exec(`UPDATE event SET body = $1, hash = $2 WHERE matter_id = $3 AND seq = 3`, body, hash[:], w.a)
			return err
		}},
		{"white space, with a new hash", b, 3, func(w *tampered, tx *store.Tx) error {
			body, err := w.event(tx, w.b, 3).Encode()
			if err != nil {
				return err
			}
			body = append(body, ' ')
			hash := ledger.HashOf(w.Log.City(), body)
			if _, err := tx.Exec(`UPDATE event SET body = $1, hash = $2 WHERE matter_id = $3 AND seq = 3`, body, hash[:], w.b); err != nil {
				return err
			}
			_, err = tx.Exec(`UPDATE matter SET head = $1 WHERE id = $2`, hash[:], w.b)
			return err
		}},
		{"an event with a new hash", a, 4, func(w *tampered, tx *store.Tx) error {
			e := w.event(tx, w.a, 3)
			e.Actor.Person++
			_, err := w.put(tx, e)
			return err
		}},
		{"the last event with a new hash", a, 6, func(w *tampered, tx *store.Tx) error {
			_, err := w.rewrite(tx, 6, func(e *ledger.Event) { e.Effects.Fields = nil })
			return err
		}},
		{"an event and the chain after it", a, 6, func(w *tampered, tx *store.Tx) error {
			_, err := w.rewrite(tx, 2, func(e *ledger.Event) { e.Occurred -= 3600e6 })
			return err
		}},
		{"the hash of an event", a, 2, func(w *tampered, tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE event SET hash = $1 WHERE matter_id = $2 AND seq = 2`, make([]byte, 32), w.a)
			return err
		}},
		{"the act in its column", a, 2, run(`UPDATE event SET act = 'refuse' WHERE matter_id = :a AND seq = 2`)},
		{"the moment in its column", a, 2, run(`UPDATE event SET occurred = occurred - 1 WHERE matter_id = :a AND seq = 2`)},
		{"the moment of recording in its column", a, 2, run(`UPDATE event SET recorded = recorded + 1 WHERE matter_id = :a AND seq = 2`)},
		{"an event given to another matter", c, 2, run(`UPDATE event SET matter_id = :c WHERE matter_id = :a AND seq = 2`)},
		{"the first event removed", a, 1, run(`DELETE FROM event WHERE matter_id = :a AND seq = 1`)},
		{"a middle event removed", a, 4, run(`DELETE FROM event WHERE matter_id = :a AND seq = 4`)},
		{"the last event removed", a, 6, run(`DELETE FROM event WHERE matter_id = :a AND seq = 6`)},
		{"the last event removed with its position", b, 3, run(`DELETE FROM event WHERE matter_id = :b AND seq = 3; DELETE FROM unsequenced WHERE matter_id = :b`)},
		{"two events removed", a, 3, run(`DELETE FROM event WHERE matter_id = :a AND seq IN (3, 4)`)},
		{"a whole chain removed", a, 6, run(`DELETE FROM event WHERE matter_id = :a; DELETE FROM sequence WHERE matter_id = :a`)},
		{"the last chain removed", c, 1, run(`DELETE FROM event WHERE matter_id = :c`)},
		{"every chain removed", b, 3, run(`DELETE FROM event; DELETE FROM sequence; DELETE FROM unsequenced`)},
		{"the row of a matter removed", b, 3, run(`DELETE FROM matter WHERE id = :b`)},
		{"the row of the last matter removed", c, 1, run(`DELETE FROM matter WHERE id = :c`)},
		{"an event added at the end", a, 7, func(w *tampered, tx *store.Tx) error {
			e := w.event(tx, w.a, 6)
			var head []byte
			if err := tx.QueryRow(`SELECT hash FROM event WHERE matter_id = $1 AND seq = 6`, w.a).Scan(&head); err != nil {
				return err
			}
			e.Seq, e.Act = 7, "rate"
			copy(e.Prev[:], head)
			if _, err := w.put(tx, e); err != nil {
				return err
			}
			_, err := tx.Exec(`INSERT INTO unsequenced (matter_id, seq, recorded) VALUES ($1, 7, $2)`, w.a, e.Recorded)
			return err
		}},
		{"an event put between two, the later ones renumbered", a, 4, func(w *tampered, tx *store.Tx) error {
			e := w.event(tx, w.a, 3)
			e.Act = "sign"
			e.Nonce = strings.Repeat("0", 32)
			if _, err := tx.Exec(`UPDATE event SET seq = seq + 1 WHERE matter_id = $1 AND seq >= 3`, w.a); err != nil {
				return err
			}
			_, err := w.put(tx, e)
			return err
		}},
		{"an event that stands twice", a, 3, run(`INSERT INTO event SELECT * FROM event WHERE matter_id = :a AND seq = 3`)},
		{"a chain of a matter that is not there", other, 1, func(w *tampered, tx *store.Tx) error {
			e := w.event(tx, w.c, 1)
			e.Matter = w.c + 1000
			_, err := w.put(tx, e)
			return err
		}},
		{"two events exchanged", a, 3, run(`UPDATE event SET seq = 7 - seq WHERE matter_id = :a AND seq IN (3, 4)`)},
		{"events renumbered", a, 4, run(`UPDATE event SET seq = seq + 1 WHERE matter_id = :a AND seq >= 4`)},
		{"a position removed", a, 3, run(`DELETE FROM sequence WHERE matter_id = :a AND seq = 3`)},
		{"the last position removed", b, 3, run(`DELETE FROM unsequenced WHERE matter_id = :b`)},
		{"a position given to two events", a, 3, run(`UPDATE sequence SET position = position - 1 WHERE matter_id = :a AND seq = 3`)},
		{"two positions given to an event", c, 1, run(`INSERT INTO sequence SELECT max(position) + 1, :c, 1 FROM sequence`)},
		{"a position and a place in the queue", a, 3, run(`INSERT INTO unsequenced (matter_id, seq, recorded) VALUES (:a, 3, 0)`)},
		{"the positions of two events of a matter exchanged", a, 4, func(w *tampered, tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE sequence SET seq = 7 - seq WHERE matter_id = $1 AND seq IN (3, 4)`, w.a)
			return err
		}},
		{"an event put back into the queue behind its successor", a, 3, run(`DELETE FROM sequence WHERE matter_id = :a AND seq = 2; INSERT INTO unsequenced (matter_id, seq, recorded) VALUES (:a, 2, 0)`)},
		{"a position without an event", a, 9, run(`UPDATE sequence SET seq = 9 WHERE matter_id = :a AND seq = 6`)},
		{"a place in the queue without an event", b, 9, run(`INSERT INTO unsequenced (matter_id, seq, recorded) VALUES (:b, 9, 0)`)},
		{"a gap in the order", a, 6, run(`UPDATE sequence SET position = position + 1 WHERE matter_id = :a AND seq = 6`)},
		{"an order that begins late", a, 1, run(`UPDATE sequence SET position = position + 1`)},
	}
	city.On(t, city.Options{}, func(t *testing.T, in *city.City) {
		w := newTampered(t, in)
		if found := w.verify(); len(found) > 0 {
			t.Fatalf("a whole ledger: %v", found)
		}
		for _, tampering := range cases {
			w.Tamper(t, func(tx *store.Tx) error { return tampering.change(w, tx) }, func() {
				id := map[rune]int64{a: w.a, b: w.b, c: w.c, other: w.c + 1000}[tampering.of]
				found := w.verify()
				if !slices.ContainsFunc(found, func(d ledger.Damage) bool { return d.Matter == id && d.Seq == tampering.seq && !d.What.IsZero() }) {
					t.Errorf("%s: matter %d seq %d is not named: %v", tampering.name, id, tampering.seq, found)
				}
			})
		}
		if found := w.verify(); len(found) > 0 {
			t.Fatalf("the ledger put back: %v", found)
		}
	})
}
