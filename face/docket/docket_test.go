package docket_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/test/city"
)

func TestValuesAreReadAsPeopleSayThem(t *testing.T) {
	dir := city.New(t, city.Databases()["sqlite"](t), city.Options{}).Org.Now()
	choice := &process.Field{Type: process.FieldChoice, Options: []process.Option{{Value: "poor", Label: lang.T("不满意", "Poor")}}}
	for _, c := range []struct {
		field *process.Field
		value string
		zh    string
	}{
		{&process.Field{Type: process.FieldBool}, "", "否"},
		{&process.Field{Type: process.FieldBool}, "true", "是"},
		{&process.Field{Type: process.FieldText}, "", ""},
		{choice, "poor", "不满意"},
		{choice, "retired", "retired"},
		{&process.Field{Type: process.FieldRegion}, "990102001001", "潮生区南堤街道榕荫社区"},
		{&process.Field{Type: process.FieldRegion}, "990100000000", dir.City().Name.Zh},
		{&process.Field{Type: process.FieldRegion}, "99", "99"},
		{&process.Field{Type: process.FieldUnit}, "water nobody", "市水务局、nobody"},
		{&process.Field{Type: process.FieldDate}, "2026-03-02", "2026年3月2日（周一）"},
		{&process.Field{Type: process.FieldDate}, "soon", "soon"},
	} {
		if got := docket.Value(dir, c.field, c.value).Zh; got != c.zh {
			t.Errorf("%s %q reads %q, want %q", c.field.Type, c.value, got, c.zh)
		}
	}
}

func TestLengthAddsWhatWasExtended(t *testing.T) {
	for want, c := range map[string]ledger.Clock{
		"5个工作日 + 3个工作日": {Limit: "5wd", Extends: []string{"3wd"}},
		"2小时":           {Limit: "2h"},
		"到约定的日期":        {},
	} {
		if got := docket.Length(c).Zh; got != want {
			t.Errorf("%+v is %q long, want %q", c, got, want)
		}
	}
}

// TestRestDaysLeftAreNotToday stands on a Saturday with a limit that ends on Sunday.
func TestRestDaysLeftAreNotToday(t *testing.T) {
	c := city.New(t, city.Databases()["sqlite"](t), city.Options{})
	w := docket.Watch{Door: door.New(door.Setup{Org: c.Org, Engine: c.Engine, Zone: city.Zone(), Now: func() time.Time { return city.At(t, "2026-03-07 09:00") }})}
	due, _ := calendar.ParseDate("2026-03-08")
	clock := w.Clock(&process.Clock{}, ledger.Clock{
		Limit: "7d", Phase: matter.Running, Due: due.String(), Started: city.At(t, "2026-03-01 09:00").UnixMicro(), DueAt: due.Add(1).Start(city.Zone()).UnixMicro(),
	})
	if clock.State != page.ClockSoon || clock.Words.Zh != "工作日已用完，还有休息日" {
		t.Errorf("it says %q (%s)", clock.Words.Zh, clock.State)
	}
}

func TestInputTakesOnlyWhatTheActAsks(t *testing.T) {
	act := &process.Act{Needs: []string{"unit"}, Asks: []string{"note"}}
	in := docket.Input(act, url.Values{"unit": {"water", "housing"}, "note": {""}, "other": {"x"}, docket.SeenField: {"3"}, page.KeyField: {"k"}})
	if len(in.Values) != 1 || in.Values["unit"] != "water housing" || in.Seen != 3 || in.Key != "k" {
		t.Errorf("read %+v", in)
	}
}

// meanwhile is a line on which something happens once so much has come.
type meanwhile struct {
	io.Reader
	after   int
	happens func()
}

func (m *meanwhile) Read(b []byte) (int, error) {
	n, err := m.Reader.Read(b[:min(len(b), 512)])
	if m.after -= n; m.after <= 0 && m.happens != nil {
		m.happens()
		m.happens = nil
	}
	return n, err
}

// TestAFileThatGoesWhileItComesAgainIsNotMissed sends a form once more, while the
// attempt before, of which no answer came, still takes its file away.
func TestAFileThatGoesWhileItComesAgainIsNotMissed(t *testing.T) {
	c := city.New(t, city.Databases()["sqlite"](t), city.Options{})
	d := door.New(door.Setup{Org: c.Org, Engine: c.Engine, Zone: city.Zone(), Now: c.DB.Now})
	photo := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + strings.Repeat("lamp", 50_000)
	key := page.NewKey()
	tray := c.Engine.Tray(access.Outsider(), key)
	first, err := tray.Put(t.Context(), "files", "lamp.png", strings.NewReader(photo))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField(page.KeyField, key); err != nil {
		t.Fatal(err)
	}
	part, err := w.CreateFormFile("files", "lamp.png")
	if err == nil {
		_, err = io.WriteString(part, photo)
	}
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", &meanwhile{&b, len(photo) / 2, func() {
		if err := tray.Remove(t.Context(), first.ID); err != nil {
			t.Error(err)
		}
	}})
	r.Header.Set("Content-Type", w.FormDataContentType())
	sent, err := docket.Receive(r, d, access.Outsider(), []*process.Field{{Name: "files", Type: process.FieldFile}})
	if err != nil || sent.Err() != nil || len(sent.Held) != 1 || sent.Values.Get("files") == string(first.ID) {
		t.Errorf("%+v: %v, %v", sent, err, sent.Err())
	}
}
