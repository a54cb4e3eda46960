package desk_test

import (
	"net/http"
	"testing"

	"shuniu/face/desk"
	"shuniu/face/door"
	"shuniu/kernel/access"
	"shuniu/kernel/account"
	"shuniu/kernel/instrument"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/lineage"
	"shuniu/kernel/matter"
	"shuniu/kernel/search"
	"shuniu/service/enterprises/approval/rating"
	"shuniu/service/people/knowledge"
	"shuniu/service/people/request"
	"shuniu/test/browse"
	"shuniu/test/city"
)

// office is a city with its desk open. Everybody's login is their short name.
type office struct {
	*city.City
	t        *testing.T
	accounts *account.Keeper
	url      string
	advice   *request.Advice
	answers  *request.Answers
}

func open(t *testing.T, demo bool) *office {
	t.Helper()
	c := city.New(t, city.Databases()["sqlite"](t), city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{search.NewMatters(c.Engine), knowledge.New(c.Engine), request.NewPublished(c.Engine), request.NewPrecedents(c.Engine), lineage.Links{}, instrument.Uses{Press: instrument.Press{Reader: c.Engine.Reader, Styles: c.Styles}}}
	}})
	advice, answers := request.NewAdvice(c.Engine, request.AdviceSettings{Folder: t.TempDir(), Fewest: 20}), c.Answers()
	url, accounts := browse.Open(t, c, demo, func(d *door.Door) {
		desk.Register(d, desk.Sources{
			People:  []door.Player{{Login: "dispatcher", Name: lang.T("苏禾", "Su He"), Unit: lang.T("热线", "Hotline"), Title: lang.T("派单员", "Dispatcher")}},
			Ratings: rating.New(c.Engine), Matters: search.NewMatters(c.Engine), Knowledge: knowledge.New(c.Engine), Published: request.NewPublished(c.Engine), Precedents: request.NewPrecedents(c.Engine), Items: city.Items(t), Advice: advice, Answers: answers,
			Prefill: map[string]desk.Prefill{"people.request/publish": request.PrefillPublish, "people.request/approve_reply": request.PrefillReply, "people.knowledge/revise": desk.AsGiven("revise")},
			Compare: map[string]desk.Compare{"people.request/publish": request.ComparePublish},
		})
	})
	o := &office{City: c, t: t, accounts: accounts, url: url, advice: advice, answers: answers}
	for name := range c.People {
		o.enrol(name)
	}
	return o
}

func (o *office) enrol(name string) { browse.Enrol(o.t, o.City, o.accounts, name) }

// outside is a browser of somebody who has not signed in.
func (o *office) outside() *browse.Browser { return browse.New(o.t, o.url) }

// as is the browser of somebody who has signed in with one click.
func (o *office) as(name string) *browse.Browser {
	o.t.Helper()
	b := o.outside()
	b.Goes("/desk/sign-in")
	return b.Posts("/demo/sign-in", map[string][]string{"login": {name}}).Got(http.StatusOK)
}

// asked is a request that a resident has sent.
type asked struct {
	*office
	*matter.Matter
}

const leaking = "榕荫社区二号楼停水三天"

func (o *office) asks() asked { return o.asksIn("990102001001") }

func (o *office) asksIn(region string) asked {
	o.t.Helper()
	res, err := o.Engine.Open(o.t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{
		"kind": "complaint", "title": leaking, "body": "三月一日起停水，至今没有恢复，请打13912345678找我。",
		"region": region, "name": "周晓雯", "phone": "13800001234", "consent": "true",
	}})
	if err != nil {
		o.t.Fatal(err)
	}
	return asked{o, res.Matter}
}

func (a asked) path() string { return "/desk/matter/" + a.Number }

// resident does an act of whoever asked.
func (a asked) resident(act string, values map[string]string) {
	a.t.Helper()
	if _, err := a.Engine.Act(a.t.Context(), access.ByCode(int64(a.ID)), a.ID, act, matter.Input{Values: values}); err != nil {
		a.t.Fatal(err)
	}
}

// staff does an act of a member of staff, where the page is not what is tested.
func (a asked) staff(name, act string, values map[string]string) {
	a.t.Helper()
	if _, err := a.Engine.Act(a.t.Context(), a.Staff(name), a.ID, act, matter.Input{Values: values}); err != nil {
		a.t.Fatal(err)
	}
}

func (a asked) dispatched() asked {
	a.t.Helper()
	a.staff("dispatcher", "dispatch", map[string]string{"unit": "water", "urgency": "ordinary"})
	return a
}

func (a asked) signed() asked {
	a.t.Helper()
	a.dispatched().staff("water-handler", "sign", nil)
	return a
}

func (a asked) replied() asked {
	a.t.Helper()
	a.signed().staff("water-handler", "reply", map[string]string{"reply": "水管已修好，三月二日恢复供水。", "outcome": "solved"})
	return a
}
