// Package rating is 好差评: what people say of a service they were given (国办发〔2019〕
// 51号). One service is rated once, in five grades; a low rating is followed up by a
// process of its own, after which it may be rated once more. Both ratings stay.
//
// A rating is asked for by an address that the system makes and no handler sends. It
// names the matter and a code for rating alone, a keyed digest that cannot be guessed
// and opens nothing of the matter: what it shows is the name of the item, the unit and
// what was done after a low rating. Which services can be rated is their
// definitions': those with an act of the applicant that gives FieldRating.
//
// Figures counts by item, unit, window and month, the first rating and the last
// beside each other; nobody unrated counts as satisfied. A rating tells how many came
// from its device within an hour, those of requests too; where they are many they are
// marked for supervisors. Of the device nothing but a keyed digest is kept, for a day.
package rating

import (
	"context"
	"crypto/hmac"
	"fmt"
	"slices"
	"strings"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/number"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// FollowUp is the process that a low rating begins.
const FollowUp = "enterprises.followup"

// The fields by which a service is rated, and rated again after its follow-up.
const (
	FieldRating = "rating"
	FieldNote   = "note"

	fieldRevised  = "revised"
	fieldComment  = "comment"
	fieldTitle    = "title"
	fieldItem     = "item"
	fieldMeasures = "measures"
	fieldTogether = "together"

	actReport    = "report"
	actRateAgain = "rate_again"
	actUphold    = "uphold"

	area = "enterprises."
)

// Grades are the five, the best first.
var Grades = []string{"very_good", "good", "fair", "poor", "very_poor"}

// lowest is where low grades (差评) begin among Grades.
const lowest = 3

// Stage is how far a service has come in being rated.
type Stage int

// The stages in their order.
const (
	Early    Stage = iota // the service is not finished
	Open                  // it can be rated
	Rated                 // it was
	Reported              // a low rating was followed up and may be given anew
	Over                  // it can be rated no more, or was rated anew
)

// Slip is what the address of a rating shows. Rating and Revised are grades, empty if
// not given; Told is what was done after a low rating.
type Slip struct {
	Number  string
	Code    string
	Title   string
	Unit    org.UnitID
	Stage   Stage
	Rating  string
	Revised string
	Told    string
	Asked   *process.Field // the grades with their words

	of  matter.ID // the matter that takes the rating: the service, or its follow-up
	act string
}

// ID is of the matter that takes the rating: the service, or its follow-up once that is
// Reported.
func (s *Slip) ID() matter.ID { return s.of }

// Ratings takes ratings in.
type Ratings struct{ engine *matter.Engine }

// New takes in ratings of the engine's city.
func New(e *matter.Engine) *Ratings { return &Ratings{e} }

// Code is by what the service with the id is rated.
func (k *Ratings) Code(id matter.ID) string {
	return number.Code(k.engine.Keys.MAC("rating", fmt.Sprint(id)))
}

// Find is the slip for a number and its code as typed. NotFound tells a wrong number
// and a wrong code apart to nobody.
func (k *Ratings) Find(ctx context.Context, typed, code string) (*Slip, error) {
	clean, _ := number.Clean(typed)
	id, err := k.engine.Find(ctx, clean)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	if err != nil || !hmac.Equal(number.CodeDigest(k.Code(id)), number.CodeDigest(code)) {
		return nil, fault.Of(fault.NotFound, "number and code of a rating do not fit")
	}
	return k.Of(ctx, id)
}

// Of is the slip of the service with the id; NotFound if it is none that is rated.
func (k *Ratings) Of(ctx context.Context, id matter.ID) (*Slip, error) {
	v, err := k.engine.View(ctx, access.ByCode(int64(id)), id)
	if err != nil {
		return nil, err
	}
	if !Rateable(v.Definition) {
		return nil, fault.Of(fault.NotFound, "%s is not rated", v.Definition.Name)
	}
	s := &Slip{
		Number: v.Matter.Number, Code: k.Code(id), Title: v.Values[fieldTitle].Text, Unit: org.UnitID(v.Matter.Assigned),
		Rating: v.Matter.Fields[FieldRating], Asked: v.Definition.Field(FieldRating), of: id,
	}
	s.Stage, s.act = stageOf(v.Definition, v.Matter)
	for _, c := range slices.Backward(v.Matter.Children) {
		if c.Process == FollowUp {
			return s, k.followed(ctx, s, matter.ID(c.Matter))
		}
	}
	return s, nil
}

// stageOf is the stage of a service, with the act that rates it if it is Open.
func stageOf(def *process.Definition, m *matter.Matter) (Stage, string) {
	if m.Fields[FieldRating] != "" {
		return Rated, ""
	}
	if act := rates(def, m.State); act != nil {
		return Open, act.Name
	}
	if m.End != "" {
		return Over, ""
	}
	return Early, ""
}

// Rateable reports whether the services of a process are rated.
func Rateable(def *process.Definition) bool {
	f := def.Field(FieldRating)
	return strings.HasPrefix(def.Name, area) && def.Name != FollowUp && f != nil && f.Option(Grades[0]) != nil
}

// rates is the act by which an applicant rates what stands in a state, nil if none.
func rates(def *process.Definition, state string) *process.Act {
	acts := def.ActsFrom(state)
	i := slices.IndexFunc(acts, func(a *process.Act) bool { return a.Allows(process.Applicant) && a.Sets(FieldRating) })
	if i < 0 {
		return nil
	}
	return acts[i]
}

// followed adds what came of a low rating.
func (k *Ratings) followed(ctx context.Context, s *Slip, id matter.ID) error {
	v, err := k.engine.View(ctx, access.ByCode(int64(id)), id)
	if err != nil {
		return err
	}
	if v.Matter.Did[actReport] > 0 {
		s.Told = v.Values[fieldMeasures].Text
	}
	s.Revised = v.Matter.Fields[fieldRevised]
	switch {
	case v.Matter.End != "":
		s.Stage = Over
	case v.Definition.Act(actRateAgain) != nil && slices.Contains(v.Definition.Act(actRateAgain).From, v.Matter.State):
		s.Stage, s.of, s.act = Reported, id, actRateAgain
	}
	return nil
}

// Given is a rating as somebody sent it.
type Given struct {
	Key   string // of the form, so that it counts once
	Grade string
	Note  string
}

// Rate gives the rating that the slip's stage allows; Conflict where it allows none
// any more.
func (k *Ratings) Rate(ctx context.Context, s *Slip, g Given) error {
	values := map[string]string{FieldRating: g.Grade, FieldNote: g.Note}
	switch s.Stage {
	case Open:
	case Reported:
		values = map[string]string{fieldRevised: g.Grade, fieldComment: g.Note}
	default:
		return errNoMore
	}
	_, err := k.engine.Act(ctx, access.ByCode(int64(s.of)), s.of, s.act, matter.Input{Key: g.Key, Values: values})
	return err
}
