package request

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"slices"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/search"
	"shuniu/kernel/store"
)

// PublicID names a published request in public. It leads neither to the matter
// nor to its number, cannot be guessed or counted, and stays the same when the
// projection is rebuilt.
type PublicID string

// Publication is an answered request as the public may read it. Question and
// Answer are the texts released by the reviewer. Answered is the day of the last
// answer; Days are the calendar days from Opened to then, 0 on the same day.
// Rating is the first rating given and Revised the last one if it differs; both
// are empty for a request that was not rated.
type Publication struct {
	ID        PublicID
	Kind      string
	Unit      org.UnitID
	Region    org.RegionCode
	Question  string
	Answer    string
	Opened    calendar.Date
	Answered  calendar.Date
	Published calendar.Date
	Days      int
	Rating    string
	Revised   string
}

// Filter says which publications a list shows; what is empty does not restrict.
// Region stands for all that lies in it. From is the Next of the page before.
type Filter struct {
	Unit   org.UnitID
	Kind   string
	Region org.RegionCode
	From   string
	Limit  int // 20 if 0, at most 100
}

// Page is one page of a list. Next is where the next one begins, "" at the end.
type Page struct {
	Items []Publication
	Next  string
}

// Published is the projection of published requests.
type Published struct{ engine *matter.Engine }

// NewPublished makes the projection of the engine's city.
func NewPublished(e *matter.Engine) *Published { return &Published{engine: e} }

// Name is the projection's name among the followers.
func (p *Published) Name() string { return "request.published" }

// Follow takes in what was published and rated, and drops what was erased.
func (p *Published) Follow(tx *store.Tx, records []ledger.Record) error {
	shown, err := onShow(tx, matters(records))
	if err != nil {
		return err
	}
	texts := map[int64]search.Doc{}
	for _, r := range records {
		e := r.Event
		if e.Process != process {
			continue
		}
		switch {
		case e.Act == matter.ActErase, e.Act == actUnpublish:
			delete(shown, e.Matter)
			texts[e.Matter] = search.Doc{}
			err = tx.Put(dropPublishedSQL, e.Matter)
		case e.Act == actPublish:
			shown[e.Matter] = true
			texts[e.Matter], err = p.renew(tx, e)
		case shown[e.Matter] && given(e, fieldRating) != "":
			texts[e.Matter], err = p.renew(tx, e)
		}
		if err != nil {
			return err
		}
	}
	return putTexts(tx, texts)
}

// onShow are those of the matters that are published at present.
func onShow(tx *store.Tx, ids []int64) (map[int64]bool, error) {
	out := map[int64]bool{}
	rows, err := tx.Query(shownSQL, store.List(ids))
	err = store.Scan(rows, err, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		out[id] = true
		return err
	})
	return out, err
}

// renew writes a request as it was published up to the event. The texts are read
// as they are now: one that has been erased meanwhile is not shown again by a
// rebuild. It gives what to find it by: the question and the names of place and unit
// weigh more than the answer.
func (p *Published) renew(tx *store.Tx, upTo *ledger.Event) (search.Doc, error) {
	q := p.engine.DB.Read(tx.Context())
	history, err := p.engine.Log.History(q, upTo.Matter)
	if err != nil {
		return search.Doc{}, err
	}
	s := fold(history, upTo.Seq)
	if s.published == nil {
		return search.Doc{}, nil
	}
	question, asked, err := p.engine.Text(q, s.m.ID, fieldQuestion, s.m.Given[fieldQuestion])
	if err != nil {
		return search.Doc{}, err
	}
	answer, told, err := p.engine.Text(q, s.m.ID, fieldAnswer, s.m.Given[fieldAnswer])
	if err != nil || !asked || !told {
		return search.Doc{}, err
	}
	region := org.RegionCode(s.m.Region)
	err = tx.Put(putPublishedSQL, int64(s.m.ID), string(publicID(s.published)), s.published.Occurred,
		s.m.Fields[fieldKind], s.m.Assigned, s.m.Region, place(region, org.County), place(region, org.Township), question, answer,
		p.day(s.m.Opened).String(), p.day(s.answered).String(), s.rating, s.revised)
	head := question + "\n" + org.Words(p.engine.Org.Now(), region, org.UnitID(s.m.Assigned))
	return search.Doc{Head: head, Text: question + "\n" + answer}, err
}

func (p *Published) day(at int64) calendar.Date {
	return calendar.DateOf(store.Moment(at).In(p.engine.Zone))
}

// lived is what the events of a request say of it up to one of them.
type lived struct {
	m         matter.Matter
	published *ledger.Event // the first time
	answered  int64
	rating    string
	revised   string
}

func fold(history []ledger.Record, upTo int) lived {
	var s lived
	for _, r := range history {
		e := r.Event
		if e.Seq > upTo {
			break
		}
		s.m.Apply(e, r.Hash)
		switch rating := given(e, fieldRating); {
		case rating == "":
		case s.rating == "":
			s.rating = rating
		case rating == s.rating:
			s.revised = ""
		default:
			s.revised = rating
		}
		switch {
		case isReply(e.Act):
			s.answered = e.Occurred
		case e.Act == actPublish && s.published == nil:
			s.published = e
		case e.Act == actUnpublish:
			s.published = nil
		}
	}
	return s
}

// given is the value in the clear that an event gave to a field.
func given(e *ledger.Event, field string) string {
	for _, f := range e.Effects.Fields {
		if f.Name == field {
			return f.Value
		}
	}
	return ""
}

// publicID derives the public id from the nonce of the event that published, which
// is random and is shown to nobody.
func publicID(e *ledger.Event) PublicID {
	sum := sha256.Sum256([]byte("shuniu/published/1\n" + e.Nonce))
	return PublicID(strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10])))
}

// place is the region of the level that a region lies in, empty for one above it.
func place(code org.RegionCode, level org.Level) string {
	for code != "" && code.Level() > level {
		code = code.Parent()
	}
	if code == "" || code.Level() != level {
		return ""
	}
	return string(code)
}

// Reset empties the projection.
func (p *Published) Reset(tx *store.Tx) error {
	if _, err := tx.Exec(emptyPublishedSQL); err != nil {
		return err
	}
	return publishedTexts.Empty(tx)
}

// List shows published requests, the newest first.
func (p *Published) List(ctx context.Context, f Filter) (*Page, error) {
	limit := f.Limit
	if limit <= 0 {
		limit = 20
	}
	limit = min(limit, 100)
	rows, err := p.list(ctx, f, limit+1)
	if err != nil {
		return nil, err
	}
	page := &Page{}
	for i, r := range rows {
		if i == limit {
			last := rows[i-1]
			page.Next = store.Cursor(last.published) + "." + string(last.ID)
			break
		}
		page.Items = append(page.Items, r.Publication)
	}
	return page, nil
}

// One is the published request with the id; NotFound if there is none, or none
// any more.
func (p *Published) One(ctx context.Context, id PublicID) (Publication, error) {
	rows, err := p.rows(p.engine.DB.Follow().Read(ctx), onePublishedSQL, string(id))
	switch {
	case err != nil:
		return Publication{}, err
	case len(rows) == 0:
		return Publication{}, fault.Of(fault.NotFound, "published request")
	}
	return rows[0].Publication, nil
}

// matters are the requests that records tell of.
func matters(records []ledger.Record) []int64 {
	var ids []int64
	for _, r := range records {
		if r.Event.Process == process {
			ids = append(ids, r.Event.Matter)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
