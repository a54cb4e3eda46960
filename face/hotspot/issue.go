package hotspot

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/insight/hot"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/service/people/request"
)

const (
	tickField    = "messages" // requests that are ticked
	intoField    = "into"
	reasonField  = "reason"
	becauseField = "because" // the reason in the second form of the page
	doneParam    = "done"
	splitForm    = "split"
	joinForm     = "join"

	mostLines = 200
)

// issue is the page of one.
type issue struct {
	*door.Visitor
	board      *board
	spot       request.Hotspot
	others     []request.Hotspot
	lines      []matter.Line
	statements []request.Statement
	stated     []matter.Line // the same as matters
	states     bool          // the reader may say what belongs to it
	done       string
	typed      url.Values
	key        string
	err        error
}

func (b *board) issue(r *http.Request, v *door.Visitor) (issue, error) {
	s := issue{Visitor: v, board: b, done: r.URL.Query().Get(doneParam), typed: url.Values{}, key: page.NewKey()}
	err := b.sees(v)
	if err == nil {
		s.spot, err = b.spots.Of(r.PathValue("number"))
	}
	return s, err
}

// fill reads what stands on the page.
func (s *issue) fill(r *http.Request) error {
	var err error
	if s.lines, err = s.board.spots.Lines(r.Context(), s.Actor, s.spot, mostLines); err != nil {
		return err
	}
	if s.statements, s.stated, err = s.board.spots.About(r.Context(), s.Actor, s.spot); err != nil {
		return err
	}
	s.others, _ = s.board.spots.Hottest(r.Context(), 2*most)
	_, act, err := matter.Openable(s.board.Engine.Reader, s.Actor, request.Statements)
	s.states = act != nil
	return err
}

func (b *board) one(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s, err := b.issue(r, v)
	if err != nil {
		return err
	}
	return s.show(w, r)
}

func (s issue) show(w http.ResponseWriter, r *http.Request) error {
	if err := s.fill(r); err != nil {
		return err
	}
	pg, err := s.board.frame(r, s.Visitor, lang.Same(s.spot.Name), Path)
	if err != nil {
		return err
	}
	if s.err == nil {
		return s.board.Show(w, pg.Desk(), s.page())
	}
	pg.Failed = true
	return s.board.Again(w, s.err, pg.Desk(), s.page())
}

// split says that the ticked requests are not of the issue.
func (b *board) split(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	return b.state(w, r, v, func(s *issue) (hot.Saying, error) {
		ticked := s.typed[tickField]
		rest := slices.DeleteFunc(slices.Clone(s.spot.Messages), func(n string) bool { return slices.Contains(ticked, n) })
		if len(ticked) == 0 || len(rest) == 0 {
			return hot.Saying{}, fault.Defects([]fault.Defect{{Field: tickField, Text: page.Word("hotspot.tick-some").Text()}})
		}
		return hot.Saying{Messages: ticked, Others: rest}, nil
	})
}

// join says that all requests of the issue and of another are of one.
func (b *board) join(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	return b.state(w, r, v, func(s *issue) (hot.Saying, error) {
		other, err := b.spots.Of(s.typed.Get(intoField))
		if err != nil || other.ID == s.spot.ID {
			return hot.Saying{}, fault.Defects([]fault.Defect{{Field: intoField, Text: page.Word("hotspot.choose-other").Text()}})
		}
		return hot.Saying{Messages: slices.Concat(s.spot.Messages, other.Messages)}, nil
	})
}

func (b *board) state(w http.ResponseWriter, r *http.Request, v *door.Visitor, said func(*issue) (hot.Saying, error)) error {
	s, err := b.issue(r, v)
	if err != nil {
		return err
	}
	if err := door.Form(r); err != nil {
		return err
	}
	s.typed, s.key = r.PostForm, r.PostForm.Get(page.KeyField)
	say, err := said(&s)
	if err == nil {
		err = b.spots.State(r.Context(), v.Actor, say, matter.Input{Key: s.key, Values: map[string]string{reasonField: s.typed.Get(reasonField) + s.typed.Get(becauseField)}})
	}
	if err == nil {
		s.done = splitForm
		if len(say.Others) == 0 {
			s.done = joinForm
		}
		http.Redirect(w, r, b.after(say)+"?"+url.Values{doneParam: {s.done}}.Encode(), http.StatusSeeOther)
		return nil
	}
	if fault.Is(err, fault.Internal) {
		return err
	}
	if matter.IsKeyReused(err) {
		s.key = page.NewKey()
	}
	s.err = s.about(err)
	return s.show(w, r)
}

// after is where what was said of is found now: the issue, if it still is one.
func (b *board) after(said hot.Saying) string {
	for _, number := range slices.Concat(said.Others, said.Messages) {
		if spot, err := b.spots.Of(number); err == nil {
			return Path + "/" + spot.ID
		}
	}
	return Path
}

