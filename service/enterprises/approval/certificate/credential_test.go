package certificate_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
	"shuniu/service/enterprises/approval/certificate"
)

// file is something as it is downloaded.
func file(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestACredentialIsVerifiedWithoutTheCity(t *testing.T) {
	ring := keyring.New()
	said := certificate.Statement{Holder: "澜湾<潮味>&公司", Title: "排水许可证", Number: "市水务局许证字〔2026〕第00001号", ValidFrom: "2026-03-02", ValidUntil: "2031-03-01", Code: "AAAA-BBBB-CCCC"}
	signed, err := certificate.Sign(ring, said)
	if err != nil {
		t.Fatal(err)
	}
	credential, keys := file(t, signed), file(t, certificate.PublicKeys(ring))
	got, err := certificate.Verify(credential, keys)
	if err != nil || got.Holder != said.Holder || got.Number != said.Number {
		t.Fatalf("%+v, %v", got, err)
	}
	for what, forged := range map[string][]byte{
		"a longer validity":   bytes.Replace(credential, []byte("2031-03-01"), []byte("2041-03-01"), 1),
		"another holder":      bytes.Replace(credential, []byte("澜湾"), []byte("望澜"), 1),
		"another code":        bytes.Replace(credential, []byte("AAAA"), []byte("AAAB"), 1),
		"another algorithm":   bytes.Replace(credential, []byte(`"Ed25519"`), []byte(`"none"`), 1),
		"another version":     bytes.Replace(credential, []byte("certificate/1"), []byte("certificate/0"), 1),
		"what is not signed":  bytes.Replace(credential, []byte(`{`), []byte(`{"note":"VIP",`), 1),
		"no signature":        bytes.Replace(credential, []byte(signed.Signature), nil, 1),
		"no credential":       []byte("{"),
		"nothing":             nil,
		"the keys themselves": keys,
	} {
		if _, err := certificate.Verify(forged, keys); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s is taken: %v", what, err)
		}
	}
	if _, err := certificate.Verify(credential, file(t, certificate.PublicKeys(keyring.New()))); !fault.Is(err, fault.Invalid) {
		t.Errorf("it is taken for another city's: %v", err)
	}
}
