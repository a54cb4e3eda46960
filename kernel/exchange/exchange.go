// Package exchange spares people from entering twice what another system has to know:
// it stands between the city and provincial or vertical systems. A connector says, as
// data, which acts of which processes become which messages and how their fields are
// called on the other side.
//
// It promises that each such act is reported once it has been recorded, those of one
// matter in the order in which they happened, and again until the other side has
// answered, under one key, so that a repetition is known as such; and that each day
// both sides' lists are compared and every difference is told. It never makes an act
// wait for another system, keeps no personal data of what it passes on, and draws no
// conclusion from an answer: that is for people.
package exchange

import (
	"context"
	"fmt"
	"slices"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
)

// Delivery is a message as it is handed over: Key names it for good on both sides.
type Delivery struct {
	Key  string
	Path string
	Body map[string]string
}

// Receipt is what the other side answers: every text at the top of it, by name.
type Receipt map[string]string

// Received is a message as the other side has it.
type Received struct {
	Key  string            `json:"key"`
	Body map[string]string `json:"body"`
}

// Counterpart is a system of somebody else's. Deliver is Unavailable where it should
// be tried again and Invalid where the same message would be refused again. Listed
// gives the messages that came on a day of the city, in the order of their keys, from
// the one after a key on; an empty next is the end.
type Counterpart interface {
	Deliver(ctx context.Context, d Delivery) (Receipt, error)
	Listed(ctx context.Context, day calendar.Date, after string) (list []Received, next string, err error)
}

// Link is a connector with the system it leads to.
type Link struct {
	Connector   *Connector
	Counterpart Counterpart
}

// Status is how far a message has come.
type Status string

// The statuses. Refused is what the other side, or the mapping, will not take as it
// is: a person has to look.
const (
	Waiting   Status = "waiting"
	Delivered Status = "delivered"
	Refused   Status = "refused"
	Void      Status = "void" // its matter was erased before it was delivered
)

// Message is what became of one act towards one connector. Moments are microseconds.
type Message struct {
	Connector string
	Position  int64 // of the event in the ledger
	Kind      string
	Matter    matter.ID
	Seq       int
	Occurred  int64
	Status    Status
	Due       int64 // when it is tried next
	Tries     int
	Settled   int64     // when it was delivered or refused
	Reference string    // by which the other side knows it
	Meaning   string    // of its answer, a key of Reply.Means
	Reason    lang.Text // why it was refused, or not delivered yet
}

// Key names the message for good, in the city and beyond.
func (m Message) Key(city string) string {
	return fmt.Sprintf("%s/%s/%012d/%s", city, m.Connector, m.Position, m.Kind)
}

// Keeper keeps what is exchanged with other systems.
type Keeper struct {
	engine *matter.Engine
	links  []Link
}

// New makes the keeper of the engine's city and its links; none is as good as one.
func New(e *matter.Engine, links ...Link) *Keeper { return &Keeper{e, links} }

// line is the work on one link.
type line struct {
	*Keeper
	Link
}

// Connectors are those of the city, in their order.
func (k *Keeper) Connectors() []*Connector {
	var out []*Connector
	for _, l := range k.links {
		out = append(out, l.Connector)
	}
	return out
}

// Connector is the one with the code; NotFound if there is none.
func (k *Keeper) Connector(code string) (*Connector, error) {
	l, err := k.line(code)
	if err != nil {
		return nil, err
	}
	return l.Link.Connector, nil
}

func (k *Keeper) line(code string) (*line, error) {
	i := slices.IndexFunc(k.links, func(l Link) bool { return l.Connector.Code == code })
	if i < 0 {
		return nil, fault.New(fault.NotFound, lang.T("没有代码为“"+code+"”的对接系统。", "No connector has the code “"+code+"”."), "connector")
	}
	return &line{k, k.links[i]}, nil
}
