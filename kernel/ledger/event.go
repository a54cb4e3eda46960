// Package ledger keeps what happened: one event for each act on each matter,
// never changed and never deleted.
//
// It promises that the events of a matter form a hash chain, that every event
// gets one permanent gapless position in the city's order, and that followers
// see every event once in that order, on both databases, whatever commits late.
// An event carries its effects, so that a replay applies them and decides
// nothing again. Its encoding is JSON with fixed keys in a fixed order and whole
// numbers only, hashed with SHA-256 under the domain "shuniu/event/1/<city>";
// the bytes that were hashed are the bytes that are stored, and test vectors in
// testdata fix them for good.
//
// Personal data and free text never enter the hashed bytes: an event holds a
// salted commitment for each such value, so that erasing the value by law
// (personal information protection law, article 47) leaves the chain whole.
// The package knows no process and no face; it judges nothing.
package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"

	"shuniu/kernel/fault"
)

// Version is the version of the encoding, the first field of each event.
const Version = 1

// Hash is a SHA-256 value; the zero Hash precedes the first event of a matter.
type Hash [sha256.Size]byte

// String is the hash in lower-case hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText is String as bytes.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (h *Hash) UnmarshalText(b []byte) error {
	if len(b) != 2*len(h) {
		return fault.Of(fault.Invalid, "hash of %d characters", len(b))
	}
	_, err := hex.Decode(h[:], b)
	return fault.Wrap(fault.Invalid, err, "hash")
}

// Origin tells how an event came to be recorded.
type Origin string

// The origins. An import recorded history of another system: nobody is notified.
const (
	Live   Origin = "live"
	Import Origin = "import"
	System Origin = "system"
)

// Event is the record of one act on one matter. Moments are microseconds since
// 1970 UTC; ids are the kernel's. The order of the fields is part of the
// encoding.
type Event struct {
	V          int          `json:"v"`
	Matter     int64        `json:"matter"`
	Seq        int          `json:"seq"` // 1 for the opening
	Prev       Hash         `json:"prev"`
	Occurred   int64        `json:"occurred"`
	Recorded   int64        `json:"recorded"`
	Origin     Origin       `json:"origin"`
	Process    string       `json:"process"`
	Definition string       `json:"definition"` // digest of the definition the matter runs on
	Act        string       `json:"act"`
	Actor      Actor        `json:"actor"`
	Rule       string       `json:"rule"` // the access rule that allowed it
	Effects    Effects      `json:"effects"`
	Sealed     []Commitment `json:"sealed"`
	Nonce      string       `json:"nonce"` // 16 random bytes, so that equal acts differ
}

// Actor is who acted: Kind is "staff", "applicant", "system", "api" or "import";
// For is the person a delegate stood for and then counts as (separation of duties).
type Actor struct {
	Kind   string `json:"kind"`
	Person int64  `json:"person"`
	Unit   int64  `json:"unit"`
	Role   string `json:"role"`
	For    int64  `json:"for"`

	Program int64 `json:"program,omitempty"` // the token by which a program of another system was let in
}

// Effects are the changes an act made; what is zero did not change.
type Effects struct {
	Opening  *Opening `json:"opening,omitempty"`
	State    string   `json:"state,omitempty"`
	End      string   `json:"end,omitempty"`
	Holder   *Holder  `json:"holder,omitempty"`
	Assigned int64    `json:"assigned,omitempty"`
	Reopened bool     `json:"reopened,omitempty"`
	Fields   []Field  `json:"fields,omitempty"`
	Clocks   []Clock  `json:"clocks,omitempty"`
	Children []Child  `json:"children,omitempty"`
	Links    []Link   `json:"links,omitempty"`
	Erased   bool     `json:"erased,omitempty"`
	Claims   []Holder `json:"claims,omitempty"` // who has taken it in roles that do not hold it now
	Shown    []int64  `json:"shown,omitempty"`  // units that see it from now on, because they take part
}

