package request_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/service/people/request"
	"shuniu/test/city"
)

func importer(c *city.City) *request.Importer {
	return &request.Importer{Engine: c.Engine, Source: "mailbox", Unit: "office", Kind: "help"}
}

func sample(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("testdata/history.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func take(t *testing.T, i *request.Importer, text string) *request.Taken {
	t.Helper()
	taken, err := i.Import(t.Context(), strings.NewReader(text), func(int64) {})
	if err != nil {
		t.Fatal(err)
	}
	return taken
}

func report(t *testing.T, i *request.Importer) *request.Report {
	t.Helper()
	r, err := i.Report(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestImportTakesGoodLinesAndNamesBadOnes(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		i := importer(c)
		taken := take(t, i, sample(t))
		if taken.New != 8 || taken.Known != 0 {
			t.Errorf("%d new, %d known", taken.New, taken.Known)
		}
		var refused []string
		for _, r := range taken.Refused {
			refused = append(refused, fmt.Sprintf("%d %s %s", r.Line, r.ID, r.Why.Zh))
			if r.Why.En == "" {
				t.Errorf("line %d has no English reason", r.Line)
			}
		}
		want := []string{
			"5  不是所要求的JSON：unexpected end of JSON input",
			"8 h08 replied_at：答复时间早于提交时间。",
			"9 h09 reply：缺少此项。",
			"12 h01 本文件前面已有同一编号。",
			"13 h12 时间须在1970年之后、现在之前，且先后有序。",
			"14 h13 unit：“承办单位”不在本市名录中，请重新选择。",
			"15 h14 submitted_at：时间应写成 2019-04-25T09:32:09+08:00 的样子。",
		}
		if diff := cmp.Diff(want, refused); diff != "" {
			t.Errorf("refused (-want +got):\n%s", diff)
		}
		limit := func(n int) calendar.Limit { return calendar.Limit{N: n, Unit: calendar.WorkingDay} }
		wantReport := &request.Report{
			Source: "mailbox", Requests: 8, Answered: 8, First: date(t, "2013-07-15"), Last: date(t, "2020-01-08"), Median: 6, P90: 30,
			OnTime: []request.Kept{{Limit: limit(5), OnTime: 5, Share: 62.5, Provisional: 8}, {Limit: limit(15), OnTime: 7, Share: 87.5, Provisional: 8}},
		}
		first := report(t, i)
		if diff := cmp.Diff(wantReport, first, cmp.AllowUnexported(calendar.Date{})); diff != "" {
			t.Errorf("report (-want +got):\n%s", diff)
		}
		again := take(t, i, sample(t))
		if again.New != 0 || again.Known != 8 || !slices.Equal(again.Refused, taken.Refused) {
			t.Errorf("again: %+v", again)
		}
		if diff := cmp.Diff(first, report(t, i), cmp.AllowUnexported(calendar.Date{})); diff != "" {
			t.Errorf("report after the second run:\n%s", diff)
		}
	})
}

func TestImportKeepsWordsPlacesAndUnits(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		i := importer(c)
		take(t, i, sample(t))
		body := map[string]string{}
		matters := map[string]*matter.Matter{}
		err := c.Engine.Imported(t.Context(), "mailbox", func(m *matter.Matter, _ []ledger.Record) error {
			v, err := c.Engine.View(t.Context(), access.TheSystem(), m.ID)
			if err == nil {
				title := v.Values["title"].Text
				body[title], matters[title] = v.Values["body"].Text, m
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := body["小区停水"]; got != "二号楼停水两天。" {
			t.Errorf("a short letter became %q", got)
		}
		if got := body["办事材料"]; len([]rune(got)) < 9000 {
			t.Errorf("a long letter became %d characters", len([]rune(got)))
		}
		for title, want := range map[string][3]string{
			"小区停水":  {"990102001001", "help", "office"},
			"外地的地名": {"990100000000", "help", "office"},
			"房产证办理": {"990100000000", "complaint", "housing"},
			"感谢热线":  {"990100000000", "praise", "office"},
		} {
			m := matters[title]
			if got := [3]string{m.Region, m.Fields["kind"], m.Fields["unit"]}; got != want || m.State != "closed" || m.Fields["outcome"] != "explained" {
				t.Errorf("%s: %v, %s, %s", title, got, m.State, m.Fields["outcome"])
			}
		}
	})
}

func TestImportedAnswerIsPublishedByThePeopleOfToday(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		take(t, importer(c), strings.SplitN(sample(t), "\n", 2)[0])
		page, err := c.Engine.All(t.Context(), c.Staff("supervisor"), matter.Query{})
		if err != nil || len(page.Lines) != 1 {
			t.Fatalf("%+v, %v", page, err)
		}
		s := &story{City: c, t: t, id: page.Lines[0].ID}
		s.publish("滨江路东段路灯坏了一周。")
		c.Follow()
		items := list(t, request.NewPublished(c.Engine), request.Filter{})
		if len(items) != 1 || items[0].Opened != date(t, "2019-03-04") || items[0].Days != 1 || items[0].Published != date(t, "2026-03-02") {
			t.Errorf("%+v", items)
		}
	})
}