// about puts what is wrong with a reason beside the reason that was typed.
func (s issue) about(err error) error {
	f := fault.As(err)
	if f == nil || !s.typed.Has(becauseField) {
		return err
	}
	moved := *f
	moved.Defects = slices.Clone(f.Defects)
	for i, d := range moved.Defects {
		if d.Field == reasonField {
			moved.Defects[i].Field = becauseField
		}
	}
	return &moved
}

func (s issue) facts() page.Summary {
	return page.Summary{Tight: true, Facts: []page.Fact{
		{Key: page.Word("hotspot.place").Text(), Value: orNone(s.spot.Place)},
		{Key: page.Word("hotspot.people").Text(), Value: strconv.Itoa(s.spot.People)},
		{Key: page.Word("hotspot.messages").Text(), Value: strconv.Itoa(len(s.spot.Messages))},
		{Key: page.Word("hotspot.time").Text(), Value: s.board.span(s.spot).In(s.Lang)},
		{Key: page.Word("hotspot.heat").Text(), Value: heat(s.spot)},
		{Key: page.Word("hotspot.words").Text(), Value: orNone(words(s.spot.Words, s.Lang))},
	}}
}

func (s issue) requests() page.Table {
	t := page.Table{Caption: page.Word("hotspot.requests-list").Text(), RowHead: true, Stacks: true, Columns: []page.Column{
		{Title: page.Word("hotspot.request").Text()}, {Title: page.Word("hotspot.number").Text()}, {Title: page.Word("hotspot.where").Text()},
		{Title: page.Word("hotspot.received").Text()}, {Title: page.Word("hotspot.state").Text()},
	}}
	if s.states {
		t.Columns = append(t.Columns, page.Column{Title: page.Word("hotspot.tick").Text()})
	}
	for _, l := range s.lines {
		row := []page.Cell{
			{Text: l.Title, Href: matterPath + l.Number}, {Text: l.Number}, {Text: docket.Place(s.board.Org.Now(), org.RegionCode(l.Region)).In(s.Lang)},
			{Text: short(calendar.DateOf(docket.Watch{Door: s.board.Door}.Moment(l.Opened))).In(s.Lang)}, {Text: s.stateOf(l)},
		}
		if s.states {
			row = append(row, page.Cell{Part: s.tick(l)})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (s issue) stateOf(l matter.Line) string {
	def, err := s.board.Engine.Definition(l.Matter)
	if err == nil && def.State(l.State) != nil {
		return def.State(l.State).Title.In(s.Lang)
	}
	return l.State
}

func (s issue) ticked(l matter.Line) bool { return slices.Contains(s.typed[tickField], l.Number) }

// hidden is how many of its requests are not on the page.
func (s issue) hidden() int { return len(s.spot.Messages) - len(s.lines) }

func (s issue) reason(name string) page.Input {
	return page.Input{Name: name, Type: process.FieldProse, Label: page.Word("hotspot.reason").Text(), Help: page.Word("hotspot.reason-help").Text(), Max: 2000}
}

func (s issue) form(name string, submit page.Word, inputs ...page.Input) page.Form {
	f := page.Form{ID: name, Action: Path + "/" + s.spot.ID + "/" + name, Submit: submit.Text(), Key: s.key}
	var err error
	if s.typed.Has(inputs[len(inputs)-1].Name) {
		err = s.err
	}
	f.Inputs, f.Problems = page.Mark(page.Fill(inputs, s.typed), err)
	return f
}

func (s issue) splitting() page.Form {
	return s.form(splitForm, page.Word("hotspot.split"), s.reason(reasonField))
}

func (s issue) joining() page.Form {
	into := page.Input{Name: intoField, Type: process.FieldChoice, Label: page.Word("hotspot.into").Text(), Unchosen: page.Word("hotspot.choose").Text()}
	for _, other := range s.others {
		if other.ID != s.spot.ID {
			into.Options = append(into.Options, page.Option{Value: other.ID, Label: page.Word("hotspot.option").Fill(page.Texts{"name": lang.Same(other.Name), "n": lang.Same(strconv.Itoa(len(other.Messages)))})})
		}
	}
	return s.form(joinForm, page.Word("hotspot.join"), into, s.reason(becauseField))
}

// summary is all that is wrong with either form.
func (s issue) summary() page.ErrorSummary {
	out := s.splitting().Summary()
	if s.typed.Has(becauseField) {
		out = s.joining().Summary()
	}
	return out
}

// said is a statement in words.
func (s issue) said(i int) lang.Text {
	one := s.statements[i]
	if len(one.Others) > 0 {
		return page.Word("hotspot.said-split").With("n", strconv.Itoa(len(one.Messages)))
	}
	return page.Word("hotspot.said-join").With("n", strconv.Itoa(len(one.Messages)))
}
