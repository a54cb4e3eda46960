package portal

import (
	"shuniu/face/docket"
	"shuniu/face/page"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// identity heads the page: what it is, where it stands, who has it.
func (s sight) identity() page.Identity {
	id := page.Identity{
		Word: s.Definition.Word, Number: s.Matter.Number, Title: s.Values["title"].Text,
		State: page.Tag{Text: s.state().Title, Tone: s.tone()},
	}
	if s.Values["title"].Erased || id.Title == "" {
		id.Title = s.Definition.Title.In(s.v.Lang)
	}
	if s.Definition.Restricted {
		id.Word, id.Title = lang.Text{}, page.Word("portal.tip-follow-title").In(s.v.Lang)
		return id
	}
	if s.Matter.Region != "" {
		id.Facts = append(id.Facts, page.Fact{Key: s.place(), Value: docket.Place(s.p.Org.Now(), org.RegionCode(s.Matter.Region)).In(s.v.Lang)})
	}
	id.Facts = append(id.Facts, page.Fact{Key: page.Word("portal.sent-at").Text(), Value: page.Moment(s.p.watch.Moment(s.Matter.Opened)).In(s.v.Lang)})
	if s.Matter.End == "" {
		id.Facts = append(id.Facts, page.Fact{Key: page.Word("docket.holder").Text(), Value: s.holder().In(s.v.Lang)})
	}
	return id
}

// place is what the process calls its place.
func (s sight) place() lang.Text {
	for _, f := range s.Definition.Form {
		if f.Type == process.FieldRegion {
			return f.Label
		}
	}
	return page.Word("portal.where").Text()
}

func (s sight) state() *process.State { return s.Definition.State(s.Matter.State) }

func (s sight) tone() page.Tone {
	switch st := s.state(); {
	case st.End == process.Ground:
		return page.Ended
	case st.End == process.Answered, st.Holder == process.Applicant:
		return page.Done
	case len(s.Matter.Claims) == 0:
		return page.Waiting
	}
	return page.Doing
}

// leadStanding is where the lead stands; what it waits for is its own resident's.
func (l leading) leadStanding() lang.Text {
	st := l.state()
	switch {
	case st.End != "" || st.Holder == process.Applicant:
		return page.Word("portal.lead-stands").Fill(page.Texts{"state": st.Title})
	}
	return page.Word("portal.stands").Fill(page.Texts{"state": st.Title, "who": l.holder()})
}

// standing says in one sentence where the matter stands and who must do what.
func (s sight) standing() lang.Text {
	st := s.state()
	switch {
	case st.End == process.Ground:
		return st.Ground
	case st.End == process.Answered:
		return page.Word("portal.stands-ended").Text()
	case st.Holder == process.Applicant:
		return page.Word("portal.stands-yours").Text()
	}
	return page.Word("portal.stands").Fill(page.Texts{"state": st.Title, "who": s.holder()})
}
