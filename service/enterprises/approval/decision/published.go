package decision

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"shuniu/kernel/assessment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
	"shuniu/service/enterprises/approval/certificate"
)

// PublicID names a published decision. It leads to no matter and stays the same when
// the projection is rebuilt.
type PublicID string

// Decision is one decision as the public may read it. Dates are ISO text, empty where
// there is none; Status is empty for one that stands.
type Decision struct {
	ID         PublicID
	Item       string // implementing code; its first 18 characters are the body's credit code
	Title      string
	Unit       org.UnitID
	Party      string
	Name       string
	Code       string // unified social credit code, of enterprises only
	Content    string
	Number     string // of the document 文号
	Outcome    string // granted, denied or revoked
	Class      string // 许可类别
	Paper      string // name of the certificate
	Serial     string // its number 许可编号
	Decided    string
	ValidFrom  string
	ValidUntil string
	Status     string
	Published  calendar.Date
}

// Body is the unified social credit code of the body that decided, empty for an item
// without an implementing code.
func (d Decision) Body() string {
	if len(d.Item) < 18 {
		return ""
	}
	return d.Item[:18]
}

// Filter says which decisions a list shows; what is empty does not restrict. From is the
// Next of the page before.
type Filter struct {
	Unit  org.UnitID
	Item  string
	Month assessment.Month // in which they were published
	From  string
	Limit int // 20 if 0, at most 1,000
}

// Page is one page of a list. Next is where the next one begins, "" at the end.
type Page struct {
	Items []Decision
	Next  string
}

// Published is the projection of published decisions.
type Published struct{ engine *matter.Engine }

// NewPublished makes the projection of the engine's city.
func NewPublished(e *matter.Engine) *Published { return &Published{e} }

// Name is the projection's name among the followers.
func (p *Published) Name() string { return "approval.decisions" }

