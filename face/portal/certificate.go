package portal

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval/certificate"
)

const (
	certificatePath = "/certificate"
	keysPath        = "/.well-known/certificate-keys.json"
	myPath          = door.FollowPath + "/certificate/"
	serialField     = "number"
)

// checked is a certificate as anybody may check it. Whoever holds its code, which
// stands on it and nowhere else, is told its holder, masked.
type checked struct {
	*door.Visitor
	p       *portal
	def     *process.Definition
	asked   string // number that was asked for
	found   *certificate.Entry
	holder  string
	byCode  bool
	missing error
}

// certificate shows what the code on a certificate leads to.
func (p shelf) certificate(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	found, err := p.Certificates.ByCode(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	c := checked{Visitor: v, p: p.portal, found: found, byCode: true}
	if c.holder, err = p.Certificates.Holder(r.Context(), found.Matter); err != nil {
		return err
	}
	return p.showCertificate(w, r, c)
}

// certificates looks a certificate up by its number.
func (p shelf) certificates(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	c := checked{Visitor: v, p: p.portal, asked: strings.TrimSpace(r.URL.Query().Get(serialField))}
	if c.asked != "" {
		if c.found, c.missing = p.Certificates.ByNumber(r.Context(), c.asked); c.missing != nil && !fault.Is(c.missing, fault.NotFound) {
			return c.missing
		}
	}
	return p.showCertificate(w, r, c)
}

func (p shelf) showCertificate(w http.ResponseWriter, r *http.Request, c checked) error {
	var err error
	if c.def, err = p.Engine.Process(certificate.Process); err != nil {
		return err
	}
	pg := p.page(r, c.Visitor, page.Word("portal.certificate-check").Text(), certificatePath)
	if c.missing != nil {
		return p.Again(w, c.missing, pg.Portal(), c.page())
	}
	return p.Show(w, pg.Portal(), c.page())
}

func (c checked) input() page.Input {
	return page.Input{Name: serialField, Type: process.FieldText, Label: c.def.Field(certificate.FieldSerial).Label, Value: c.asked}
}

func (c checked) state() *process.State { return c.def.State(string(c.found.Status)) }

func (c checked) tag() page.Tag {
	return page.Tag{Text: c.state().Title, Tone: statusTone(c.found.Status)}
}

func statusTone(s certificate.Status) page.Tone {
	if s == certificate.InForce {
		return page.Done
	}
	return page.Ended
}

// term is from when until when something is valid.
func term(from, until calendar.Date) lang.Text {
	last := page.Word("portal.item-always").Text()
	if !until.IsZero() {
		last = page.Date(until)
	}
	return page.Word("portal.certificate-term").Fill(page.Texts{"from": page.Date(from), "until": last})
}

func (c checked) facts() []page.Fact {
	unit, _ := c.p.Org.Now().Unit(c.found.Unit)
	label := func(field string) lang.Text { return c.def.Field(field).Label }
	facts := []page.Fact{{Key: label(certificate.FieldSerial), Value: c.found.Serial}}
	if c.byCode {
		facts = append(facts, page.Fact{Key: label(certificate.FieldHolder), Value: c.holder})
	}
	return append(facts,
		page.Fact{Key: label(certificate.FieldUnit), Value: unit.Name.In(c.Lang)},
		page.Fact{Key: page.Word("portal.certificate-valid").Text(), Value: term(c.found.From, c.found.Until).In(c.Lang)},
		page.Fact{Key: label(certificate.FieldItem), Value: c.found.Item})
}

// history is what befell it, the latest first.
func (c checked) history() page.Timeline {
	var items []page.Event
	for _, change := range slices.Backward(c.found.Changes) {
		e := page.Event{At: c.p.watch.Moment(change.At), Title: c.def.Act(change.Act).Title}
		if !change.Until.IsZero() {
			e.Facts = []page.Fact{{Key: c.def.Field(certificate.FieldUntil).Label, Value: page.Date(change.Until).In(c.Lang)}}
		}
		items = append(items, e)
	}
	return page.Timeline{Items: items}
}

// keys publishes what credentials are verified with.
func (p shelf) keys(w http.ResponseWriter, _ *http.Request, _ *door.Visitor) error {
	return sendJSON(w, "application/jwk-set+json", certificate.PublicKeys(p.Engine.Keys))
}

func sendJSON(w http.ResponseWriter, kind string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fault.Wrap(fault.Internal, err, "JSON")
	}
	w.Header().Set("Content-Type", kind)
	_, err = w.Write(append(b, '\n'))
	return fault.Wrap(fault.Unavailable, err, "JSON")
}

