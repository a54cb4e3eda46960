package matter

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
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

// scope says whose idempotency keys these are: a person's, a program's, those of whoever proved
// that a matter is theirs, or anonymous, where the key itself is the secret.
func (q asked) scope() string {
	switch {
	case q.actor.Kind == access.Applicant && q.actor.Matter != 0:
		return fmt.Sprintf("m%d", q.actor.Matter)
	case q.actor.Kind == access.Applicant:
		return "anonymous"
	case q.actor.Kind == access.API:
		return fmt.Sprintf("api%d", q.actor.Program)
	}
	return fmt.Sprintf("%s%d", q.actor.Kind, q.actor.Person)
}

// digestOf is what makes two requests under one key the same request. It is keyed,
// because it outlives the erasure of the values, and a plain hash of a phone number
// can be guessed.
func digestOf(k *keyring.Ring, q asked) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%d\x00%s\x00%d\x00", q.id, q.act, q.in.Secrecy)
	for _, n := range slices.Sorted(maps.Keys(q.in.Values)) {
		fmt.Fprintf(&b, "%s\x00%s\x00", n, strings.TrimSpace(q.in.Values[n]))
	}
	return k.MAC("request", b.String())
}

// claim is one use of an idempotency key.
type claim struct {
	scope, key string
	digest     []byte
	reused     lang.Text // what is told where the key stands for something else
}

// make keeps the key for a matter, or gives the matter that an earlier use with
// the same content led to. The key stays only if the write succeeds; another use
// at the same moment waits for that.
func (c claim) make(tx *store.Tx, id ID) (*row, error) {
	n, err := tx.Exec(keySQL, c.scope, c.key, c.digest, int64(id), store.Micros(tx.Now()))
	if err != nil || n == 1 {
		return nil, err
	}
	var digest []byte
	var known ID
	if err := tx.QueryRow(findKeySQL, c.scope, c.key).Scan(&digest, &known); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "idempotency key")
	}
	if !sameDigest(digest, c.digest) {
		return nil, fault.New(fault.Conflict, c.reused, keyReused)
	}
	return loadRow(nil, tx, known)
}

// claim is the use a request makes of its key; nil without one.
func (e *Engine) claim(q asked) *claim {
	if q.in.Key == "" {
		return nil
	}
	return &claim{scope: q.scope(), key: q.in.Key, digest: digestOf(e.Keys, q),
		reused: lang.T("同一提交编号已用于另一内容，请刷新页面后重新提交。", "This submission key was already used for something else. Reload the page and send again.")}
}

// repeated is the success an earlier request with the same key had; nil for a
// request that is new.
func (e *Engine) repeated(tx *store.Tx, c *claim, id ID) (*Result, error) {
	if c == nil {
		return nil, nil
	}
	row, err := c.make(tx, id)
	if err != nil || row == nil {
		return nil, err
	}
	return &Result{Matter: row.matter, Repeated: true}, nil
}

const keyReused = "idempotency key reused"

// IsKeyReused reports whether err says that the key of an act already stands for
// an act with other values.
func IsKeyReused(err error) bool {
	return fault.Is(err, fault.Conflict) && fault.As(err).Operator == keyReused
}
