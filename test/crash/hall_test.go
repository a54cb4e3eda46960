package crash

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/account"
	"shuniu/kernel/attachment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/keyring"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
	definitions "shuniu/process"
	"shuniu/service/enterprises/approval"
	halls "shuniu/service/enterprises/approval/hall"
	fixture "shuniu/test/city"
)

const (
	city     = "990100"
	password = "潮水每天涨两次-9271"
)

// hall is a city that is served: what its servers share, and where they are.
type hall struct {
	doors
	program string
	data    string
	url     string // of the database
	client  *http.Client
}

// bureaus are the units that handle requests.
func bureaus() []string { return []string{"water", "housing"} }

// logins are the accounts of staff, by the post each holds.
func logins() map[string]string {
	return map[string]string{"dispatcher1": "hotline", "dispatcher2": "hotline", "water1": "water", "water2": "water", "housing1": "housing", "housing2": "housing"}
}

// build founds a city by the program's own commands: a hotline and two bureaus
// whose people can sign in.
func build(t *testing.T, url string) *hall {
	t.Helper()
	h := &hall{program: program(t), data: filepath.Join(t.TempDir(), "data"), url: url, client: &http.Client{
		Timeout:       patience,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 32},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	h.came = make(chan struct{})
	if h.url == "" {
		h.url = filepath.Join(h.data, "shuniu.db")
	}
	t.Cleanup(h.client.CloseIdleConnections)
	dir := t.TempDir()
	write(t, dir, "regions.csv", "code,name_zh,name_en\n990100000000,澜湾市,Lanwan\n990102000000,潮生区,Chaosheng\n")
	write(t, dir, "units.csv", "code,parent,region,name_zh\ncity,,990100000000,市政府\noffice,city,990100000000,政府办公室\nhotline,city,990100000000,热线中心\nwater,city,990100000000,水务局\nhousing,city,990100000000,住建局\napproval,city,990100000000,审批局\n")
	posts := "unit,kind,person,name_zh,since,until\ncity,head,001,江海晏,2020-01-01,\noffice,supervisor,002,梁镜,2020-01-01,\nhotline,head,003,苏禾,2020-01-01,\n"
	for login, unit := range logins() {
		kind := "handler"
		if unit == "hotline" {
			kind = "dispatcher"
		}
		posts += fmt.Sprintf("%s,%s,%s,%s,2020-01-01,\n", unit, kind, login, login)
	}
	write(t, dir, "posts.csv", posts)
	h.run(t, "org", "import", dir)
	for login := range logins() {
		h.run(t, "account", "add", login, "--person", login)
	}
	h.settle(t)
	return h
}

// settle gives the staff their password and makes the city's keys.
func (h *hall) settle(t *testing.T) {
	t.Helper()
	if _, err := keyring.Make(keys(h.data)); err != nil {
		t.Fatal(err)
	}
	s := h.enter(t, time.Now)
	defer s.close(t)
	k, err := account.New(s.db, account.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	for login := range logins() {
		a, err := k.ByLogin(t.Context(), login)
		if err == nil {
			err = k.SetPassword(t.Context(), a.ID, password)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// enter opens the city beside its servers, or while there are none, put together
// as the program does it.
func (h *hall) enter(t *testing.T, now func() time.Time) *town {
	t.Helper()
	s, err := h.assemble(context.Background(), now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (h *hall) assemble(ctx context.Context, now func() time.Time) (_ *town, err error) {
	w := &town{}
	if w.zone, err = time.LoadLocation("Asia/Shanghai"); err != nil {
		return nil, err
	}
	defs, findings := definitions.All()
	if len(findings) > 0 {
		return nil, fmt.Errorf("%v", findings)
	}
	ring, err := keyring.Load(keys(h.data))
	if err != nil {
		return nil, err
	}
	if w.db, err = store.Open(ctx, store.Options{URL: h.url, Now: now}); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.db.Close())
		}
	}()
	if w.log, err = ledger.Open(ctx, w.db, city); err != nil {
		return nil, err
	}
	if w.org, err = org.NewKeeper(ctx, w.db); err != nil {
		return nil, err
	}
	w.engine, err = matter.New(ctx, matter.Setup{
		DB: w.db, Log: w.log, Org: w.org, Keys: ring, Calendar: calendar.Embedded(), Zone: w.zone,
		Definitions: defs, Hooks: fixture.Rules(approval.Sources{}, halls.Rules{}), Files: attachment.New(w.db, attachment.NewDisk(h.files()), nil),
	})
	return w, err
}

func (h *hall) files() string { return filepath.Join(h.data, "files") }

// emergencies opens and dispatches n of them, half an hour ago and one after the
// other, so that from now on a limit to sign runs out each time every has passed.
func (h *hall) emergencies(t *testing.T, n int, every time.Duration) {
	t.Helper()
	at := time.Now().Add(-30 * time.Minute)
	s := h.enter(t, func() time.Time { return at })
	defer s.close(t)
	dir := s.org.Now()
	person := dir.Named("dispatcher1", 0)[0].ID
	dispatcher := access.StaffActor(dir, person, dir.Stands(person, calendar.DateOf(at)))
	for i := range n {
		at = at.Add(every)
		res, err := s.engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Values: map[string]string{
			"kind": "help", "title": fmt.Sprintf("主干管爆裂急件%d", i), "body": "主干管爆裂，路面塌陷，车辆无法通行。", "region": "990102000000",
		}})
		if err == nil {
			_, err = s.engine.Act(t.Context(), dispatcher, res.Matter.ID, "dispatch", matter.Input{Values: map[string]string{"unit": bureaus()[i%2], "urgency": "emergency"}})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// stored are the ids of the files on the disk, and how many are on their way in.
func (h *hall) stored(t *testing.T) (ids map[attachment.ID]bool, drafts int) {
	t.Helper()
	ids = map[attachment.ID]bool{}
	err := filepath.WalkDir(h.files(), func(path string, entry os.DirEntry, err error) error {
		switch id := attachment.ID(entry.Name()); {
		case err != nil || entry.IsDir():
		case id.Valid():
			ids[id] = true
		case strings.Contains(path, "drafts"):
			drafts++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids, drafts
}
