package main

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"strconv"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// move is one act in the life of a request and who does it: "resident", a post of
// the hotline or "handler" and "head" of the bureau in charge.
type move struct {
	act, who string
	values   map[string]string
}

const (
	benchBody = "三月一日晚上起，我们小区二号楼和三号楼一直停水，物业说是支管的问题，打了两次电话都没有人来修。" +
		"楼里有好几位老人，提水上楼很不方便，希望水务部门尽快派人查看，说明什么时候能够恢复供水。"
	benchReply = "您反映的停水问题，我单位接单后当日到场核查，系二号楼支管爆裂所致。抢修人员已更换破损管段，" +
		"于当晚二十一时恢复两栋楼的供水，并回访三户居民确认水压正常。给您带来的不便，敬请谅解。"
)

// lives are the ways a request goes, the plain one most often.
func lives() [][]move {
	submit := move{"submit", "resident", map[string]string{
		"kind": "complaint", "title": "小区二号楼停水两天无人修理", "body": benchBody, "region": benchRegion, "name": "周某某", "phone": "13800000000", "consent": "true",
	}}
	dispatch := move{"dispatch", "dispatcher", map[string]string{"unit": "", "urgency": "ordinary"}}
	sign := move{act: "sign", who: "handler"}
	reply := move{"reply", "handler", map[string]string{"reply": benchReply, "outcome": "solved"}}
	rate := move{"rate", "resident", map[string]string{"rating": "very_good"}}
	plain := []move{submit, dispatch, sign, reply, rate}
	extended := []move{submit, dispatch, sign,
		{"ask_extension", "handler", map[string]string{"reason": "管件需要另行定制", "extra_days": "3"}}, {act: "grant", who: "head"}, reply, rate}
	disputed := []move{submit, dispatch, {"supplement", "resident", map[string]string{"note": "今天下午三号楼也停水了"}}, sign, reply,
		{"reject", "resident", map[string]string{"reason": "水压很小，五楼以上还是没有水"}},
		{"redo", "auditor", map[string]string{"reason": "回访两户水压不足，退回重办"}}, sign, reply, rate}
	refused := []move{submit, {"refuse", "dispatcher", map[string]string{"ground": "concluded", "reply": benchReply}}}
	return [][]move{plain, plain, plain, plain, plain, plain, extended, extended, disputed, refused}
}

// errand is one request under way.
type errand struct {
	id     matter.ID
	seen   int
	bureau int
	desk   int // which of the people who share a post
	life   []move
	next   int
}

// newErrand draws a request: how it will go and who will handle it.
func (b *bench) newErrand() *errand {
	life := b.lives[mathrand.IntN(len(b.lives))]                                                        //nolint:gosec // a draw that nothing depends on
	return &errand{life: life, bureau: mathrand.IntN(benchBureaus), desk: mathrand.IntN(benchHandlers)} //nolint:gosec // likewise
}

// ended reports whether the request has gone its way.
func (x *errand) ended() bool { return x.next == len(x.life) }

// step does the next act of the request as the person whose turn it is would,
// with an idempotency key as each form carries one.
func (b *bench) step(ctx context.Context, x *errand) error {
	m := x.life[x.next]
	in := matter.Input{Key: rand.Text(), Values: m.values, Seen: x.seen}
	if m.act == "dispatch" {
		in.Values = map[string]string{"unit": bureauCode(x.bureau), "urgency": "ordinary"}
	}
	var res *matter.Result
	var err error
	if x.id == 0 {
		res, err = b.site.engine.Open(ctx, access.Outsider(), "people.request", in)
	} else {
		res, err = b.site.engine.Act(ctx, b.actor(x, m.who), x.id, m.act, in)
	}
	if err != nil {
		return fmt.Errorf("%s by %s: %w", m.act, m.who, err)
	}
	x.id, x.seen = res.Matter.ID, res.Matter.Seq
	x.next++
	return nil
}

// actor stands somebody up as a face does for each request.
func (b *bench) actor(x *errand, who string) access.Actor {
	if who == "resident" {
		return access.ByCode(int64(x.id))
	}
	dir := b.site.org.Now()
	person := b.people[deskOf(x, who)]
	return access.StaffActor(dir, person, dir.Stands(person, calendar.DateOf(b.site.db.Now().In(b.site.zone))))
}

