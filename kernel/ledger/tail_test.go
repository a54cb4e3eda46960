package ledger

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// TestATailSaysWhatTheDatabaseSays asks a tail what followers at any places ask
// while records are added, and compares every answer with a plain read.
func TestATailSaysWhatTheDatabaseSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := int64(0)
		plain := func(position int64, limit int) ([]Record, error) {
			var out []Record
			for p := position + 1; p <= head && len(out) < limit; p++ {
				out = append(out, Record{Position: p})
			}
			return out, nil
		}
		var tail tail
		ask := rapid.Int64Range(0, 3*tailSize)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			head = min(head+rapid.Int64Range(0, 900).Draw(t, "added"), 3*tailSize)
			position, limit := min(ask.Draw(t, "position"), head), rapid.IntRange(1, followBatch).Draw(t, "limit")
			got, ok, err := tail.after(position, limit, plain)
			if err != nil {
				t.Fatal(err)
			}
			want, _ := plain(position, limit)
			if ok && len(got) != len(want) {
				t.Fatalf("after %d: %d records, want %d", position, len(got), len(want))
			}
			for i := range got {
				if got[i].Position != want[i].Position {
					t.Fatalf("after %d: position %d at %d", position, got[i].Position, i)
				}
			}
			if len(tail.records) > tailSize {
				t.Fatalf("the tail has grown to %d", len(tail.records))
			}
		}
	})
}

func TestATailReadsEachRecordOnce(t *testing.T) {
	head, read := int64(0), 0
	plain := func(position int64, limit int) (out []Record, _ error) {
		for p := position + 1; p <= head && len(out) < limit; p++ {
			out = append(out, Record{Position: p})
		}
		read += len(out)
		return out, nil
	}
	var tail tail
	for at := int64(0); at < 5000; at = head {
		head += 100
		for range 6 { // followers
			if got, ok, err := tail.after(at, followBatch, plain); !ok || err != nil || len(got) != 100 {
				t.Fatalf("%d records, %v, %v", len(got), ok, err)
			}
		}
	}
	if read != 5000 {
		t.Errorf("%d records were read for 5000", read)
	}
}

func TestATailThatCannotReadSaysSoAndKeepsWhatItHas(t *testing.T) {
	lost := errors.New("lost")
	tail := tail{records: []Record{{Position: 7}}}
	if _, _, err := tail.after(6, 2, func(int64, int) ([]Record, error) { return nil, lost }); !errors.Is(err, lost) {
		t.Fatalf("want the failure, got %v", err)
	}
	got, ok, err := tail.after(6, 2, func(int64, int) ([]Record, error) { return []Record{{Position: 8}}, nil })
	if !ok || err != nil || len(got) != 2 {
		t.Fatalf("%v, %v, %v", got, ok, err)
	}
}
