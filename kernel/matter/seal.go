package matter

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
)

// Keyring holds the secrets that are never in the database or its backups: the
// master keys that wrap each matter's own key, by version, and the key of lookup
// digests. Losing the master key is losing all personal data.
type Keyring struct {
	Current int            `json:"current"`
	Master  map[int][]byte `json:"master"`
	Lookup  []byte         `json:"lookup"`
	Cipher  string         `json:"cipher"` // AES-256-GCM; named so that old data stays readable after a change
}

const cipherName = "AES-256-GCM"

// NewKeyring makes a keyring of fresh random keys.
func NewKeyring() *Keyring {
	return &Keyring{Current: 1, Master: map[int][]byte{1: random(32)}, Lookup: random(32), Cipher: cipherName}
}

// LoadKeyring reads the keyring file.
func LoadKeyring(path string) (*Keyring, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, lang.T("没有密钥文件 "+path+"：没有它，库中的个人信息无法读取。请从保管处放回后再启动。",
			"There is no keyring at "+path+": without it the personal data in the database cannot be read. Put it back before starting."), "keyring")
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "keyring")
	}
	var k Keyring
	if err := json.Unmarshal(b, &k); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "keyring "+path)
	}
	if len(k.Master[k.Current]) != 32 || len(k.Lookup) != 32 || k.Cipher != cipherName {
		return nil, fault.Of(fault.Invalid, "keyring %s: keys are missing or of the wrong length", path)
	}
	return &k, nil
}

// MakeKeyring writes a fresh keyring with permissions 0600, or reads the one that
// is there. It is for a new city only: a database that has matters needs the
// keyring it was written with.
func MakeKeyring(path string) (*Keyring, error) {
	k := NewKeyring()
	b, err := json.Marshal(k)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "keyring")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "keyring")
	}
	err = place(path, b)
	if errors.Is(err, fs.ErrExist) {
		return LoadKeyring(path)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "keyring")
	}
	return k, nil
}

// place puts a whole file at path, durably, unless there is one: another process
// never reads half of it, and a failure of power leaves no database without it.
func place(path string, content []byte) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer folder.Close()
	draft, err := os.CreateTemp(folder.Name(), ".keyring-*") // with permissions 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }() // of no use by now, and harmless
	_, err = draft.Write(content)
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), path); err != nil {
		return err
	}
	return folder.Sync()
}

// Bind makes the keyring the one of the database, or fails as Fits does when
// another process has bound another one first.
func (k *Keyring) Bind(tx *store.Tx) error {
	if err := k.Fits(tx); err != nil {
		return err
	}
	_, err := tx.Exec(markSQL, k.mark())
	if err != nil {
		return err
	}
	return k.Fits(tx)
}

// mark is told apart from other keyrings' by the database and gives nothing away.
func (k *Keyring) mark() string { return hex.EncodeToString(k.mac("keyring", "mark")) }

// Fits is Unavailable when the keyring is not the one that the database is bound to
// and its matters were written with: another city's, or one made anew.
func (k *Keyring) Fits(q store.Q) error {
	var mark string
	switch err := q.QueryRow(knownMarkSQL).Scan(&mark); {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return fault.Wrap(fault.Unavailable, err, "mark of the keyring")
	case mark != k.mark():
		return fault.New(fault.Unavailable, wrongKeyring(), "keyring: another one is bound")
	}
	var wrapped []byte
	switch err := q.QueryRow(newestKeySQL).Scan(&wrapped); {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return fault.Wrap(fault.Unavailable, err, "keys of matters")
	}
	if _, err := k.unwrap(wrapped); err != nil {
		return fault.New(fault.Unavailable, wrongKeyring(), "keyring: "+err.Error())
	}
	return nil
}

func wrongKeyring() lang.Text {
	return lang.T("密钥文件不是此数据库所用的：用它无法读取库中的个人信息。请从保管处放回原来的密钥文件；多个节点须使用同一份密钥文件。",
		"The keyring is not the one this database was written with: it cannot read the personal data. Put the right one back; several nodes need the same keyring.")
}

const (
	newestKeySQL = `SELECT sealed_key FROM matter WHERE sealed_key IS NOT NULL ORDER BY id DESC LIMIT 1`
	markSQL      = `INSERT INTO keyring_mark (one, mark) VALUES (1, $1) ON CONFLICT (one) DO NOTHING`
	knownMarkSQL = `SELECT mark FROM keyring_mark WHERE one = 1`
)

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func (k *Keyring) mac(domain, value string) []byte {
	h := hmac.New(sha256.New, k.Lookup)
	h.Write([]byte("shuniu/" + domain + "/1\n" + value))
	return h.Sum(nil)
}

// lookup is by what a value of the field is found.
func (k *Keyring) lookup(f *process.Field, value string) []byte {
	return k.mac("lookup "+string(f.Type), value)
}

// newKey makes a matter's key, and the same wrapped under the current master key.
func (k *Keyring) newKey() (key, wrapped []byte, err error) {
	key = random(32)
	wrapped, err = k.wrap(key, matterKey)
	return key, wrapped, err
}

// What the master keys wrap: the keys of matters, and those of files that wait for
// the act that brings them into a matter.
const (
	matterKey = "wrap"
	fileKey   = "wrap file"
)

func (k *Keyring) wrap(key []byte, context string) ([]byte, error) {
	ct, err := encrypt(k.Master[k.Current], key, context)
	return append([]byte{byte(k.Current)}, ct...), err
}

func (k *Keyring) unwrap(wrapped []byte) ([]byte, error) { return k.unwrapAs(wrapped, matterKey) }

func (k *Keyring) unwrapAs(wrapped []byte, context string) ([]byte, error) {
	if len(wrapped) < 2 {
		return nil, fault.Of(fault.Internal, "matter without a key")
	}
	master, ok := k.Master[int(wrapped[0])]
	if !ok {
		return nil, fault.Of(fault.Unavailable, "master key %d is not in the keyring", wrapped[0])
	}
	return decrypt(master, wrapped[1:], context)
}

func encrypt(key, plain []byte, context string) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	nonce := random(aead.NonceSize())
	return aead.Seal(nonce, nonce, plain, []byte(context)), nil
}

func decrypt(key, sealed []byte, context string) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, fault.Of(fault.Internal, "sealed value is too short")
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(context))
	return plain, fault.Wrap(fault.Internal, err, "sealed value cannot be opened")
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "cipher")
	}
	aead, err := cipher.NewGCM(block)
	return aead, fault.Wrap(fault.Internal, err, "cipher")
}

// sealContext binds a ciphertext to its place, so that it cannot be moved.
func sealContext(id ID, field string, seq int) string { return fmt.Sprintf("%d/%s/%d", id, field, seq) }
