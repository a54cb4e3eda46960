package ledger_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
)

// vectors fix the encoding for good. They were made by a program in another
// language from the rule in the package comment; a change that breaks one breaks
// every ledger there is.
type vectors struct {
	City   string
	Events []struct {
		Name, Body string
		Hash       ledger.Hash
	}
	Commitments []struct {
		Name, Salt, Value string
		Hash              ledger.Hash
	}
}

func readVectors(t testing.TB) vectors {
	t.Helper()
	b, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheBytesAndHashesOfEventsAreThoseOfTheVectors(t *testing.T) {
	v := readVectors(t)
	var prev ledger.Hash
	for _, want := range v.Events {
		e, err := ledger.Decode([]byte(want.Body))
		if err != nil {
			t.Fatalf("%s: %v", want.Name, err)
		}
		body, err := e.Encode()
		if err != nil || string(body) != want.Body {
			t.Errorf("%s: %v\n%s", want.Name, err, cmp.Diff(want.Body, string(body)))
		}
		if e.Prev != prev {
			t.Errorf("%s: does not continue the chain", want.Name)
		}
		if prev = ledger.HashOf(v.City, body); prev != want.Hash {
			t.Errorf("%s: hash %s, want %s", want.Name, prev, want.Hash)
		}
	}
}

// What is encoded is built here by hand, so that a mistake which Encode and
// Decode share is seen.
func TestTheSecondVectorIsThisEvent(t *testing.T) {
	v := readVectors(t)
	e := ledger.Event{
		V: 1, Matter: 7, Seq: 2, Prev: v.Events[0].Hash, Occurred: 1772499600000000, Recorded: 1772499600000002, Origin: ledger.Import,
		Process: "people.request", Definition: strings.Repeat("5f", 32), Act: "consult", Rule: "act:substitute",
		Actor: ledger.Actor{Kind: "staff", Person: 11, Unit: 3, Role: "handler", For: 12},
		Effects: ledger.Effects{
			State: "consulting", End: "answered", Holder: &ledger.Holder{Role: "handler", Unit: 3, Post: "handler", Person: 12}, Assigned: 3, Reopened: true,
			Fields: []ledger.Field{{Name: "unit", Value: "water"}},
			Clocks: []ledger.Clock{{
				Name: "handle", N: 2, Phase: "stopped", Limit: "5wd", Started: 1772413200000000, Pauses: []ledger.Pause{{From: 1772420400000000, To: 1772424000000000}},
				Extends: []string{"3wd"}, Due: "2026-03-12", RawDue: "2026-03-12", DueAt: 1773331200000000, Provisional: true,
				Fired: []string{"remind", "breach"}, Stopped: 1772499600000000, Cap: 1773331200000000,
			}},
			Children: []ledger.Child{{Matter: 8, Process: "test.opinion", Lead: true, End: "answered"}, {Matter: 9, Process: "test.opinion"}},
			Links:    []ledger.Link{{Kind: "duplicate_of", Matter: 6}},
		},
		Sealed: []ledger.Commitment{}, Nonce: "ffeeddccbbaa99887766554433221100",
	}
	body, err := e.Encode()
	if err != nil || string(body) != v.Events[1].Body {
		t.Errorf("%v\n%s", err, cmp.Diff(v.Events[1].Body, string(body)))
	}
}

func TestTheVectorsFixEveryField(t *testing.T) {
	held := map[string]bool{}
	var fields []string
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			walk(path, reflect.Indirect(v))
		case reflect.Slice:
			for i := range v.Len() {
				walk(path, v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				name := path + "." + v.Type().Field(i).Name
				fields = append(fields, name)
				held[name] = held[name] || !v.Field(i).IsZero()
				walk(name, v.Field(i))
			}
		}
	}
	for _, x := range readVectors(t).Events {
		e, err := ledger.Decode([]byte(x.Body))
		if err != nil {
			t.Fatal(err)
		}
		walk("Event", reflect.ValueOf(*e))
	}
	if len(fields) < 50 {
		t.Fatalf("only %d fields", len(fields))
	}
	for _, name := range fields {
		if !held[name] {
			held[name] = true
			t.Errorf("no vector has %s", name)
		}
	}
}

func TestTheCommitmentsAreThoseOfTheVectors(t *testing.T) {
	for _, want := range readVectors(t).Commitments {
		salt, err := hex.DecodeString(want.Salt)
		if err != nil {
			t.Fatal(err)
		}
		if got := ledger.Commit(want.Name, salt, []byte(want.Value)); got != (ledger.Commitment{Name: want.Name, Hash: want.Hash}) {
			t.Errorf("%s: %s, want %s", want.Name, got.Hash, want.Hash)
		}
		if ledger.Commit("other", salt, []byte(want.Value)).Hash == want.Hash || ledger.Commit(want.Name, append(salt, 0), []byte(want.Value)).Hash == want.Hash {
			t.Errorf("%s: name and salt are part of the commitment", want.Name)
		}
	}
}

func TestAnEventOfOneCityIsNotAnothers(t *testing.T) {
	v := readVectors(t)
	if ledger.HashOf("990200", []byte(v.Events[0].Body)) == v.Events[0].Hash {
		t.Error("the city is part of the hash")
	}
}

func TestBytesThatAreNotOneEventOfThisVersionAreRefused(t *testing.T) {
	body := readVectors(t).Events[1].Body
	for name, bad := range map[string]string{
		"nothing":             "",
		"half an event":       body[:len(body)/2],
		"two events":          body + body,
		"something after it":  body + " x",
		"a brace after it":    body + "}",
		"an unknown key":      strings.Replace(body, `"v":1`, `"v":1,"w":2`, 1),
		"another version":     strings.Replace(body, `"v":1`, `"v":2`, 1),
		"no version":          strings.Replace(body, `"v":1,`, ``, 1),
		"a hash of 31 bytes":  strings.Replace(body, `"prev":"68`, `"prev":"`, 1),
		"a hash of letters":   strings.Replace(body, `"prev":"68`, `"prev":"xy`, 1),
		"a fraction":          strings.Replace(body, `"seq":2`, `"seq":2.5`, 1),
		"an array":            "[" + body + "]",
		"a number as a text":  strings.Replace(body, `"seq":2`, `"seq":"2"`, 1),
		"more than an int64":  strings.Replace(body, `"matter":7`, `"matter":9223372036854775808`, 1),
		"an effect not known": strings.Replace(body, `"end":"answered","holder"`, `"ended":true,"holder"`, 1),
	} {
		if bad == body {
			t.Fatalf("%s: nothing was changed", name)
		}
		if e, err := ledger.Decode([]byte(bad)); !fault.Is(err, fault.Internal) {
			t.Errorf("%s is read as %+v, %v", name, e, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, x := range readVectors(f).Events {
		f.Add([]byte(x.Body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := ledger.Decode(body)
		if err != nil {
			if e != nil || !fault.Is(err, fault.Internal) {
				t.Fatalf("%v, %v", e, err)
			}
			return
		}
		once, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := ledger.Decode(once)
		if err != nil {
			t.Fatalf("%s: %v", once, err)
		}
		twice, err := again.Encode()
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%v\n%s\n%s", err, once, twice)
		}
	})
}
