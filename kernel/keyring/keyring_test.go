package keyring

import (
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"shuniu/kernel/fault"
)

func TestProcessesThatStartTogetherShareOneKeyring(t *testing.T) {
	for range 20 {
		path := filepath.Join(t.TempDir(), "keys", "keyring.json")
		rings := make([]*Ring, 8)
		var done sync.WaitGroup
		start := make(chan struct{})
		for i := range rings {
			done.Go(func() {
				<-start
				var err error
				if rings[i], err = Make(path); err != nil {
					t.Error(err)
				}
			})
		}
		close(start)
		done.Wait()
		for _, k := range rings {
			if !reflect.DeepEqual(k, rings[0]) {
				t.Fatal("two keyrings for one city: one of them would lose the data of the other")
			}
		}
		files, err := os.ReadDir(filepath.Dir(path))
		if err != nil || len(files) != 1 {
			t.Errorf("left in the folder: %v, %v", files, err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("readable by others: %v, %v", info.Mode(), err)
		}
	}
}

func TestAKeyringThatIsNotWholeIsRefused(t *testing.T) {
	if _, err := Load(filepath.Join(t.TempDir(), "keyring.json")); !fault.Is(err, fault.NotFound) {
		t.Errorf("one that is not there: %v", err)
	}
	for name, text := range map[string]string{
		"empty": "", "not JSON": "keys", "without keys": "{}", "without its current key": `{"current":2,"master":{"1":"AAAA"},"lookup":"AAAA","cipher":"AES-256-GCM"}`,
	} {
		path := filepath.Join(t.TempDir(), "keyring.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Make(path); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s, and not overwritten: %v", name, err)
		}
	}
}

func TestASealedValueOpensInItsPlaceOnly(t *testing.T) {
	k := New()
	key, wrapped, err := k.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := k.Unwrap(wrapped, OfMatter); err != nil || !reflect.DeepEqual(again, key) {
		t.Errorf("the key unwraps as another: %v", err)
	}
	sealed, err := Seal(key, []byte("13800000000"), "7/phone/1")
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := Open(key, sealed, "7/phone/1"); err != nil || string(plain) != "13800000000" {
		t.Errorf("%q, %v", plain, err)
	}
	for _, place := range []string{"8/phone/1", "7/name/1", "7/phone/2"} {
		if plain, err := Open(key, sealed, place); !fault.Is(err, fault.Internal) || len(plain) > 0 {
			t.Errorf("in %s: %q, %v", place, plain, err)
		}
	}
	for i := range sealed {
		sealed[i] ^= 1
		if _, err := Open(key, sealed, "7/phone/1"); err == nil {
			t.Fatalf("byte %d changed and still opened", i)
		}
		sealed[i] ^= 1
	}
	for _, short := range [][]byte{nil, {1}, sealed[:11]} {
		if _, err := Open(key, short, ""); err == nil {
			t.Errorf("%d bytes are opened", len(short))
		}
	}
	if _, err := New().Unwrap(wrapped, OfMatter); !fault.Is(err, fault.Internal) {
		t.Errorf("by another city's keyring: %v", err)
	}
	other := New()
	other.Master = map[int][]byte{2: other.Master[1]}
	if _, err := other.Unwrap(wrapped, OfMatter); !fault.Is(err, fault.Unavailable) {
		t.Errorf("with a master key missing: %v", err)
	}
}
