package instrument

import (
	"context"
	"crypto/hmac"
	"encoding/base32"
	"fmt"
	"strconv"
	"strings"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/number"
)

// named names a document: the number of its matter and the event that issued it.
type named struct {
	matter string
	seq    int
}

// alphabet is that of public numbers, without letters that are read as digits.
var alphabet = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// code is what a document is verified by: which it is, and 80 bits by the city's
// lookup key, so that nobody guesses or makes one up.
func (p Press) code(of named) string {
	name := fmt.Sprintf("%s-%d", of.matter, of.seq)
	return name + "-" + alphabet.EncodeToString(p.Reader.Keys.MAC("document", name)[:10])
}

// Verified is what anyone may know of a document that was issued: nothing of what it
// says but its subject where that may be published.
type Verified struct {
	Issued
	Process lang.Text
	Subject string
}

// Verify tells what document a code is of. NotFound where none was issued, whatever is
// wrong with the code.
func (p Press) Verify(ctx context.Context, code string) (*Verified, error) {
	none := fault.Of(fault.NotFound, "no document with such a code")
	of, ok := read(code)
	if !ok || !hmac.Equal([]byte(p.code(of)), []byte(strings.ToUpper(strings.TrimSpace(code)))) {
		return nil, none
	}
	id, err := p.Reader.Find(ctx, of.matter)
	if err != nil {
		return nil, err
	}
	view, err := p.Reader.View(ctx, access.TheSystem(), id)
	if err != nil {
		return nil, err
	}
	if of.seq < 1 || of.seq > len(view.Timeline) {
		return nil, none
	}
	_, one := p.issued(view, of.seq-1)
	if one == nil {
		return nil, none
	}
	out := &Verified{Issued: *one, Process: view.Definition.Title}
	if f := view.Definition.Field("title"); f != nil && f.Public && !f.Personal {
		out.Subject = view.Values["title"].Text
	}
	return out, nil
}

// read tells which document a code says it is of.
func read(code string) (named, bool) {
	parts := strings.Split(strings.ToUpper(strings.TrimSpace(code)), "-")
	if len(parts) != 6 {
		return named{}, false
	}
	seq, err := strconv.Atoi(parts[4])
	clean, ok := number.Clean(strings.Join(parts[:4], "-"))
	return named{clean, seq}, ok && err == nil
}
