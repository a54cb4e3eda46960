package crash

import (
	"context"
	"crypto/sha256"
	"fmt"
	"html"
	"net/http"
	"strings"
	"sync"
	"testing"

	"shuniu/test/browse"
)

// audit looks for everything that anybody was told, by its receipt and over HTTP:
// as the resident, as staff, and with each session.
func (p *public) audit(t *testing.T, slips []*slip) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 5*patience)
	defer stop()
	staff, err := p.signsIn(ctx, "dispatcher1")
	if err != nil {
		t.Fatal(err)
	}
	next := make(chan *slip)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for s := range next {
				if err := p.found(ctx, staff, s); err != nil {
					t.Errorf("%s: %v", s.number, err)
				}
			}
		})
	}
	for _, s := range slips {
		next <- s
	}
	close(next)
	all.Wait()
	for token, lives := range p.sessions {
		v := p.visitor()
		v.cookies["shuniu"] = token
		a, err := v.goes(ctx, "/desk")
		if err != nil || (a.status == http.StatusOK) != lives || !lives && !strings.HasPrefix(a.location, "/desk/sign-in") {
			t.Errorf("a session that lives (%v): %v %v", lives, err, a)
		}
	}
}

// found looks for all that a slip says.
func (p *public) found(ctx context.Context, staff *visitor, s *slip) error {
	v, err := p.follows(ctx, s)
	if err != nil {
		return err
	}
	mine, err := v.goes(ctx, "/follow/matter")
	if err != nil {
		return err
	}
	for _, text := range append(s.texts, s.title) {
		if !strings.Contains(mine.body, html.EscapeString(text)) {
			return fmt.Errorf("%q is not in the record: %v", text, mine)
		}
	}
	if err := s.read(ctx, v, mine); err != nil {
		return err
	}
	desk, err := staff.goes(ctx, "/desk/matter/"+s.number)
	if err != nil {
		return err
	}
	for _, act := range s.acts {
		if !strings.Contains(desk.body, act) {
			return fmt.Errorf("%q is not in the record on the desk: %v", act, desk)
		}
	}
	for _, note := range s.notes {
		if n := strings.Count(mine.body, note); n != 1 {
			return fmt.Errorf("%q stands there %d times: %v", note, n, mine)
		}
	}
	return nil
}

// read downloads every file of the record and compares them with those given.
func (s *slip) read(ctx context.Context, v *visitor, record *answer) error {
	there := map[[sha256.Size]byte]bool{}
	for _, link := range browse.All(record.doc(), "a") {
		href := browse.Attr(link, "href")
		if !strings.HasPrefix(href, "/follow/file/") || !strings.HasSuffix(href, "save") {
			continue
		}
		a, err := v.goes(ctx, href)
		if err != nil {
			return err
		}
		sum := sha256.Sum256([]byte(a.body))
		if a.status != http.StatusOK || !s.files[sum] {
			return fmt.Errorf("%s is a file nobody gave: %d", href, a.status)
		}
		there[sum] = true
	}
	if len(there) != len(s.files) {
		return fmt.Errorf("of %d files %d can be read: %v", len(s.files), len(there), record)
	}
	return nil
}
