package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"shuniu/face/api"
	"shuniu/face/door"
	"shuniu/kernel/account"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/service/enterprises/approval/rating"
	"shuniu/service/people/request"
	"shuniu/test/browse"
	"shuniu/test/city"
)

// system is a program that has been given a token.
type system struct {
	*city.City
	t          *testing.T
	url, token string
}

func connected(t *testing.T, scope account.Scope) *system {
	t.Helper()
	c := city.New(t, city.Databases()["sqlite"](t), city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{request.NewPublished(c.Engine), scorecard.New(c.Engine, city.Measures())}
	}})
	url, _ := browse.Open(t, c, false, func(d *door.Door) {
		if err := api.Register(d, api.Sources{Published: request.NewPublished(c.Engine), Book: scorecard.New(c.Engine, city.Measures()), Ratings: rating.New(c.Engine)}); err != nil {
			t.Fatal(err)
		}
	})
	unit, _ := c.Org.Now().UnitByCode("water")
	secret, _, err := account.NewSystems(c.DB).Issue(t.Context(), account.Grant{Name: "test", Unit: unit.ID, Scopes: []account.Scope{scope}, Expires: c.Clock.Now().Add(24 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	return &system{c, t, url, string(secret)}
}

// sends makes a call; headers are pairs. It gives status and body.
func (s *system) sends(method, path, body string, headers ...string) (int, map[string]any) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(b, &out); err != nil {
		s.t.Fatalf("%s %s: %d %q", method, path, res.StatusCode, b)
	}
	return res.StatusCode, out
}

func (s *system) submits(body, key string, more ...string) (int, map[string]any) {
	s.t.Helper()
	return s.sends(http.MethodPost, "/api/v1/requests", body, append([]string{"Authorization", "Bearer " + s.token, "Content-Type", "application/json", "Idempotency-Key", key}, more...)...)
}

const stopped = `{"channel":"system","kind":"complaint","title":"榕荫社区停水三天","body":"三月一日起榕荫社区二号楼停水，至今没有恢复。","region":"990102001001"}`

func TestARequestIsPassedOnFollowedAndWithdrawn(t *testing.T) {
	s := connected(t, api.SubmitScope)
	code, receipt := s.submits(stopped, "k1")
	if code != http.StatusCreated {
		t.Fatal(code, receipt)
	}
	if code, again := s.submits(stopped, "k1"); code != http.StatusOK || again["code"] != receipt["code"] {
		t.Errorf("sent again: %d %v", code, again)
	}
	if code, p := s.submits(strings.Replace(stopped, "三天", "四天", 1), "k1"); code != http.StatusConflict || !strings.Contains(p["detail"].(string), "Idempotency-Key") {
		t.Errorf("other content: %d %v", code, p)
	}
	at := "/api/v1/requests/" + receipt["number"].(string)
	if code, p := s.sends(http.MethodGet, at, "", "Query-Code", "0000-0000-0000"); code != http.StatusNotFound {
		t.Errorf("wrong code: %d %v", code, p)
	}
	mine := []string{"Query-Code", receipt["code"].(string), "Content-Type", "application/json", "Idempotency-Key", "k2"}
	if code, v := s.sends(http.MethodGet, at, "", mine...); code != http.StatusOK || len(v["clocks"].([]any)) != 1 || len(v["timeline"].([]any)) != 1 {
		t.Errorf("followed: %d %v", code, v)
	}
	if code, v := s.sends(http.MethodPost, at+"/acts/supplement", `{"note":"三号楼也停水了。"}`, mine...); code != http.StatusOK || len(v["timeline"].([]any)) != 2 {
		t.Errorf("added: %d %v", code, v)
	}
	mine[5] = "k3"
	if code, p := s.sends(http.MethodPost, at+"/acts/rate", `{"rating":"good"}`, mine...); code != http.StatusConflict {
		t.Errorf("rated before it was answered: %d %v", code, p)
	}
	if code, v := s.sends(http.MethodPost, at+"/acts/withdraw", `{}`, mine...); code != http.StatusOK || v["ended"] != true {
		t.Errorf("withdrawn: %d %v", code, v)
	}
}

func TestFiguresAreTheMeasuresThatArePublished(t *testing.T) {
	s := connected(t, api.SubmitScope)
	_, receipt := s.submits(stopped, "k1")
	m, err := matter.ByNumber(s.DB.Read(t.Context()), receipt["number"].(string))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []struct {
		who, act string
		in       map[string]string
	}{
		{"dispatcher", "dispatch", map[string]string{"unit": "water", "urgency": "ordinary"}},
		{"water-handler", "sign", nil},
		{"water-handler", "reply", map[string]string{"reply": "已经修复，请您查看。谢谢。", "outcome": "solved"}},
	} {
		if _, err := s.Engine.Act(t.Context(), s.Staff(a.who), m.ID, a.act, matter.Input{Values: a.in}); err != nil {
			t.Fatal(err)
		}
	}
	s.Follow()
	_, got := s.sends(http.MethodGet, "/api/v1/figures?from=2026-01&to=2026-03", "")
	names, rows := got["measures"].([]any), got["rows"].([]any)
	if len(names) != len(city.Measures().Public()) || len(rows) != 2 {
		t.Fatalf("%d measures, rows %v", len(names), rows)
	}
	of, unit := rows[0].(map[string]any), rows[1].(map[string]any)
	if counts := of["counts"].(map[string]any); of["unit"] != nil || of["month"] != "2026-03" || counts["submitted"] != 1. || counts["on_time"] != 1. || of["of"].(map[string]any)["on_time"] != 1. {
		t.Errorf("of the city %v", of)
	}
	if counts := unit["counts"].(map[string]any); unit["unit"].(map[string]any)["name"] != "water" || counts["received"] != 1. || counts["submitted"] != nil {
		t.Errorf("of the unit %v", unit)
	}
}

func TestEveryRefusalOfACallIsClear(t *testing.T) {
	s := connected(t, api.SubmitScope)
	bearer := "Bearer " + s.token
	for name, c := range map[string]struct {
		method, path, body string
		headers            []string
		status             int
		fields             string
	}{
		"all defects at once":    {"POST", "/requests", `{"kind":"no","title":{},"extra":1}`, []string{"Authorization", bearer, "Content-Type", "application/json"}, 422, "Idempotency-Key body channel extra kind region title"},
		"forged token":           {"POST", "/requests", stopped, []string{"Authorization", "Bearer shuniu_x", "Content-Type", "application/json"}, 401, ""},
		"another media type":     {"POST", "/requests", stopped, []string{"Authorization", bearer, "Content-Type", "text/xml"}, 415, ""},
		"another charset":        {"POST", "/requests", stopped, []string{"Authorization", bearer, "Content-Type", "application/json; charset=gbk"}, 415, ""},
		"not UTF-8":              {"POST", "/requests", "{\"title\":\"\xc2\xb7\xb5\xc6\"}", []string{"Authorization", bearer, "Content-Type", "application/json"}, 422, ""},
		"no JSON":                {"POST", "/requests", "{", []string{"Authorization", bearer, "Content-Type", "application/json"}, 422, ""},
		"too large":              {"POST", "/requests", `{"body":"` + strings.Repeat("a", 2<<20) + `"}`, []string{"Authorization", bearer, "Content-Type", "application/json"}, 413, ""},
		"a program for a file":   {"POST", "/files", "MZ\x90\x00", []string{"Authorization", bearer, "Content-Type", "image/png", "Idempotency-Key", "f"}, 422, "file"},
		"a form for a file":      {"POST", "/files", "a=b", []string{"Authorization", bearer, "Content-Type", "application/x-www-form-urlencoded", "Idempotency-Key", "f"}, 415, ""},
		"a mistyped number":      {"GET", "/requests/Q990102-2026-00000000-!", "", []string{"Query-Code", "ILOU"}, 422, "Query-Code number"},
		"a code in the address":  {"GET", "/answers?code=1&cursor=x&limit=0&unit=none", "", nil, 422, "code cursor limit unit"},
		"months the wrong way":   {"GET", "/figures?from=2026-03&to=2026-01", "", nil, 422, "to"},
		"too many months":        {"GET", "/figures?from=2021-01&to=2026-01", "", nil, 422, "to"},
		"an address that is not": {"GET", "/nowhere", "", nil, 404, ""},
		"another method":         {"PUT", "/answers", "", nil, 405, ""},
		"another site":           {"POST", "/requests", stopped, []string{"Authorization", bearer, "Sec-Fetch-Site", "cross-site"}, 403, ""},
	} {
		for _, tag := range []string{"zh-CN", "en"} {
			status, p := s.sends(c.method, "/api/v1"+c.path, c.body, append([]string{"Accept-Language", tag}, c.headers...)...)
			detail, _ := p["detail"].(string)
			if status != c.status || p["status"] != float64(c.status) || detail == "" {
				t.Errorf("%s: %d, want %d: %v", name, status, c.status, p)
			}
			fields := map[string]bool{}
			for _, e := range asList(p["errors"]) {
				fields[e.(map[string]any)["field"].(string)] = true
			}
			for _, f := range strings.Fields(c.fields) {
				if !fields[f] {
					t.Errorf("%s: nothing is said of %s: %v", name, f, p)
				}
			}
		}
	}
	if status, p := connected(t, "request.other").submits(stopped, "k"); status != http.StatusForbidden {
		t.Errorf("without the scope: %d %v", status, p)
	}
	s.Clock.Set(s.Clock.Now().Add(25 * time.Hour))
	if status, p := s.submits(stopped, "k"); status != http.StatusUnauthorized {
		t.Errorf("with an expired token: %d %v", status, p)
	}
}

func asList(v any) []any { l, _ := v.([]any); return l }

func TestTheDocumentIsThere(t *testing.T) {
	s := connected(t, api.SubmitScope)
	status, doc := s.sends(http.MethodGet, "/api/v1/openapi.json", "")
	if paths := doc["paths"].(map[string]any); status != http.StatusOK || doc["openapi"] != "3.1.0" || len(paths) != 10 {
		t.Errorf("%d %v", status, paths)
	}
}

// raw makes a call whose answer is no JSON.
func (s *system) raw(path string, headers ...string) (int, string, http.Header) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(b), res.Header
}