// seat is a post in a unit of the bench's city and which of its holders.
type seat struct {
	unit, post string
	n          int
}

func deskOf(x *errand, who string) seat {
	switch who {
	case "handler":
		return seat{bureauCode(x.bureau), who, x.desk}
	case "head":
		return seat{bureauCode(x.bureau), who, 0}
	}
	return seat{"hotline", who, x.desk}
}

// The size of the bench's city.
const (
	benchCity     = "990100"
	benchRegion   = "990100000000"
	benchBureaus  = 24
	benchHandlers = 5
	benchCounties = 4 // each with three of the bureaus; the others are the city's
)

func countyCode(n int) string { return "county" + strconv.Itoa(n) }

// parentOf is the unit above a unit of the bench's city.
func parentOf(code string) string {
	for i := range 3 * benchCounties {
		if code == bureauCode(i) {
			return countyCode(i / 3)
		}
	}
	return "city"
}

// benchRegions are the city, its counties and four townships of each.
func benchRegions() []org.Region {
	out := []org.Region{{Code: benchRegion, Name: named("测速市")}}
	for i, county := range []string{"临河县", "青岭县", "东湖区", "安平区"} {
		code := fmt.Sprintf("9901%02d", 21+i)
		out = append(out, org.Region{Code: org.RegionCode(code + "000000"), Name: named(county)})
		for j, town := range []string{"柳林镇", "石桥镇", "新城街道", "南山乡"} {
			out = append(out, org.Region{Code: org.RegionCode(fmt.Sprintf("%s%03d000", code, 101+j)), Name: named(town)})
		}
	}
	return out
}

func bureauCode(n int) string { return "bureau" + strconv.Itoa(n) }

// benchSeats are all posts of the city.
func benchSeats() []seat {
	seats := []seat{{"city", "head", 0}, {"office", "head", 0}, {"hotline", "head", 0}, {"approval", "head", 0}}
	for n := range benchHandlers {
		seats = append(seats, seat{"hotline", "dispatcher", n}, seat{"hotline", "auditor", n})
	}
	for i := range benchCounties {
		seats = append(seats, seat{countyCode(i), "head", 0}, seat{countyCode(i), "supervisor", 0})
	}
	for i := range benchBureaus {
		seats = append(seats, seat{bureauCode(i), "head", 0})
		for n := range benchHandlers {
			seats = append(seats, seat{bureauCode(i), "handler", n})
		}
	}
	return seats
}

// settle enters the units and people of the bench's city.
func (b *bench) settle(ctx context.Context) error {
	ids := org.NewIDs(b.site.db)
	units := map[string]org.UnitID{}
	codes := []string{"city", "office", "hotline", "approval"}
	for i := range benchCounties {
		codes = append(codes, countyCode(i))
	}
	for i := range benchBureaus {
		codes = append(codes, bureauCode(i))
	}
	for _, code := range codes {
		id, err := ids.Unit(ctx)
		if err != nil {
			return err
		}
		units[code] = id
	}
	seats := benchSeats()
	posts := make([]org.PostID, len(seats))
	for i, s := range seats {
		var err error
		if b.people[s], err = ids.Person(ctx); err != nil {
			return err
		}
		if posts[i], err = ids.Post(ctx); err != nil {
			return err
		}
	}
	since := calendar.DateOf(b.site.db.Now()).Add(-365)
	err := b.site.db.Write(ctx, func(tx *store.Tx) error {
		if err := org.AddRegions(tx, benchRegions()); err != nil {
			return err
		}
		for _, code := range codes {
			u := org.Unit{ID: units[code], Code: code, Name: named(code), Region: benchRegion, Parent: units[parentOf(code)]}
			if code == "city" {
				u.Parent = 0
			}
			if err := org.AddUnit(tx, u); err != nil {
				return err
			}
		}
		for i, s := range seats {
			if err := org.AddPerson(tx, org.Person{ID: b.people[s], Name: named(s.post)}); err != nil {
				return err
			}
			if err := org.Appoint(tx, org.Post{ID: posts[i], Unit: units[s.unit], Kind: org.PostKind(s.post), Person: b.people[s], Since: since}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.site.org.Refresh(ctx)
}

func named(name string) lang.Text { return lang.T(name, name) }
