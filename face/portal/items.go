package portal

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/service/enterprises/approval/item"
	"shuniu/service/enterprises/approval/theme"
)

const (
	itemsPath = "/items"
	mostFound = 30 // items; whoever finds more has not said what they want
)

// services is the catalogue of items as a visitor reads it: can I, what do I need,
// how long, where, what does it cost.
type services struct {
	*door.Visitor
	dir   *org.Directory
	cal   *calendar.Calendar
	day   calendar.Date
	words string
	found []*item.Item  // each item once, by whoever does it for most people
	whole []theme.Theme // what is done as one thing
}

func (p *portal) services(r *http.Request, v *door.Visitor) services {
	return services{Visitor: v, dir: p.Org.Now(), cal: p.Engine.Calendar(), day: calendar.DateOf(p.Now().In(p.Zone)), words: strings.TrimSpace(r.URL.Query().Get(wordsParam))}
}

// items lists what can be applied for.
func (p shelf) items(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	s := p.services(r, v)
	all := p.Items.On(s.day)
	if s.words != "" {
		all = p.Items.Find(s.day, s.words, mostFound)
	}
	for _, i := range all {
		if !i.Listed() && !slices.ContainsFunc(s.found, func(o *item.Item) bool { return o.Code == i.Code }) {
			s.found = append(s.found, i)
		}
	}
	s.whole = s.themed(p.Themes)
	return p.Show(w, p.page(r, v, page.Word("portal.items-title").Text(), itemsPath).Portal(), s.page())
}

// offer is one item with what the visitor has answered about their case.
type offer struct {
	services
	*item.Item
	answers map[string]string
	at      org.RegionCode // where the visitor is; empty: not told
	network *hall.Network
	others  []*item.Item // the same item elsewhere
}

// item shows one item, with exactly the papers that the answers lead to.
func (p shelf) item(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	o, err := p.offer(r, v)
	if err != nil {
		return err
	}
	return p.Show(w, p.page(r, v, o.Name, itemsPath).Portal(), o.page())
}

// offer is the item of an address, with the answers in it.
func (p *portal) offer(r *http.Request, v *door.Visitor) (offer, error) {
	o := offer{services: p.services(r, v), answers: map[string]string{}}
	o.network = p.Halls
	if near, ok := o.dir.Region(org.RegionCode(r.URL.Query().Get(nearParam))); ok {
		o.at = near.Code
	}
	all := p.Items.On(o.day)
	n := slices.IndexFunc(all, func(i *item.Item) bool { return !i.Listed() && i.Implementing() == r.PathValue("code") })
	if n < 0 {
		return o, fault.Of(fault.NotFound, "no such item today")
	}
	o.Item = all[n]
	for _, i := range all {
		if i.Code == o.Code && !i.Listed() && i != o.Item {
			o.others = append(o.others, i)
		}
	}
	for _, q := range o.Questions {
		if given := r.URL.Query().Get(q.Key); slices.Contains(q.Options, given) {
			o.answers[q.Key] = given
		}
	}
	return o, nil
}

func itemPath(i *item.Item) string { return itemsPath + "/" + i.Implementing() }

func (s services) unit(code string) lang.Text {
	u, _ := s.dir.UnitByCode(code)
	return u.Name
}

// line is how long an item takes and who decides it.
func (s services) line(i *item.Item) string {
	return s.unit(i.Unit).In(s.Lang) + " · " + docket.HowLong(i).In(s.Lang)
}

// questions are the guide's, with what was answered.
func (o offer) questions() []page.Input { return docket.Guide(o.Questions, o.answers) }

// unanswered is how many questions still have no answer.
func (o offer) unanswered() int { return len(o.Questions) - len(o.answers) }

// papers are what the visitor has to bring, and then what they need not.
func (o offer) papers() (bring, shared []item.Material) {
	for _, m := range o.Materials {
		if m.Source == item.Shared {
			shared = append(shared, m)
		}
	}
	return o.Papers(o.answers), shared
}

func (o offer) clients() string {
	var out []string
	for _, c := range o.Clients {
		out = append(out, client(c).In(o.Lang))
	}
	return strings.Join(out, page.Word("portal.item-and").In(o.Lang))
}

// where are the windows with their telephone numbers.
func (o offer) where() []page.Fact {
	var out []page.Fact
	for _, code := range o.Windows {
		u, _ := o.dir.UnitByCode(code)
		out = append(out, page.Fact{Key: u.Name, Value: cmp.Or(u.Phone, o.Enquiries)})
	}
	return out
}

func (o offer) forms() string {
	var out []string
	for _, f := range o.Forms {
		out = append(out, form(f).In(o.Lang))
	}
	return strings.Join(out, page.Word("portal.item-and").In(o.Lang))
}

func (o offer) time() []page.Fact {
	return []page.Fact{
		{Key: page.Word("portal.item-promised").Text(), Value: docket.HowLong(o.Item).In(o.Lang)},
		{Key: page.Word("portal.item-statutory").Text(), Value: o.Statutory.In(o.Lang)},
		{Key: page.Word("portal.item-visits").Text(), Value: page.Word("portal.item-times").Count(o.Visits).In(o.Lang)},
	}
}

func (o offer) fees() []page.Fact {
	var out []page.Fact
	for _, f := range o.Fees {
		out = append(out, page.Fact{Key: f.Name, Value: "¥" + strconv.FormatFloat(float64(f.Cents)/100, 'f', 2, 64) + " · " + f.Basis})
	}
	return out
}

func (o offer) results() []page.Fact {
	var out []page.Fact
	for _, r := range o.Results {
		valid := page.Word("portal.item-always").Text()
		if !r.Valid.IsZero() {
			valid = page.Word("portal.item-valid").Fill(page.Texts{"limit": docket.Limit(r.Valid)})
		}
		out = append(out, page.Fact{Key: r.Name, Value: valid.In(o.Lang)})
	}
	return out
}

func (o offer) rests() []page.Fact {
	return []page.Fact{
		{Key: page.Word("portal.item-unit").Text(), Value: o.unit(o.Unit).In(o.Lang)},
		{Key: page.Word("portal.item-basis").Text(), Value: strings.Join(o.Basis, "；")},
		{Key: page.Word("portal.item-code").Text(), Value: o.Implementing()},
		{Key: page.Word("portal.item-since").Text(), Value: page.Date(o.From).In(o.Lang)},
		{Key: page.Word("portal.item-enquiries").Text(), Value: o.Enquiries},
		{Key: page.Word("portal.item-complaints").Text(), Value: o.Complaints},
	}
}

// The words for what the catalogue writes in codes; it holds no other codes.

func client(c string) page.Word {
	if c == "natural" {
		return page.Word("portal.item-client-natural")
	}
	return page.Word("portal.item-client-legal")
}

func form(f string) page.Word {
	switch f {
	case "window":
		return page.Word("portal.item-form-window")
	case "online":
		return page.Word("portal.item-form-online")
	}
	return page.Word("portal.item-form-post")
}
