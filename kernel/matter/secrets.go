package matter

import (
	"crypto/rand"
	"crypto/subtle"
	"fmt"

	"shuniu/kernel/keyring"
	"shuniu/kernel/number"
	"shuniu/kernel/process"
)

// lookup is by what a value of the field is found.
func lookup(k *keyring.Ring, f *process.Field, value string) []byte {
	return k.MAC("lookup "+string(f.Type), value)
}

// queryCode is derived, so that a repeated submission gets the same receipt; only
// its digest is stored.
func queryCode(k *keyring.Ring, id ID) string {
	return number.Code(k.MAC("query code", fmt.Sprint(id)))
}

func sameDigest(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }

// sealContext binds a ciphertext to its place, so that it cannot be moved.
func sealContext(id ID, field string, seq int) string { return fmt.Sprintf("%d/%s/%d", id, field, seq) }

// nonce is what makes two equal values, or two equal events, look different.
func nonce() []byte {
	b := make([]byte, 16)
	rand.Read(b)
	return b
}
