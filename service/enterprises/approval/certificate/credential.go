package certificate

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
)

// Statement is what a credential says. Its keys stand in the order of their names and
// all values are strings, so that its compact form is the canonical one of RFC 8785.
// What does not apply is empty.
type Statement struct {
	Code       string `json:"code"` // by which its present status is asked for
	Holder     string `json:"holder"`
	HolderCode string `json:"holder_code"` // 统一社会信用代码
	ItemCode   string `json:"item_code"`   // 实施编码
	Number     string `json:"number"`      // 证号
	SignedAt   string `json:"signed_at"`   // RFC 3339
	Title      string `json:"title"`
	Unit       string `json:"unit"` // 发证机关
	ValidFrom  string `json:"valid_from"`
	ValidUntil string `json:"valid_until"` // empty: valid for good
	Version    string `json:"version"`
}

// Credential is a statement signed by the city. It says what was so when it was
// signed; whether the certificate was revoked since, the city tells by its code.
type Credential struct {
	Algorithm   string    `json:"algorithm"`
	Certificate Statement `json:"certificate"`
	Key         string    `json:"key"` // which key of the city
	Signature   string    `json:"signature"`
}

// How credentials of this version are made.
const (
	version   = "shuniu/certificate/1"
	algorithm = "Ed25519"
	purpose   = "certificate"
	signer    = 1 // version of the city's key
)

func keyName(n int) string { return fmt.Sprintf("%s-%d", purpose, n) }

// message is what is signed: the version on a line of its own, then the statement.
func message(s Statement) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(version + "\n")
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(s)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), fault.Wrap(fault.Internal, err, "credential")
}

// Sign makes the credential of a statement.
func Sign(k *keyring.Ring, s Statement) (*Credential, error) {
	s.Version = version
	m, err := message(s)
	if err != nil {
		return nil, err
	}
	sig := ed25519.Sign(k.Signer(purpose, signer), m)
	return &Credential{Algorithm: algorithm, Certificate: s, Key: keyName(signer), Signature: base64.StdEncoding.EncodeToString(sig)}, nil
}

// StatementOf is what a certificate says, as its holder sees it.
func StatementOf(v *matter.View, unit lang.Text, at time.Time) Statement {
	return Statement{
		Code: CodeOf(v.Timeline[0].Event), Holder: v.Values[FieldHolder].Text, HolderCode: v.Values[FieldUSCC].Text, ItemCode: v.Values[FieldItem].Text,
		Number: v.Values[FieldSerial].Text, SignedAt: at.UTC().Format(time.RFC3339), Title: v.Values[FieldTitle].Text, Unit: unit.Zh,
		ValidFrom: v.Values[FieldFrom].Text, ValidUntil: v.Values[FieldUntil].Text,
	}
}

// Keys are the city's public keys as a JSON Web Key Set (RFC 7517, RFC 8037).
type Keys struct {
	Keys []Key `json:"keys"`
}

// Key is one public key.
type Key struct {
	Type  string `json:"kty"`
	Curve string `json:"crv"`
	ID    string `json:"kid"`
	Use   string `json:"use"`
	X     string `json:"x"`
}

// PublicKeys are those by which this city's credentials are verified, of all versions.
func PublicKeys(k *keyring.Ring) Keys {
	var out Keys
	for n := 1; n <= signer; n++ {
		public := k.Signer(purpose, n).Public().(ed25519.PublicKey)
		out.Keys = append(out.Keys, Key{"OKP", algorithm, keyName(n), "sig", base64.RawURLEncoding.EncodeToString(public)})
	}
	return out
}

// Verify reads a credential and gives what it says; Invalid when it was not signed
// like this by one of the keys. It asks nobody: whether the certificate still
// holds, the city tells by its code.
func Verify(credential, keys []byte) (*Statement, error) {
	var c Credential
	var known Keys
	if err := strict(credential, &c); err != nil {
		return nil, fault.New(fault.Invalid, lang.T("这不是电子证照凭证文件。", "This is not the file of a credential."), err.Error())
	}
	if err := strict(keys, &known); err != nil {
		return nil, fault.New(fault.Invalid, lang.T("这不是公钥文件。", "This is not a file of public keys."), err.Error())
	}
	m, err := message(c.Certificate)
	if err != nil {
		return nil, err
	}
	sig, err := base64.StdEncoding.DecodeString(c.Signature)
	for _, k := range known.Keys {
		public, broken := base64.RawURLEncoding.DecodeString(k.X)
		if err == nil && broken == nil && c.Algorithm == algorithm && c.Certificate.Version == version &&
			k.ID == c.Key && k.Curve == algorithm && len(public) == ed25519.PublicKeySize && ed25519.Verify(public, m, sig) {
			return &c.Certificate, nil
		}
	}
	return nil, fault.New(fault.Invalid, lang.T("签名与内容不符：文件被改过，或者不是用这些公钥所属城市签发的。", "The signature does not fit: the file was changed, or it was not signed by the city of these keys."), "signature of a credential")
}

func strict(text []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	return dec.Decode(into)
}
