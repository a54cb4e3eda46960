package simulate

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"

	"shuniu/kernel/access"
	"shuniu/kernel/attachment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
)

// try does the first of what somebody means to do that is not refused. A defect of ours
// or of the machine is an error.
func (s *stage) try(ctx context.Context, st *step) {
	if st.l.row == nil {
		s.tryOpen(ctx, st)
		return
	}
	st.before = st.l.row
	for _, o := range st.in.options {
		d := roll(s.seed, st.l.key, "act", st.l.acts(), o.act.Name)
		actor, ok := s.who(st.l, o.act, d)
		if !ok {
			st.refused = append(st.refused, o.act.Name+" by nobody")
			continue
		}
		key := fmt.Sprintf("simulate:%d:%s:%d:%s", s.seed, st.l.key, st.l.acts(), o.act.Name)
		f := form{s.play, st.l, o.act, st.l.def, d, calendar.DateOf(s.now.In(s.zone))}
		in, err := s.fillIn(ctx, f, actor, key)
		if err == nil {
			st.done, err = s.city.Engine.Act(ctx, actor, st.l.id, o.act.Name, in)
		}
		st.act, st.values = o.act.Name, in.Values
		if st.took(err) {
			st.in.options = []option{o}
			return
		}
	}
}

// took notes how an attempt went; true ends the attempts.
func (st *step) took(err error) bool {
	if err == nil {
		return true
	}
	if k := fault.As(err).Kind; k == fault.Internal || k == fault.Unavailable {
		st.err = fault.Wrap(k, err, st.l.key+" "+st.act)
		return true
	}
	st.refused = append(st.refused, st.act+": "+fault.As(err).Operator)
	return false
}

// tryOpen opens a matter as its process does: by whoever asks, or by a clerk for them.
func (s *stage) tryOpen(ctx context.Context, st *step) {
	l := st.l
	day := calendar.DateOf(s.now.In(s.zone))
	if !s.choose(l, day) {
		l.opens = requests // nothing of that kind can be applied for yet
	}
	l.def = s.defs[l.opens]
	d := roll(s.seed, l.key, "open")
	actor := access.Outsider()
	by := process.Applicant
	if l.register {
		if clerk, ok := s.clerkFor(l, d); ok {
			actor, by = clerk, ""
		}
	}
	i := slices.IndexFunc(l.def.ActsFrom(process.Start), func(a *process.Act) bool { return a.Allows(process.Applicant) == (by != "") })
	if i < 0 {
		st.refused = append(st.refused, "open")
		return
	}
	act := l.def.ActsFrom(process.Start)[i]
	key := fmt.Sprintf("simulate:%d:%s:open", s.seed, l.key)
	f := form{s.play, l, act, l.def, d, day}
	in, err := s.fillIn(ctx, f, actor, key)
	st.act, st.values = act.Name, in.Values
	if err == nil {
		f.personal(in.Values)
		st.done, err = s.city.Engine.Open(ctx, actor, l.opens, in)
	}
	st.took(err)
}

// clerkFor is a clerk who may open the process of an arrival.
func (s *stage) clerkFor(l *life, d dice) (access.Actor, bool) {
	for _, act := range l.def.ActsFrom(process.Start) {
		if !act.Allows(process.Applicant) {
			return s.clerk(act, l.def, d)
		}
	}
	return access.Actor{}, false
}

// choose is what is applied for, where the process asks for a code; false where there
// is nothing.
func (s *stage) choose(l *life, day calendar.Date) bool {
	def := s.defs[l.opens]
	i := slices.IndexFunc(def.Form, func(f *process.Field) bool { return f.Type == process.FieldCode })
	if i < 0 {
		return true
	}
	offers := s.offers(l.opens, day)
	if len(offers) == 0 {
		return false
	}
	l.item = pick(roll(s.seed, l.key, "item"), offers)
	l.unit = l.item.Unit
	return true
}

// fillIn is what is sent with an act, its files in the tray.
func (s *stage) fillIn(ctx context.Context, f form, actor access.Actor, key string) (matter.Input, error) {
	in := matter.Input{Key: key, Values: f.fill()}
	for _, name := range f.act.Needs {
		if f.def.Field(name).Type != process.FieldFile {
			continue
		}
		id, known := s.files.id(key)
		if !known {
			file, err := s.city.Engine.Tray(actor, key).Put(ctx, name, paperNames[f.d.IntN(len(paperNames))], bytes.NewReader(paper(f.d)))
			if err != nil {
				return in, err
			}
			id = string(file.ID)
			if err := s.journal.filed(key, id); err != nil {
				return in, err
			}
		}
		in.Values[name] = string(attachment.ID(id))
	}
	return in, nil
}

var paperNames = []string{"申请书.png", "平面图.png", "营业执照.png", "承诺书.png"}

// Paper is one of those that people hand in.
func Paper() []byte { return paper(roll(0, "paper")) }

// paper is a small picture, as if something had been scanned.
func paper(d dice) []byte {
	img := image.NewGray(image.Rect(0, 0, 32, 44))
	for y := range 44 {
		for x := range 32 {
			shade := uint8(240)
			if y%4 == 2 && x > 3 && x < 28 && d.percent(70) {
				shade = 60
			}
			img.SetGray(x, y, color.Gray{shade})
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // a buffer takes everything
	return b.Bytes()
}
