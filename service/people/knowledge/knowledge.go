// Package knowledge is what is its own in 热线知识库, the entries from which the
// hotline answers; how an entry comes into force and ends, its definition says
// (process/people/knowledge.yaml).
//
// Base is a projection of the entries in force: what each says, on what basis,
// who is answerable for it and how often it was quoted. It holds nothing that is
// being revised, questioned, expired or withdrawn, and shows nothing from the day
// of its expiry on, even before the system has recorded that. Only entries marked
// so are shown to the public (政府信息公开条例 art. 15).
//
// Another package that lets an act quote an entry asks the kernel, in its own
// hook: matter.ByNumber finds the entry, which may be quoted if its process is
// people.knowledge, its state in_force and today before its field expires_on.
// Uses counts the acts of other processes that gave an entry's public number in a
// field called knowledge (several with spaces between). The package never answers
// anybody.
package knowledge

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/number"
	"shuniu/kernel/org"
	"shuniu/kernel/search"
	"shuniu/kernel/store"
)

// The names of the definition that the projection looks for; a site's own edition
// of it keeps them.
const (
	process = "people.knowledge"
	inForce = "in_force"

	fieldTitle    = "title"
	fieldBody     = "body"
	fieldKeywords = "keywords"
	fieldCategory = "category"
	fieldBasis    = "basis"
	fieldReview   = "review_on"
	fieldExpiry   = "expires_on"
	fieldPublic   = "in_public"

	quoting = "knowledge" // the field in which other processes quote entries
)

// Entry is an entry in force. Since is the day on which it came into force as it
// reads now; from the day ExpiresOn on it may not be quoted. Uses is how many acts
// quoted it.
type Entry struct {
	Number    string
	Title     string
	Body      string
	Keywords  string
	Category  string
	Unit      org.UnitID
	Basis     string
	Since     calendar.Date
	ReviewOn  calendar.Date
	ExpiresOn calendar.Date
	Public    bool
	Uses      int
}

// Filter says which entries a list shows; what is empty does not restrict. Words
// must all stand in the title or among the keywords. Category stands for all that
// lies in it. From is the Next of the page before.
type Filter struct {
	Words    string
	Category string
	Unit     org.UnitID
	ReviewBy calendar.Date // those to be reviewed by then
	Public   bool          // only those shown to the public
	From     string
	Limit    int // 20 if 0, at most 100
}

// Page is one page of a list. Next is where the next one begins, "" at the end.
type Page struct {
	Items []Entry
	Next  string
}

// Base is the projection of the entries in force.
type Base struct{ engine *matter.Engine }

// New makes the projection of the engine's city.
func New(e *matter.Engine) *Base { return &Base{engine: e} }

// Name is the projection's name among the followers.
func (b *Base) Name() string { return "knowledge.base" }