// Follow takes in what was published and what became of it, and drops what was erased.
func (p *Published) Follow(tx *store.Tx, records []ledger.Record) error {
	for _, r := range records {
		e := r.Event
		var err error
		switch {
		case e.Act == matter.ActErase:
			err = tx.Put(dropSQL, e.Matter)
		case e.Process == certificate.Process:
			err = p.certified(tx, e)
		case (e.Act == actPublish || e.Act == actCorrect) && given(e, fieldParty) != "":
			err = p.take(tx, e)
		case given(e, fieldStatus) != "":
			err = tx.Put(statusSQL, e.Matter, given(e, fieldStatus))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// take writes a decision as it was published. Its texts are read as they are now: one
// that was erased meanwhile is not shown again by a rebuild.
func (p *Published) take(tx *store.Tx, e *ledger.Event) error {
	q := p.engine.DB.Read(tx.Context())
	history, err := p.engine.Log.History(q, e.Matter)
	if err != nil {
		return err
	}
	var m matter.Matter
	decided, published := "", e
	for _, r := range history {
		if r.Event.Seq > e.Seq {
			break
		}
		m.Apply(r.Event, r.Hash)
		switch {
		case r.Event.Act == actGrant, e.Process == Process && r.Event.Effects.Opening != nil:
			decided = p.day(r.Event.Occurred).String()
		case r.Event.Act == actPublish:
			published = r.Event // a correction is listed where it was first
		}
	}
	texts := map[string]string{}
	for _, field := range []string{fieldTitle, fieldName, fieldCode, fieldContent, fieldPaper} {
		if m.Given[field] == 0 {
			continue
		}
		if texts[field], _, err = p.engine.Text(q, m.ID, field, m.Given[field]); err != nil {
			return err
		}
	}
	if texts[fieldName] == "" {
		return nil
	}
	err = tx.Put(putSQL, e.Matter, string(publicID(published)), published.Occurred, m.Fields[fieldItem], texts[fieldTitle], m.Assigned,
		m.Fields[fieldParty], texts[fieldName], texts[fieldCode], texts[fieldContent], m.Fields[fieldNumber], texts[fieldPaper],
		decided, m.Fields[fieldValidFrom], m.Fields[fieldValidTo], m.Fields[fieldStatus], int64(m.Root), m.Fields[fieldOutcome], m.Fields[fieldClass])
	if err != nil {
		return err
	}
	return p.sibling(tx, &m)
}

// sibling enters what is known of the certificate of what was granted, if it was issued
// before the decision was published.
func (p *Published) sibling(tx *store.Tx, m *matter.Matter) error {
	for above := m.Parent; above != 0; {
		parent, err := p.folded(tx, above)
		if err != nil {
			return err
		}
		for _, child := range parent.Children {
			if child.Process != certificate.Process {
				continue
			}
			c, err := p.folded(tx, matter.ID(child.Matter))
			if err != nil {
				return err
			}
			if c.Assigned == m.Assigned && c.Fields[certificate.FieldItem] == m.Fields[fieldItem] {
				return p.enter(tx, c)
			}
		}
		above = parent.Parent
	}
	return nil
}

// certified enters what befell a certificate beside the decision that granted it.
func (p *Published) certified(tx *store.Tx, e *ledger.Event) error {
	c, err := p.folded(tx, matter.ID(e.Matter))
	if err != nil {
		return err
	}
	return p.enter(tx, c)
}

func (p *Published) enter(tx *store.Tx, c *matter.Matter) error {
	serial, _, err := p.engine.Text(p.engine.DB.Read(tx.Context()), c.ID, certificate.FieldSerial, c.Given[certificate.FieldSerial])
	if err != nil {
		return err
	}
	status := ""
	switch {
	case c.End != "":
		status = c.State // as the ends of a certificate are called, so is what became of the decision
	case c.Did["change"] > 0:
		status = "changed"
	}
	return tx.Put(certifiedSQL, int64(c.Root), c.Assigned, c.Fields[certificate.FieldItem], serial,
		c.Fields[certificate.FieldFrom], c.Fields[certificate.FieldUntil], status)
}

// folded is a matter as it is now.
func (p *Published) folded(tx *store.Tx, id matter.ID) (*matter.Matter, error) {
	history, err := p.engine.Log.History(p.engine.DB.Read(tx.Context()), int64(id))
	m := &matter.Matter{}
	for _, r := range history {
		m.Apply(r.Event, r.Hash)
	}
	return m, err
}

func (p *Published) day(at int64) calendar.Date {
	return calendar.DateOf(store.Moment(at).In(p.engine.Zone))
}

// publicID derives the public id from the nonce of the event that published, which is
// random and is shown to nobody.
func publicID(e *ledger.Event) PublicID {
	sum := sha256.Sum256([]byte("shuniu/decision/1\n" + e.Nonce))
	return PublicID(strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10])))
}

func given(e *ledger.Event, field string) string {
	for _, f := range e.Effects.Fields {
		if f.Name == field {
			return f.Value
		}
	}
	return ""
}

// Reset empties the projection.
func (p *Published) Reset(tx *store.Tx) error {
	_, err := tx.Exec(emptySQL)
	return err
}

// most is how many decisions one page has.
const most = 1000

// List shows published decisions, the newest first.
func (p *Published) List(ctx context.Context, f Filter) (*Page, error) {
	if f.Limit <= 0 {
		f.Limit = 20
	}
	f.Limit = min(f.Limit, most)
	rows, err := p.list(ctx, f)
	if err != nil {
		return nil, err
	}
	page := &Page{}
	for i, r := range rows {
		if i == f.Limit {
			page.Next = store.Cursor(rows[i-1].at) + "." + string(rows[i-1].ID)
			break
		}
		page.Items = append(page.Items, r.Decision)
	}
	return page, nil
}

// One is the published decision with the id; NotFound if there is none, or none any
// more.
func (p *Published) One(ctx context.Context, id PublicID) (Decision, error) {
	rows, err := p.rows(p.engine.DB.Follow().Read(ctx), oneSQL, string(id))
	switch {
	case err != nil:
		return Decision{}, err
	case len(rows) == 0:
		return Decision{}, fault.Of(fault.NotFound, "published decision")
	}
	return rows[0].Decision, nil
}
