// Package keyring holds a city's secrets: the master keys under which every matter's
// own key is wrapped, and the key of the digests by which personal values are found.
// They are never in the database or its backups; a database is bound to one keyring,
// and another is refused before it can write what the first cannot read. Values are
// sealed with AES-256-GCM (GB/T 35273 6.3: sensitive personal information is
// encrypted where it is kept), bound to their place.
package keyring

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
)

// Ring holds the secrets that are never in the database or its backups: the
// master keys that wrap each matter's own key, by version, and the key of lookup
// digests. Losing the master key is losing all personal data.
type Ring struct {
	Current int            `json:"current"`
	Master  map[int][]byte `json:"master"`
	Lookup  []byte         `json:"lookup"`
	Cipher  string         `json:"cipher"` // AES-256-GCM; named so that old data stays readable after a change
}

const (
	cipherName = "AES-256-GCM"
	keySize    = 32 // bytes
)

// New makes a keyring of fresh random keys.
func New() *Ring {
	return &Ring{Current: 1, Master: map[int][]byte{1: random(keySize)}, Lookup: random(keySize), Cipher: cipherName}
}

// Load reads the keyring file.
func Load(path string) (*Ring, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, lang.T("没有密钥文件 "+path+"：没有它，库中的个人信息无法读取。请从保管处放回后再启动。",
			"There is no keyring at "+path+": without it the personal data in the database cannot be read. Put it back before starting."), "keyring")
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "keyring")
	}
	var k Ring
	if err := json.Unmarshal(b, &k); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "keyring "+path)
	}
	if len(k.Master[k.Current]) != keySize || len(k.Lookup) != keySize || k.Cipher != cipherName {
		return nil, fault.Of(fault.Invalid, "keyring %s: keys are missing or of the wrong length", path)
	}
	return &k, nil
}

// Make writes a fresh keyring with permissions 0600, or reads the one that
// is there. It is for a new city only: a database that has matters needs the
// keyring it was written with.
func Make(path string) (*Ring, error) {
	k := New()
	b, err := json.Marshal(k)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "keyring")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "keyring")
	}
	err = place(path, b)
	if errors.Is(err, fs.ErrExist) {
		return Load(path)
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

// Bind makes the keyring the one of the database. It is Unavailable when the
// database is bound to another: another city's, or one made anew.
func (k *Ring) Bind(tx *store.Tx) error {
	if _, err := tx.Exec(markSQL, k.mark()); err != nil {
		return err
	}
	var mark string
	if err := tx.QueryRow(knownMarkSQL).Scan(&mark); err != nil {
		return fault.Wrap(fault.Unavailable, err, "mark of the keyring")
	}
	if mark != k.mark() {
		return fault.New(fault.Unavailable, wrongKeyring(), "keyring: another one is bound")
	}
	return nil
}

// mark is told apart from other keyrings' by the database and gives nothing away.
func (k *Ring) mark() string { return hex.EncodeToString(k.MAC("keyring", "mark")) }

func wrongKeyring() lang.Text {
	return lang.T("密钥文件不是此数据库所用的：用它无法读取库中的个人信息。请从保管处放回原来的密钥文件；多个节点须使用同一份密钥文件。",
		"The keyring is not the one this database was written with: it cannot read the personal data. Put the right one back; several nodes need the same keyring.")
}

const (
	markSQL      = `INSERT INTO keyring_mark (one, mark) VALUES (1, $1) ON CONFLICT (one) DO NOTHING`
	knownMarkSQL = `SELECT mark FROM keyring_mark WHERE one = 1`
)

// MAC is the keyed digest of a value in a domain: by it a value is found or
// recognised by those who hold the ring, and guessed by nobody else.
func (k *Ring) MAC(domain, value string) []byte {
	h := hmac.New(sha256.New, k.Lookup)
	h.Write([]byte("shuniu/" + domain + "/1\n" + value))
	return h.Sum(nil)
}

// Signer is the city's key for documents of a purpose, by version, which the document
// names. It is derived: every node with the ring has the same one, and so has a ring
// that was made before anything was signed. It gives nothing of the ring away.
func (k *Ring) Signer(purpose string, version int) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(k.MAC("sign "+purpose, strconv.Itoa(version)))
}

// What the master keys wrap: the keys of matters, and those of files that wait for
// the act that brings them into a matter.
const (
	OfMatter = "wrap"
	OfFile   = "wrap file"
)

// NewKey makes a matter's key, and the same wrapped under the current master key.
func (k *Ring) NewKey() (key, wrapped []byte, err error) {
	key = random(keySize)
	wrapped, err = k.Wrap(key, OfMatter)
	return key, wrapped, err
}

// Wrap seals a key under the current master key, whose version is its first byte.
func (k *Ring) Wrap(key []byte, of string) ([]byte, error) {
	ct, err := Seal(k.Master[k.Current], key, of)
	return append([]byte{byte(k.Current)}, ct...), err
}

// Unwrap gives the key that was wrapped; Internal when it was wrapped by another
// keyring or as something else, Unavailable when its master key is not in the ring.
func (k *Ring) Unwrap(wrapped []byte, of string) ([]byte, error) {
	if len(wrapped) < 2 {
		return nil, fault.Of(fault.Internal, "matter without a key")
	}
	master, ok := k.Master[int(wrapped[0])]
	if !ok {
		return nil, fault.Of(fault.Unavailable, "master key %d is not in the keyring", wrapped[0])
	}
	return Open(master, wrapped[1:], of)
}

// Seal encrypts a value for one place; in any other it does not open.
func Seal(key, plain []byte, place string) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	nonce := random(aead.NonceSize())
	return aead.Seal(nonce, nonce, plain, []byte(place)), nil
}

// Open decrypts what Seal made; Internal when key or place are others or a byte has
// changed.
func Open(key, sealed []byte, place string) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, fault.Of(fault.Internal, "sealed value is too short")
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(place))
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

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}