func TestImportRefusesWhatItCannotBeginWith(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		i := importer(c)
		i.Unit = "nowhere"
		if _, err := i.Import(t.Context(), strings.NewReader(sample(t)), func(int64) {}); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown unit: %v", err)
		}
		i.Unit = "office"
		if _, err := i.Import(t.Context(), io.MultiReader(strings.NewReader(sample(t)), broken{}), func(int64) {}); !fault.Is(err, fault.Unavailable) {
			t.Errorf("a file that breaks off: %v", err)
		}
		taken := take(t, i, "\uFEFF"+strings.SplitN(sample(t), "\n", 2)[0]+"\r\n\n"+strings.Repeat("x", 5<<20)+"\n\"\xff\"\n{\"id\":\"z\"}")
		var at []int
		for _, r := range taken.Refused {
			at = append(at, r.Line)
		}
		if taken.New+taken.Known != 1 || !slices.Equal(at, []int{3, 4, 5}) {
			t.Errorf("%+v", taken)
		}
		if last := taken.Refused[2].Why.En; strings.Count(last, "This is missing.") != 5 {
			t.Errorf("not every defect is named: %s", last)
		}
	})
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// TestImportGoesOnAfterBeingCutOff ends an import again and again wherever it
// happens to be, while the city's timers run.
func TestImportGoesOnAfterBeingCutOff(t *testing.T) {
	const messages = 400
	var b strings.Builder
	for n := range messages {
		asked := time.Date(2018, 3, 1, 9, 0, n, 0, city.Zone())
		fmt.Fprintf(&b, `{"id":"%d","subject":"第%d件","body":"内容","submitted_at":"%s","reply":"答复","replied_at":"%s"}`+"\n",
			n, n, asked.Format(time.RFC3339), asked.AddDate(0, 0, n%30).Format(time.RFC3339))
	}
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		i := importer(c)
		var sweeps sync.WaitGroup
		sweeping, stop := context.WithCancel(t.Context())
		sweeps.Go(func() {
			for sweeping.Err() == nil {
				// while connections are cut off by the dozen it may be told to try again
				if _, err := c.Engine.Sweep(sweeping); err != nil && sweeping.Err() == nil && !fault.Is(err, fault.Unavailable) {
					t.Error(err)
				}
			}
		})
		cuts := 0
		for done := false; !done; cuts++ {
			ctx, cut := context.WithCancel(t.Context())
			after := rand.Int64N(messages / 2)
			if cuts > 8 {
				after = messages + 1
			}
			taken, err := i.Import(ctx, strings.NewReader(b.String()), func(n int64) {
				if n >= after {
					cut()
				}
			})
			cut()
			if done = err == nil; done && taken.New+taken.Known != messages {
				t.Errorf("%+v", taken)
			}
		}
		stop()
		sweeps.Wait()
		seen := 0
		err := c.Engine.Imported(t.Context(), "mailbox", func(m *matter.Matter, events []ledger.Record) error {
			seen++
			last := int64(0)
			for _, e := range events {
				if e.Event.Occurred < last || e.Event.Origin != ledger.Import {
					t.Errorf("matter %d: %s of %s occurred at %d, after %d", m.ID, e.Event.Act, e.Event.Origin, e.Event.Occurred, last)
				}
				last = e.Event.Occurred
			}
			if m.State != "closed" || m.Did["reply"] != 1 {
				t.Errorf("matter %d is %s, did %v", m.ID, m.State, m.Did)
			}
			return nil
		})
		r, errReplay := c.Engine.Replay(t.Context(), func(int64) {})
		if err != nil || errReplay != nil || seen != messages || r.Matters != messages {
			t.Errorf("%d imported, %d matters after %d cuts; %v, %v", seen, r.Matters, cuts, err, errReplay)
		}
	})
}
