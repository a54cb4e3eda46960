package portal_test

import (
	"testing"

	"shuniu/face/door"
	"shuniu/face/portal"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/process"
	"shuniu/service/enterprises/approval/certificate"
	"shuniu/service/enterprises/approval/decision"
	"shuniu/service/enterprises/approval/rating"
	"shuniu/service/people/knowledge"
	"shuniu/service/people/request"
	"shuniu/test/browse"
	"shuniu/test/city"
)

// town is a city with its portal open.
type town struct {
	*city.City
	url string
}

func open(t *testing.T) *town { return openWith(t, false) }

func openWith(t *testing.T, demo bool, defs ...*process.Definition) *town {
	t.Helper()
	c := city.New(t, city.Databases()["sqlite"](t), city.Options{Definitions: defs, Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{request.NewPublished(c.Engine), scorecard.New(c.Engine, city.Measures()), knowledge.New(c.Engine), rating.NewFigures(c.Engine), decision.NewPublished(c.Engine), certificate.NewRegister(c.Engine)}
	}})
	url, _ := browse.Open(t, c, demo, func(d *door.Door) {
		portal.Register(d, portal.Sources{Published: request.NewPublished(c.Engine), Book: scorecard.New(c.Engine, city.Measures()), Knowledge: knowledge.New(c.Engine), Items: city.Items(t), Certificates: certificate.NewRegister(c.Engine), Decisions: decision.NewPublished(c.Engine), Ratings: rating.New(c.Engine), Rated: rating.NewFigures(c.Engine), People: []door.Player{{
			Login: "suhe", Name: lang.T("苏禾", "Su He"), Unit: lang.T("市12345热线中心", "City Hotline 12345"), Title: lang.T("派单员", "Dispatcher"),
			Who: lang.T("每天分派来件", "Sends requests to whoever must act"), Try: lang.T("派出一件", "Dispatch one"),
		}}})
	})
	return &town{City: c, url: url}
}

// resident is the browser of somebody who has no account.
func (c *town) resident(t *testing.T) *browse.Browser {
	t.Helper()
	return browse.New(t, c.url)
}
