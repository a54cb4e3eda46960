package certificate

import (
	"context"
	"crypto/sha256"
	"strings"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/number"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Status is where a certificate stands in public.
type Status string

// The statuses: what is being examined is in force until it is decided.
const (
	InForce   Status = "in_force"
	Expired   Status = "expired"
	Withdrawn Status = "withdrawn"
	Revoked   Status = "revoked"
	Cancelled Status = "cancelled"
)

// Entry is a certificate as anybody may read it (行政许可法第40条). Since is when its
// Status began, in microseconds; Until is no date for one that is valid for good.
type Entry struct {
	Matter      matter.ID
	Code        string
	Serial      string
	Item, Title string
	Unit        org.UnitID
	From, Until calendar.Date
	Status      Status
	Since       int64
	Changes     []Change
}

// Change is one thing that befell a certificate: the name of the act, and until when
// it was valid after it.
type Change struct {
	At    int64
	Act   string
	Until calendar.Date
}

// told are the acts that the register shows; what is asked for and not decided is
// between the holder and the office.
var told = map[string]bool{
	"issue": true, "renew": true, "deem": true, "change": true, "expire": true, "withdraw": true, "revoke": true, "cancel": true,
}

// Register is the projection in which certificates are checked.
type Register struct{ engine *matter.Engine }

// NewRegister makes the register of the engine's city.
func NewRegister(e *matter.Engine) *Register { return &Register{e} }

// Name is the projection's name among the followers.
func (r *Register) Name() string { return "certificate.register" }

// CodeOf is the code of the certificate that an event issued, derived from its nonce,
// which is random: sixty bits that lead to no number and stay the same at a rebuild.
func CodeOf(issued *ledger.Event) string {
	sum := sha256.Sum256([]byte("shuniu/certificate/1\n" + issued.Nonce))
	return number.Code(sum[:])
}

// Follow enters what was issued and decided, and drops what was erased.
func (r *Register) Follow(tx *store.Tx, records []ledger.Record) error {
	for _, rec := range records {
		e := rec.Event
		if e.Process != Process {
			continue
		}
		var err error
		switch {
		case e.Act == matter.ActErase:
			err = r.drop(tx, e.Matter)
		case e.Effects.Opening != nil:
			err = r.enter(tx, e)
		case told[e.Act]:
			err = r.move(tx, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// enter writes a new certificate. Number and name are read as they are now: what was
// erased meanwhile is not shown again by a rebuild.
func (r *Register) enter(tx *store.Tx, e *ledger.Event) error {
	q := r.engine.DB.Read(tx.Context())
	serial, numbered, err := r.engine.Text(q, matter.ID(e.Matter), FieldSerial, e.Seq)
	if err != nil {
		return err
	}
	title, named, err := r.engine.Text(q, matter.ID(e.Matter), FieldTitle, e.Seq)
	if err != nil || !numbered || !named {
		return err
	}
	err = tx.Put(putSQL, e.Matter, CodeOf(e), serial, given(e, FieldItem), title, e.Effects.Assigned, given(e, FieldFrom), given(e, FieldUntil), string(InForce), e.Occurred)
	if err != nil {
		return err
	}
	return tx.Put(changeSQL, e.Matter, e.Seq, e.Occurred, e.Act, given(e, FieldUntil))
}

// move enters a decision on a certificate, or that it expired.
func (r *Register) move(tx *store.Tx, e *ledger.Event) error {
	until := given(e, FieldUntil)
	if err := tx.Put(changeSQL, e.Matter, e.Seq, e.Occurred, e.Act, until); err != nil {
		return err
	}
	if until != "" {
		if err := tx.Put(termSQL, e.Matter, given(e, FieldFrom), until); err != nil {
			return err
		}
	}
	if e.Effects.End == "" {
		return nil
	}
	return tx.Put(moveSQL, e.Matter, e.Effects.State, e.Occurred)
}

func (r *Register) drop(tx *store.Tx, id int64) error {
	if err := tx.Put(dropSQL, id); err != nil {
		return err
	}
	return tx.Put(forgetSQL, id)
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

// Reset empties the register.
func (r *Register) Reset(tx *store.Tx) error {
	if _, err := tx.Exec(emptySQL); err != nil {
		return err
	}
	_, err := tx.Exec(unwriteSQL)
	return err
}

// ByCode is the certificate that bears the code; NotFound if there is none.
func (r *Register) ByCode(ctx context.Context, code string) (*Entry, error) {
	return one(r.engine.DB.Follow().Read(ctx), byCodeSQL, strings.ToUpper(strings.TrimSpace(code)))
}

// ByNumber is the certificate with the number; NotFound if there is none. Numbers can
// be counted, so that nothing of its holder is told to whoever knows no more.
func (r *Register) ByNumber(ctx context.Context, serial string) (*Entry, error) {
	return one(r.engine.DB.Follow().Read(ctx), bySerialSQL, plain.Replace(serial))
}

// plain is a number as it is written, whichever brackets were typed.
var plain = strings.NewReplacer(" ", "", "　", "", "[", "〔", "]", "〕", "(", "〔", ")", "〕", "（", "〔", "）", "〕", "【", "〔", "】", "〕")

// Holder is the holder's name, masked, as it is now; empty once it has been erased.
func (r *Register) Holder(ctx context.Context, id matter.ID) (string, error) {
	v, err := r.engine.View(ctx, access.TheSystem(), id)
	if err != nil {
		return "", err
	}
	return v.Values[FieldHolder].Text, nil
}