// Opening is what is fixed when a matter is opened. Secrecy is 0 open to all who
// may see it, 1 work secret, 2 restricted lane.
type Opening struct {
	Number  string `json:"number"`
	Parent  int64  `json:"parent"`
	Root    int64  `json:"root"`
	Region  string `json:"region"`
	Owner   int64  `json:"owner"` // the unit that opened it, 0 for an outsider
	Secrecy int    `json:"secrecy"`
}

// Holder is who owes the next act: a role, resolved to a unit and a post, and the
// person once someone has taken it. An applicant holds with Unit 0.
type Holder struct {
	Role   string `json:"role"`
	Unit   int64  `json:"unit"`
	Post   string `json:"post"`
	Person int64  `json:"person"`
}

// Field is a value in the clear: choices, dates, numbers, regions and units that
// are neither personal nor free text.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Clock is the whole state of one clock instance after the act. Phase is running,
// paused or stopped. DueAt is the moment of breach; Due and RawDue are dates in
// the city (RawDue before rolling forward past days off). Stage counts the timers
// already fired: see Timer.
type Clock struct {
	Name        string   `json:"name"`
	N           int      `json:"n"` // instance, from 1
	Phase       string   `json:"phase"`
	Limit       string   `json:"limit"` // as in the definition, or the date of a fixed one
	Started     int64    `json:"started"`
	Pauses      []Pause  `json:"pauses,omitempty"`
	Extends     []string `json:"extends,omitempty"`
	Due         string   `json:"due"`
	RawDue      string   `json:"raw_due"`
	DueAt       int64    `json:"due_at"`
	Provisional bool     `json:"provisional,omitempty"`
	Fired       []string `json:"fired,omitempty"` // remind, breach, escalate
	Stopped     int64    `json:"stopped,omitempty"`
	Cap         int64    `json:"cap,omitempty"` // a child is due no later than what its parent had left
}

// Pause is a stop of a clock; To is 0 while it lasts.
type Pause struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// Child is a matter opened by the act, or the outcome of one that ended.
type Child struct {
	Matter  int64  `json:"matter"`
	Process string `json:"process"`
	Lead    bool   `json:"lead,omitempty"` // of the unit that leads among its siblings
	End     string `json:"end,omitempty"`
}

// Link ties two matters: Kind is derived_from, part_of, answers, carries_out or
// duplicate_of.
type Link struct {
	Kind   string `json:"kind"`
	Matter int64  `json:"matter"`
}

// Commitment stands for a value outside the ledger: SHA-256 over salt and value
// (see Commit).
type Commitment struct {
	Name string `json:"name"`
	Hash Hash   `json:"hash"`
}

// Encode gives the bytes that are hashed and stored: the fields of Event in the
// order of their declaration, without white space, what is zero left out of
// effects only, hashes in lower-case hexadecimal, texts in UTF-8 with no escapes
// but those JSON demands and those of U+2028 and U+2029.
func (e *Event) Encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "encode event")
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Decode reads the stored bytes of an event; unknown keys are refused, and bytes
// after it.
func Decode(body []byte) (*Event, error) {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	var e Event
	if err := dec.Decode(&e); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "decode event")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fault.Of(fault.Internal, "there is more than one event in %d bytes", len(body))
	}
	if e.V != Version {
		return nil, fault.Of(fault.Internal, "event encoding %d is not known", e.V)
	}
	return &e, nil
}

// HashOf is the hash of an event's bytes in a city. The domain keeps an event of
// one city from ever being passed off as another's.
func HashOf(city string, body []byte) Hash {
	h := sha256.New()
	h.Write([]byte("shuniu/event/1/" + city + "\n"))
	h.Write(body)
	return Hash(h.Sum(nil))
}

// Commit is the commitment to a value of a field: salt is 16 random bytes kept
// beside the value and destroyed with it, so that nobody can later guess a phone
// number from its commitment.
func Commit(name string, salt, value []byte) Commitment {
	h := sha256.New()
	h.Write([]byte("shuniu/value/1/" + name + "\n"))
	h.Write(salt)
	h.Write(value)
	return Commitment{Name: name, Hash: Hash(h.Sum(nil))}
}