const picture = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"

func TestFilesGoInAndComeBackAndTheAnswerIsRated(t *testing.T) {
	s := connected(t, api.SubmitScope)
	upload := func(content, media string) (int, map[string]any) {
		return s.sends(http.MethodPost, "/api/v1/files", content, "Authorization", "Bearer "+s.token, "Content-Type", media, "Idempotency-Key", "k1", "Content-Disposition", `attachment; filename="lamp.png"`)
	}
	for what, c := range map[string]struct {
		content, media string
		status         int
	}{
		"a program that says it is a picture": {"MZ\x90\x00\x03", "image/png", http.StatusUnprocessableEntity},
		"a page that says it is a picture":    {"<html><script>alert(1)</script>", "image/png", http.StatusUnprocessableEntity},
		"more than a file may have":           {picture + strings.Repeat("x", 21<<20), "image/png", http.StatusUnprocessableEntity},
		"nothing":                             {"", "image/png", http.StatusUnprocessableEntity},
	} {
		if status, p := upload(c.content, c.media); status != c.status && status != http.StatusRequestEntityTooLarge || len(asList(p["errors"])) == 0 && status == c.status {
			t.Errorf("%s: %d %v", what, status, p)
		}
	}
	status, file := upload(picture, "image/png")
	if status != http.StatusCreated && status != http.StatusOK {
		t.Fatal(status, file)
	}
	code, receipt := s.submits(strings.Replace(stopped, `"region"`, `"files":["`+file["id"].(string)+`"],"region"`, 1), "k1")
	if code != http.StatusCreated {
		t.Fatal(code, receipt)
	}
	number := receipt["number"].(string)
	at, mine := "/api/v1/requests/"+number, []string{"Query-Code", receipt["code"].(string)}
	_, v := s.sends(http.MethodGet, at, "", mine...)
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	id := regexp.MustCompile(`[0-9a-f]{64}`).FindString(string(b))
	if id == "" {
		t.Fatalf("no file in %s", b)
	}
	if status, got, head := s.raw(at+"/files/"+id, mine...); status != http.StatusOK || got != picture || head.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the file came back as %d, %q, %v", status, got, head)
	}
	_, other := s.submits(stopped, "k9")
	if status, _, _ := s.raw("/api/v1/requests/"+other["number"].(string)+"/files/"+id, "Query-Code", other["code"].(string)); status != http.StatusNotFound {
		t.Errorf("another's file: %d", status)
	}

	m, err := s.Engine.Find(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	for _, act := range []struct {
		who, name string
		values    map[string]string
	}{
		{"dispatcher", "dispatch", map[string]string{"unit": "water", "urgency": "ordinary"}},
		{"water-handler", "sign", nil},
		{"water-handler", "reply", map[string]string{"reply": "水管已修好，三月二日恢复供水。", "outcome": "solved"}},
	} {
		if _, err := s.Engine.Act(t.Context(), s.Staff(act.who), m, act.name, matter.Input{Values: act.values}); err != nil {
			t.Fatal(err)
		}
	}
	rate := func(key, body string) (int, map[string]any) {
		return s.sends(http.MethodPost, at+"/acts/rate", body, append([]string{"Content-Type", "application/json", "Idempotency-Key", key}, mine...)...)
	}
	if status, p := rate("r1", `{"rating":"best"}`); status != http.StatusUnprocessableEntity {
		t.Errorf("a grade that there is not: %d %v", status, p)
	}
	if status, v := rate("r1", `{"rating":"good"}`); status != http.StatusOK || v["ended"] != true {
		t.Errorf("rated: %d %v", status, v)
	}
	if status, p := rate("r2", `{"rating":"poor"}`); status != http.StatusConflict {
		t.Errorf("rated twice: %d %v", status, p)
	}
}

func TestTheManualNamesEveryCall(t *testing.T) {
	s := connected(t, api.SubmitScope)
	for _, tag := range []string{"zh-CN", "en"} {
		status, text, _ := s.raw("/api", "Accept-Language", tag)
		if status != http.StatusOK {
			t.Fatal(status)
		}
		_, doc := s.sends(http.MethodGet, "/api/v1/openapi.json", "")
		for path := range doc["paths"].(map[string]any) {
			if !strings.Contains(text, "/api/v1"+path+"<") {
				t.Errorf("%s: nothing is said of %s", tag, path)
			}
		}
	}
}
