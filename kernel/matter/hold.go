package matter

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Hold is what somebody answers for in a seat. Sole says that nobody else holds it,
// so that what nobody has taken is theirs as well.
type Hold struct {
	Person org.PersonID
	Seat   org.Seat
	Sole   bool
}

// Roles are the roles in which the person answers for a matter: that which holds
// it, and those in which they took it and it will come back to them. There are none
// once it has ended.
func (h Hold) Roles(m *Matter) []string {
	if m.End != "" {
		return nil
	}
	var roles []string
	if now := m.Holder; h.sits(now) && (now.Person == int64(h.Person) || now.Person == 0 && h.Sole) {
		roles = append(roles, now.Role)
	}
	for role, c := range m.Claims {
		if h.sits(c) && c.Person == int64(h.Person) && !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	slices.Sort(roles)
	return roles
}

func (h Hold) sits(at ledger.Holder) bool {
	return at.Unit == int64(h.Seat.Unit) && at.Post == string(h.Seat.Post)
}

// Held are the open matters that somebody answers for in a seat, by id. It reads
// what is open in the unit, so it is for changes of posts and not for lists.
func Held(q store.Q, h Hold) ([]Line, error) {
	var out []Line
	rows, err := q.Query(heldSQL, int64(h.Seat.Unit))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var fold string
		var title sql.NullString
		if err := rows.Scan(&fold, &title); err != nil {
			return err
		}
		l := Line{Matter: &Matter{}, Title: title.String}
		if err := json.Unmarshal([]byte(fold), l.Matter); err != nil {
			return fault.Wrap(fault.Internal, err, "matter row")
		}
		if len(h.Roles(l.Matter)) > 0 {
			out = append(out, l)
		}
		return nil
	})
	return out, err
}

// Handing is an order to hand matters over: who ordered it, and the matter that
// says so and why.
type Handing struct {
	Hold
	To    org.PersonID
	By    org.PersonID
	Order ID
}

// Over makes the successor answerable for a matter; the event names who ordered it, and links to the order. It does nothing, and says so, where the
// matter is not (or no longer) held. Denied if the successor may not have it.
func (h Handing) Over(ctx context.Context, e *Engine, id ID) (moved bool, err error) {
	if err := e.Settle(ctx, id); err != nil {
		return false, err
	}
	err = e.DB.Write(ctx, func(tx *store.Tx) error {
		moved = false
		r, err := e.begin(tx, access.TheSystem(), Input{})
		if err != nil {
			return err
		}
		if err := r.load(id, nil); err != nil {
			return err
		}
		roles := h.Roles(r.m)
		if len(roles) == 0 {
			return nil
		}
		if barred := r.m.Barred(r.def, roles, h.To); len(barred) > 0 {
			return fault.New(fault.Denied, lang.T("接办人此前以须回避的角色经办过本件，不能接办。", "The successor has handled this matter in a role that bars them from it."), "hand over: "+barred[0])
		}
		moved = true
		return r.append(h.event(r, roles))
	})
	return moved, err
}

func (h Handing) event(r *run, roles []string) *ledger.Event {
	e := r.system(ActHandOver)
	e.Actor.Person = int64(h.By)
	e.Effects.Links = []ledger.Link{{Kind: "carries_out", Matter: int64(h.Order)}}
	for _, role := range roles {
		to := ledger.Holder{Role: role, Unit: int64(h.Seat.Unit), Post: string(h.Seat.Post), Person: int64(h.To)}
		if role == r.m.Holder.Role {
			e.Effects.Holder = &to
		} else {
			e.Effects.Claims = append(e.Effects.Claims, to)
		}
	}
	return e
}

const heldSQL = `
SELECT m.fold, ` + title + ` FROM matter_part p JOIN matter m ON m.id = p.matter_id
WHERE p.unit_id = $1 AND NOT p.ended ORDER BY m.id`
