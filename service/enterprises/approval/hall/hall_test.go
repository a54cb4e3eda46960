package hall_test

import (
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/service/enterprises/approval/item"
	"shuniu/test/city"
)

// filing is an application with its paper, as the window hands it in.
func (l *lobby) filing() matter.Input {
	l.t.Helper()
	key := strings.Repeat("7", 32)
	f, err := l.Engine.Tray(l.Staff("water-window"), key).Put(l.t.Context(), "papers", "申请书.png", strings.NewReader("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	if err != nil {
		l.t.Fatal(err)
	}
	return matter.Input{Key: key, Values: values{
		"item": city.SewerPermit, "region": "990102001000", "holder_name": "澜湾潮味餐饮有限公司", "phone": "13800000000",
		"channel": "window", "truthful": "true", "papers": string(f.ID),
	}}
}

var _ = access.Outsider

func day(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAHallIsOpenByWeekdayMakeUpDayAndNeverOnAHoliday(t *testing.T) {
	cal := calendar.Embedded()
	h := city.Halls().Halls[0]
	h.Hours["sun"] = hall.Spans{{From: 9 * 60, To: 10 * 60}}
	for d, want := range map[string]string{
		"2026-03-02": "09:00–12:00 13:00–17:00",
		"2026-03-07": "",                        // Saturday
		"2026-03-08": "09:00–10:00",             // Sunday, with hours of its own
		"2026-02-14": "09:00–12:00 13:00–17:00", // Saturday worked for the Spring Festival
		"2026-02-28": "09:00–12:00 13:00–17:00",
		"2026-02-17": "", // the festival itself
		"2026-10-04": "", // a Sunday within the National Day holiday
	} {
		if got := h.Day(cal, day(t, d)).String(); got != want {
			t.Errorf("%s: %q, not %q", d, got, want)
		}
	}
	var late hall.Span
	if err := late.UnmarshalText([]byte("10:00-24:00")); err != nil {
		t.Fatal(err)
	}
	h.Hours["holiday"] = hall.Spans{late}
	if got := h.Day(cal, day(t, "2026-10-04")).String(); got != "10:00–24:00" {
		t.Errorf("on a holiday with hours: %q", got)
	}
	delete(h.Hours, "holiday")
	times := h.Times(cal, day(t, "2026-03-08"))
	if len(times) != 2 || times[1].String() != "09.30-10.00" || hall.Shown(times[1].String()) != "09:30–10:00" {
		t.Errorf("the times are %v", times)
	}
	if ahead := h.Ahead(cal, day(t, "2026-09-30")); ahead[0].String() != "2026-09-30" || ahead[1].String() != "2026-10-08" {
		t.Errorf("days ahead are %v", ahead)
	}
}

func TestAnyWindowWithinTheScopeMayTakeIn(t *testing.T) {
	const body = org.RegionCode("990102000000") // the body that decides is the district's
	at := func(region org.RegionCode, unit string) *hall.Hall {
		h := city.Halls().Halls[0]
		h.Region, h.Unit = region, unit
		return &h
	}
	sewer := city.Items(t).Items[0]
	for name, c := range map[string]struct {
		hall  *hall.Hall
		scope string
		forms string
		takes bool
	}{
		"a village of the district":            {at("990102001001", "x"), "county", "window", true},
		"another district, scope the district": {at("990103000000", "x"), "county", "window", false},
		"another district, scope the city":     {at("990103000000", "x"), "city", "window", true},
		"the city's hall, scope the district":  {at("990100000000", "x"), "county", "window", false},
		"a place that the item names":          {at("990100000000", "water"), "county", "window", true},
		"what is done online only":             {at("990102001001", "x"), "city", "online", false},
	} {
		i := sewer
		i.Scope, i.Forms = c.scope, []string{c.forms}
		if got := c.hall.Takes(&i, body); got != c.takes {
			t.Errorf("%s: %v", name, got)
		}
	}
	h := at("990102001001", "x")
	for number, takes := range map[string]bool{"1": true, "2": false, "3": true} {
		if got := h.Window(number).Takes(&sewer); got != takes {
			t.Errorf("window %s: %v", number, got)
		}
	}
	directory := item.Item{Code: sewer.Code, Name: sewer.Name}
	if h.Takes(&directory, body) {
		t.Error("an entry of a directory is taken in")
	}
}

func TestTheNearestHallComesFirst(t *testing.T) {
	n := &hall.Network{}
	for _, region := range []org.RegionCode{"990100000000", "990103000000", "990102000000", "990102002000", "990102001000", "990102001002", "990102001001"} {
		h := city.Halls().Halls[0]
		h.Code, h.Region = string(region), region
		n.Halls = append(n.Halls, h)
	}
	sewer := city.Items(t).Items[0]
	for near, want := range map[org.RegionCode]string{
		"990102001001": "990102001001 990102001000 990102001002 990102000000 990102002000 990100000000 990103000000",
		"990103000000": "990103000000 990100000000 990102000000 990102002000 990102001000 990102001002 990102001001",
	} {
		var got []string
		for _, h := range n.Nearest(&sewer, "990100000000", near) {
			got = append(got, h.Code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("near %s: %v", near, got)
		}
	}
}

func TestEveryDefectOfANetworkIsNamedAtOnce(t *testing.T) {
	_, err := hall.ReadJSON(strings.NewReader(`{"halls":[
		{"code":"A B","name":{"zh":"厅"},"region":"12","phone":"call us","hours":{"day":["09:00-12:00"],"mon":["09:00-12:00","11:00-13:00"]},"at":{"lat":91,"lon":0},"slots":{"minutes":1,"places":-1,"days":99,"draw":-1},"windows":[{"number":"1","name":{"zh":"一","en":"One"},"comprehensive":true,"items":["x"]},{"number":"1"}]},
		{"code":"A B"}]}`))
	var at []string
	for _, d := range fault.As(err).Defects {
		at = append(at, d.Field)
	}
	for _, field := range []string{
		"code", "name", "region", "unit", "address", "phone", "hours.day", "hours.mon[1]", "at", "slots.minutes", "slots.places", "slots.days", "slots.draw",
		"windows[0].items", "windows[1].number", "windows[1].name", "windows[1].items",
	} {
		if !slices.Contains(at, "halls[0]."+field) {
			t.Errorf("%s is not named in %v", field, at)
		}
	}
	for _, field := range []string{"code", "hours", "windows"} {
		if !slices.Contains(at, "halls[1]."+field) {
			t.Errorf("%s is not named in %v", field, at)
		}
	}
	_, err = hall.ReadJSON(strings.NewReader(`{"halls":[{"code":1,"colour":"red","hours":{"mon":["9-12"]}}]}`))
	at = nil
	for _, d := range fault.As(err).Defects {
		at = append(at, d.Field)
	}
	if !slices.Equal(at, []string{"halls[0].code", "halls[0].colour", "halls[0].hours"}) {
		t.Errorf("what cannot be read is at %v", at)
	}
	for _, text := range []string{"", "[]", `{"rooms":[]}`, "{} {}", `{"halls":[]}`} {
		if _, err := hall.ReadJSON(strings.NewReader(text)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
