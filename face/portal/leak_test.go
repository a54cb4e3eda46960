package portal_test

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/matter"
)

// TestNothingUnpublishedLeaks takes a request with a photograph through its whole
// life and looks, before, while and after it is public, for what only its resident
// and its handlers may read.
func TestNothingUnpublishedLeaks(t *testing.T) {
	c := open(t)
	file, err := c.Engine.Tray(access.Outsider(), "k").Put(t.Context(), "files", "方晓棠家.png", strings.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Key: "k", Values: map[string]string{
		"kind": "complaint", "title": "二号楼电梯困人三次", "body": "三号楼电梯上周困住老人三次，物业说没有维修资金。", "region": "990102001001",
		"name": "方晓棠", "phone": "13900002222", "consent": "true", "files": string(file.ID),
	}})
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{"方晓棠", "13900002222", "三号楼", "维修资金", "二号楼电梯", "内部研判", res.Matter.Number, res.Code, string(file.ID)}
	r := c.resident(t)
	look := func(public bool) {
		t.Helper()
		c.Follow()
		for _, path := range []string{"/", "/answers", "/answers?q=电梯", "/answers?q=维修资金", "/answers?q=方晓棠", "/answers?kind=complaint", "/answers?unit=water", "/answers/feed", "/answers/feed?unit=water", "/figures", "/guide?q=电梯"} {
			r.Goes(path).Got(http.StatusOK)
			body := strings.ReplaceAll(r.Body, `value="维修资金"`, "") // what was typed stands in its box
			body = strings.ReplaceAll(body, `value="方晓棠"`, "")
			for _, secret := range secrets {
				if strings.Contains(body, secret) {
					t.Errorf("%s shows %s", path, secret)
				}
			}
			if path == "/answers/feed" && strings.Contains(body, "某小区电梯") != public {
				t.Errorf("public %v, and the feed says otherwise", public)
			}
		}
		number := res.Matter.Number
		for _, path := range []string{"/answers/" + number, "/answers/1", "/follow/file/" + string(file.ID), "/follow/matter", "/follow/receipt", "/answers/" + string(file.ID), "/files/" + string(file.ID), "/desk/matter/" + number, "/desk/matter/" + number + "/file/" + string(file.ID)} {
			r.Goes(path)
			if r.Status != http.StatusNotFound && r.At != "/follow" && !strings.HasPrefix(r.At, "/sign-in") {
				t.Errorf("%s: status %d at %s", path, r.Status, r.At)
			}
		}
	}
	look(false)
	number := res.Matter.Number
	c.does("dispatcher", number, "dispatch", "unit", "water", "urgency", "ordinary")
	c.does("water-handler", number, "sign")
	c.does("water-handler", number, "save_draft", "draft", "内部研判：需要动用资金。")
	c.does("water-handler", number, "reply", "reply", "三号楼电梯已更换主板并检验合格。", "outcome", "solved")
	look(false)
	if _, err := c.Engine.Act(t.Context(), access.ByCode(int64(res.Matter.ID)), res.Matter.ID, "rate", matter.Input{Values: map[string]string{"rating": "good"}}); err != nil {
		t.Fatal(err)
	}
	look(false)
	c.does("publisher", number, "publish", "public_question", "某小区电梯多次困人", "public_answer", "电梯已更换主板并检验合格。", "secrecy_reviewed", "true")
	look(true)
	c.does("publisher", number, "unpublish", "reason", "需要更正后再公开。")
	look(false)
}

func TestTheFeedIsTheListOfPublishedAnswers(t *testing.T) {
	c := open(t)
	c.published("某小区停水三天，希望抢修。", "good")
	r := c.resident(t)
	r.Goes("/answers").Follows("订阅公开的答复").Got(http.StatusOK)
	if got := r.Header.Get("Content-Type"); !strings.HasPrefix(got, "application/atom+xml") {
		t.Errorf("a feed of type %s", got)
	}
	var f struct {
		Updated string `xml:"updated"`
		Entries []struct {
			ID     string `xml:"id"`
			Title  string `xml:"title"`
			Author string `xml:"author>name"`
			Link   struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(r.Body), &f); err != nil {
		t.Fatal(err)
	}
	if len(f.Entries) != 1 || f.Entries[0].Title != "某小区停水三天，希望抢修。" || f.Entries[0].Author != "市水务局" || f.Updated != "2026-03-02T00:00:00+08:00" {
		t.Fatalf("fed %+v", f)
	}
	_, path, _ := strings.Cut(strings.TrimPrefix(f.Entries[0].Link.Href, "http://"), "/")
	r.Goes("/" + path).Got(http.StatusOK).Reads("某小区停水三天")
	r.Goes("/answers/feed?unit=housing").Never("某小区停水三天")
	r.Goes("/answers/feed?unit=nonsense").Got(http.StatusNotFound)
}
