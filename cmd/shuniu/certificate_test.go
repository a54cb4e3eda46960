package main

import (
	"encoding/json"
	"strings"
	"testing"

	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
	"shuniu/service/enterprises/approval/certificate"
)

func TestACredentialIsVerifiedOffline(t *testing.T) {
	dir, ring := t.TempDir(), keyring.New()
	signed, err := certificate.Sign(ring, certificate.Statement{Number: "市水务局许证字〔2026〕第00001号"})
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string, v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return put(t, dir, name, string(b))
	}
	credential, keys := file("c.json", signed), file("keys.json", certificate.PublicKeys(ring))
	if out, errs, exit := shuniu(t, "certificate", "verify", credential, "--key", keys); exit != 0 || !strings.Contains(out, "第00001号") {
		t.Errorf("%d %s%s", exit, out, errs)
	}
	signed.Certificate.Number = "市水务局许证字〔2026〕第00002号"
	if out, errs, exit := shuniu(t, "certificate", "verify", file("c.json", signed), "--key", keys); exit != fault.Invalid.Exit() || !strings.Contains(errs, "签名与内容不符") {
		t.Errorf("%d %s%s", exit, out, errs)
	}
}