// Follow takes in what came into force and what was quoted, and drops what may not
// be quoted any more.
func (b *Base) Follow(tx *store.Tx, records []ledger.Record) error {
	for _, r := range records {
		var err error
		switch e := r.Event; {
		case e.Process == process:
			err = b.renew(tx, e)
		case e.Act == matter.ActErase:
			err = tx.Put(dropUsesSQL, e.Matter)
		default:
			err = b.use(tx, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// renew writes an entry as it is after the event, or drops it. The texts are read
// as they are now: one that has been erased meanwhile is not shown again by a
// rebuild.
func (b *Base) renew(tx *store.Tx, upTo *ledger.Event) error {
	q := b.engine.DB.Read(tx.Context())
	history, err := b.engine.Log.History(q, upTo.Matter)
	if err != nil {
		return err
	}
	var m matter.Matter
	var since int64
	for _, r := range history {
		if r.Event.Seq > upTo.Seq {
			break
		}
		was := m.State
		if m.Apply(r.Event, r.Hash); m.State == inForce && was != inForce {
			since = r.Event.Occurred
		}
	}
	if m.State != inForce || m.Erased {
		if err := texts.Put(tx, search.Doc{ID: upTo.Matter}); err != nil {
			return err
		}
		return tx.Put(dropEntrySQL, upTo.Matter)
	}
	text := map[string]string{}
	for _, field := range []string{fieldTitle, fieldBody, fieldKeywords, fieldBasis} {
		if m.Given[field] == 0 {
			continue
		}
		if text[field], _, err = b.engine.Text(q, m.ID, field, m.Given[field]); err != nil {
			return err
		}
	}
	if err := texts.Put(tx, search.Doc{ID: upTo.Matter, Head: text[fieldTitle] + "\n" + text[fieldKeywords], Text: text[fieldTitle] + "\n" + text[fieldKeywords] + "\n" + text[fieldBody]}); err != nil {
		return err
	}
	return tx.Put(putEntrySQL, int64(m.ID), m.Number, since, text[fieldTitle], text[fieldBody], text[fieldKeywords],
		plain(text[fieldTitle]+" "+text[fieldKeywords]), m.Fields[fieldCategory], m.Assigned, text[fieldBasis],
		m.Fields[fieldReview], m.Fields[fieldExpiry], m.Fields[fieldPublic] == "true")
}

// use notes the entries that an act of another process quoted.
func (b *Base) use(tx *store.Tx, e *ledger.Event) error {
	for _, c := range e.Sealed {
		if c.Name != quoting {
			continue
		}
		text, ok, err := b.engine.Text(b.engine.DB.Read(tx.Context()), matter.ID(e.Matter), quoting, e.Seq)
		if err != nil || !ok {
			return err
		}
		for _, typed := range strings.Fields(text) {
			if number, ok := number.Clean(typed); ok {
				if err := tx.Put(putUseSQL, e.Matter, e.Seq, number); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// plain is how words are compared: small letters, full-width forms narrowed.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r += '!' - '！'
		}
		return unicode.ToLower(r)
	}, s)
}

// Reset empties the projection.
func (b *Base) Reset(tx *store.Tx) error {
	if err := texts.Empty(tx); err != nil {
		return err
	}
	if _, err := tx.Exec(emptyUsesSQL); err != nil {
		return err
	}
	_, err := tx.Exec(emptyEntriesSQL)
	return err
}

// List shows the entries that may be quoted today, the newest first.
func (b *Base) List(ctx context.Context, f Filter) (*Page, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = 20
	}
	limit = min(limit, 100)
	rows, err := b.list(ctx, f, limit+1)
	if err != nil {
		return nil, err
	}
	p := &Page{}
	for i, r := range rows {
		if i == limit {
			p.Next = rows[i-1].cursor()
			break
		}
		p.Items = append(p.Items, r.Entry)
	}
	return p, nil
}

// texts is where entries are compared with what is asked.
const texts search.Shelf = "knowledge.entry"

// similarIn: among so many thousand of the newest matters are entries compared.
const similarIn = 1024

// Similar are up to limit entries that may be quoted today and have most in common
// with what is asked, the likest first. An entry is about it if one of its keywords
// stands in it, or a quarter of its title does.
func (b *Base) Similar(ctx context.Context, asked string, limit int) ([]Entry, error) {
	q := b.engine.DB.Follow().Read(ctx)
	ids, err := texts.Similar(q, search.Sample{Rest: asked, Limit: 4 * limit, Thousands: similarIn})
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	rows, err := b.rows(q, amongEntriesSQL, b.today().String(), store.List(ids))
	slices.SortFunc(rows, func(x, y entryRow) int { return slices.Index(ids, x.id) - slices.Index(ids, y.id) })
	var out []Entry
	for _, r := range rows {
		if len(out) < limit && r.about(plain(asked)) {
			out = append(out, r.Entry)
		}
	}
	return out, err
}

func (e Entry) about(asked string) bool {
	for _, word := range strings.Fields(plain(e.Keywords)) {
		if strings.Contains(asked, word) {
			return true
		}
	}
	title, common := []rune(plain(e.Title)), 0
	for i := range len(title) - 1 {
		if strings.Contains(asked, string(title[i:i+2])) {
			common++
		}
	}
	return 4*common >= len(title)-1
}

// One is the entry with the public number; NotFound if there is none, or none that
// may be quoted today.
func (b *Base) One(ctx context.Context, number string) (Entry, error) {
	rows, err := b.rows(b.engine.DB.Follow().Read(ctx), oneEntrySQL, b.today().String(), number)
	switch {
	case err != nil:
		return Entry{}, err
	case len(rows) == 0:
		return Entry{}, fault.Of(fault.NotFound, "knowledge entry")
	}
	return rows[0].Entry, nil
}

func (b *Base) today() calendar.Date {
	return calendar.DateOf(b.engine.DB.Now().In(b.engine.Zone))
}
