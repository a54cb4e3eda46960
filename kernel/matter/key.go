package matter

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

// asked is one request to open a matter (id 0) or to act on one.
type asked struct {
	actor access.Actor
	id    ID
	act   string
	in    Input
}

// scope says whose idempotency keys these are: a person's, those of whoever proved
// that a matter is theirs, or anonymous, where the key itself is the secret.
func (q asked) scope() string {
	switch {
	case q.actor.Kind == access.Applicant && q.actor.Matter != 0:
		return fmt.Sprintf("m%d", q.actor.Matter)
	case q.actor.Kind == access.Applicant:
		return "anonymous"
	}
	return fmt.Sprintf("%s%d", q.actor.Kind, q.actor.Person)
}

// digestOf is what makes two requests under one key the same request. It is keyed,
// because it outlives the erasure of the values, and a plain hash of a phone number
// can be guessed.
func (k *Keyring) digestOf(q asked) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%d\x00%s\x00%d\x00", q.id, q.act, q.in.Secrecy)
	for _, n := range slices.Sorted(maps.Keys(q.in.Values)) {
		fmt.Fprintf(&b, "%s\x00%s\x00", n, strings.TrimSpace(q.in.Values[n]))
	}
	return k.mac("request", b.String())
}

// repeated finds the success an earlier request with the same key had. The same
// key with another body is a Conflict.
func (e *Engine) repeated(tx *store.Tx, q asked) (*Result, error) {
	if q.in.Key == "" {
		return nil, nil
	}
	known, err := findKey(tx, q.scope(), q.in.Key)
	if err != nil || known == nil {
		return nil, err
	}
	if !sameDigest(known.digest, e.Keys.digestOf(q)) {
		return nil, fault.New(fault.Conflict, lang.T("同一提交编号已用于另一内容，请刷新页面后重新提交。", "This submission key was already used for something else. Reload the page and send again."), keyReused)
	}
	row, err := loadRow(tx, known.matter)
	if err != nil {
		return nil, err
	}
	res := &Result{Matter: row.matter, Repeated: true}
	if q.id == 0 {
		res.Code = e.Keys.queryCode(row.matter.ID)
	}
	return res, nil
}

const keyReused = "idempotency key reused"

// IsKeyReused reports whether err says that the key of an act already stands for
// an act with other values.
func IsKeyReused(err error) bool {
	return fault.Is(err, fault.Conflict) && fault.As(err).Operator == keyReused
}

// remember keeps the key of a request that succeeded; a unique breach means that
// the same key succeeded elsewhere at the same moment.
func (e *Engine) remember(tx *store.Tx, q asked, id ID) error {
	if q.in.Key == "" {
		return nil
	}
	return tx.Put(keySQL, q.scope(), q.in.Key, e.Keys.digestOf(q), int64(id), store.Micros(tx.Now()))
}