// owned is a certificate in the hands of its holder: number and query code of the
// matter it is, and what the holder sees of it.
type owned struct {
	sight
	number, code string
}

// holding is what whoever holds a certificate does with it.
type holding struct{ following }

// handed are the certificates that came of what the visitor has proved theirs; of a
// certificate, that one itself.
func (p holding) handed(r *http.Request, s sight) ([]owned, error) {
	if s.Matter.Process == certificate.Process {
		return []owned{{sight: s, number: s.Matter.Number}}, nil
	}
	var all []owned
	for _, child := range s.Matter.Children {
		number, code, err := matter.Handed(r.Context(), p.Engine.Reader, s.v.Actor, matter.ID(child.Matter))
		if fault.Is(err, fault.NotFound) {
			continue // a task of the office that came of it
		}
		if err != nil {
			return nil, err
		}
		view, err := p.Engine.View(r.Context(), access.ByCode(child.Matter), matter.ID(child.Matter))
		if err != nil {
			return nil, err
		}
		all = append(all, owned{sight{View: view, p: p.portal, v: s.v}, number, code})
	}
	return all, nil
}

// one is the certificate with the number in the path among those handed over.
func (p holding) one(r *http.Request, v *door.Visitor) (owned, error) {
	s, err := p.sight(r, v)
	if err != nil {
		return owned{}, err
	}
	all, err := p.handed(r, s)
	if err != nil {
		return owned{}, err
	}
	n := slices.IndexFunc(all, func(o owned) bool { return o.number == r.PathValue("number") })
	if n < 0 {
		return owned{}, fault.Of(fault.NotFound, "certificate of this matter")
	}
	return all[n], nil
}

// enter goes from a licence to its certificate, which is followed from then on.
func (p holding) enter(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	o, err := p.one(r, v)
	if err != nil {
		return err
	}
	if o.code != "" {
		p.Following(w, o.number, o.code)
	}
	http.Redirect(w, r, matterPath, http.StatusSeeOther)
	return nil
}

// credential hands the holder the signed credential.
func (p holding) credential(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	o, err := p.one(r, v)
	if err != nil {
		return err
	}
	unit, _ := p.Org.Now().UnitByCode(o.Values[certificate.FieldUnit].Text)
	signed, err := certificate.Sign(p.Engine.Keys, certificate.StatementOf(o.View, unit.Name, p.Now()))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+o.number+`.json"`)
	return sendJSON(w, "application/json", signed)
}

// print hands the holder the certificate to print.
func (p holding) print(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	o, err := p.one(r, v)
	if err != nil {
		return err
	}
	unit, _ := p.Org.Now().UnitByCode(o.Values[certificate.FieldUnit].Text)
	var rows []instrument.Row
	for _, field := range []string{certificate.FieldHolder, certificate.FieldUSCC, certificate.FieldItem} {
		if value := o.Values[field].Text; value != "" {
			rows = append(rows, instrument.Row{Label: o.Definition.Field(field).Label.Zh, Value: value})
		}
	}
	rows = append(rows, instrument.Row{Label: page.Word("portal.certificate-valid").Text().Zh, Value: o.valid().Zh})
	c := instrument.Certificate{
		Title: o.Values[certificate.FieldTitle].Text, Number: o.Values[certificate.FieldSerial].Text, Rows: rows, Organ: unit.Name.Zh,
		Day: calendar.DateOf(p.watch.Moment(o.Matter.Opened)), Verify: door.Public(p.Door, r) + o.public(), Code: certificate.CodeOf(o.Timeline[0].Event),
	}
	return door.Print{Name: c.Title + " " + c.Number, Set: func(w io.Writer) error { return instrument.Certify(w, c) }}.Send(p.Door, w, r)
}

// valid is from when until when it is valid.
func (o owned) valid() lang.Text {
	from, _ := calendar.ParseDate(o.Values[certificate.FieldFrom].Text)   // the zero date of what was erased
	until, _ := calendar.ParseDate(o.Values[certificate.FieldUntil].Text) // none: valid for good
	return term(from, until)
}

func (o owned) public() string {
	return certificatePath + "/" + certificate.CodeOf(o.Timeline[0].Event)
}

func (o owned) tag() page.Tag {
	return page.Tag{Text: o.state().Title, Tone: map[bool]page.Tone{true: page.Done, false: page.Ended}[o.Matter.End == ""]}
}
