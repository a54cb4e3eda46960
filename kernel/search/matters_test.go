package search_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/search"
	"shuniu/kernel/store"
	"shuniu/test/city"
	"shuniu/test/pg"
)

func followed() city.Options {
	return city.Options{Followers: func(c *city.City) []ledger.Follower {
		return []ledger.Follower{search.NewMatters(c.Engine)}
	}}
}

func ask(t *testing.T, c *city.City, secrecy access.Secrecy, title, body string) matter.ID {
	t.Helper()
	res, err := c.Engine.Open(t.Context(), access.Outsider(), "people.request", matter.Input{Secrecy: secrecy, Values: map[string]string{
		"kind": "help", "title": title, "body": body, "region": "990102001001", "name": "慕容听雪", "phone": "13912345678", "consent": "true",
	}})
	if err != nil {
		t.Fatal(err)
	}
	return res.Matter.ID
}

func do(t *testing.T, c *city.City, who string, id matter.ID, act string, values ...string) {
	t.Helper()
	in := matter.Input{Values: map[string]string{}}
	for i := 0; i < len(values); i += 2 {
		in.Values[values[i]] = values[i+1]
	}
	if _, err := c.Engine.Act(t.Context(), c.Staff(who), id, act, in); err != nil {
		t.Fatal(err)
	}
}

func query(t testing.TB, typed string) search.Query {
	t.Helper()
	q, err := search.Parse(typed)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// find reads all pages.
func find(t testing.TB, c *city.City, a access.Actor, q search.Question) []matter.ID {
	t.Helper()
	var ids []matter.ID
	for {
		page, err := search.NewMatters(c.Engine).Find(context.Background(), a, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range page.Found {
			ids = append(ids, f.ID)
		}
		if q.From = page.Next; q.From == "" {
			return ids
		}
	}
}

func TestWordsOfRequestsAndAnswersAreFound(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		water := ask(t, c, access.Open, "榕荫社区停水求助", "三月一日起停水，拨打１２３４５无人接听。")
		lamp := ask(t, c, access.Open, "路灯不亮，求助", "WiFi 灯杆不亮，三月一日起。")
		do(t, c, "dispatcher", water, "dispatch", "unit", "water", "urgency", "ordinary")
		do(t, c, "water-handler", water, "sign")
		do(t, c, "water-handler", water, "reply", "reply", "支管爆裂，已修复并恢复供水。", "outcome", "solved")
		c.Follow()
		unit, _ := c.Org.Now().UnitByCode("water")
		all := c.Staff("supervisor")
		for typed, want := range map[string][]matter.ID{
			"停水": {water}, "求助": {lamp, water}, "三月一日": {lamp, water}, "支管 停水": {water}, "wifi": {lamp}, "12345": {water},
			"停电": nil, "求助 停电": nil, "供水，三": {water}, "社区路灯": nil,
			"慕容听雪": nil, "13912345678": nil, "solved": nil, "help": nil, // personal, or no text
		} {
			if got := find(t, c, all, search.Question{Query: query(t, typed)}); !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v", typed, got, want)
			}
		}
		for _, row := range []struct {
			name string
			q    search.Question
			want []matter.ID
		}{
			{"a unit", search.Question{Unit: unit.ID}, []matter.ID{water}},
			{"a state", search.Question{Process: "people.request", State: "submitted"}, []matter.ID{lamp}},
			{"another process", search.Question{Process: "people.other"}, nil},
		} {
			row.q.Query = query(t, "求助")
			if got := find(t, c, all, row.q); !slices.Equal(got, row.want) {
				t.Errorf("%s: %v, want %v", row.name, got, row.want)
			}
		}
		if got := find(t, c, c.Staff("water-handler"), search.Question{Query: query(t, "求助")}); !slices.Equal(got, []matter.ID{water}) {
			t.Errorf("the water bureau finds %v", got)
		}
	})
}

func TestWhatIsErasedLeavesTheIndex(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) { eraseOne(t, c) })
}

func TestWhatIsErasedLeavesTheFilesOfTheIndex(t *testing.T) {
	dir := t.TempDir()
	eraseOne(t, city.New(t, filepath.Join(dir, "city.db"), followed()))
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if b, err := os.ReadFile(f); err != nil || bytes.Contains(b, []byte("幽兰")) {
			t.Errorf("%s still holds it (%v)", filepath.Base(f), err)
		}
	}
}

func eraseOne(t *testing.T, c *city.City) {
	t.Helper()
	gone, left := ask(t, c, access.Open, "幽兰巷停水求助", "幽兰巷三月一日起停水，至今没有恢复。"), ask(t, c, access.Open, "停水求助一件", "三月一日起停水，至今没有恢复。")
	c.Follow()
	if got := find(t, c, access.TheSystem(), search.Question{Query: query(t, "幽兰巷")}); !slices.Equal(got, []matter.ID{gone}) {
		t.Fatalf("before: %v", got)
	}
	if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), gone, "个人信息保护法第四十七条"); err != nil {
		t.Fatal(err)
	}
	c.Follow()
	for typed, want := range map[string][]matter.ID{"幽兰": nil, "停水": {left}} {
		if got := find(t, c, access.TheSystem(), search.Question{Query: query(t, typed)}); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", typed, got, want)
		}
	}
}

// What is erased while everything is built anew is neither found afterwards nor left in
// a file, whether it was taken in before or not; and what is done meanwhile is found.
func TestWhatIsErasedDuringARebuildIsGone(t *testing.T) {
	dir := t.TempDir()
	on := func(t *testing.T, url string) {
		c := city.New(t, url, followed())
		gone, left := ask(t, c, access.Open, "幽兰巷停水求助", "幽兰巷三月一日起停水，至今没有恢复。"), ask(t, c, access.Open, "停水求助一件", "三月一日起停水，至今没有恢复。")
		c.Follow()
		var later matter.ID
		all := append(c.Followers, &during{do: func() {
			if err := c.Engine.Erase(t.Context(), c.Staff("supervisor"), gone, "个人信息保护法第四十七条"); err != nil {
				t.Error(err)
			}
			later = ask(t, c, access.Open, "停水又一件", "三月二日起停水，至今没有恢复。")
			c.Follow()
			if got := find(t, c, access.TheSystem(), search.Question{Query: query(t, "停水")}); !slices.Equal(got, []matter.ID{later, left}) {
				t.Errorf("meanwhile: %v", got)
			}
		}})
		if err := ledger.RebuildAll(t.Context(), c.Log, all, func(int64, int64) {}); err != nil {
			t.Fatal(err)
		}
		if emptied, err := c.Log.Reconcile(t.Context(), all...); err != nil || len(emptied) > 0 {
			t.Errorf("what was built anew is emptied: %v, %v", emptied, err)
		}
		for _, followed := range []bool{false, true} {
			if followed {
				c.Follow()
			}
			for typed, want := range map[string][]matter.ID{"幽兰": nil, "停水": {later, left}} {
				if got := find(t, c, access.TheSystem(), search.Question{Query: query(t, typed)}); !slices.Equal(got, want) {
					t.Errorf("%s: %v, want %v", typed, got, want)
				}
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) { on(t, filepath.Join(dir, "city.db")) })
	t.Run("postgres", func(t *testing.T) { on(t, pg.URL(t)) })
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if b, err := os.ReadFile(f); err != nil || bytes.Contains(b, []byte("幽兰")) || strings.HasSuffix(f, "city-follow.db") {
			t.Errorf("%s still holds it (%v)", filepath.Base(f), err)
		}
	}
}

func TestARebuildOfEverythingThatFailsChangesNothing(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		one := ask(t, c, access.Open, "停水求助一件", "三月一日起停水，至今没有恢复。")
		c.Follow()
		broken := &during{do: func() {}, fails: fault.Of(fault.Internal, "broken")}
		for range 2 { // the second finds nothing in its way
			if err := ledger.RebuildAll(t.Context(), c.Log, append(c.Followers, broken), func(int64, int64) {}); !errors.Is(err, broken.fails) {
				t.Fatalf("want its failure, got %v", err)
			}
			if got := find(t, c, access.TheSystem(), search.Question{Query: query(t, "停水")}); !slices.Equal(got, []matter.ID{one}) {
				t.Errorf("found: %v", got)
			}
		}
	})
}

// during is a projection that does something once, when it is first shown records.
type during struct {
	do    func()
	once  sync.Once
	fails error
}

func (*during) Name() string    { return "during" }
func (*during) Version() string { return "2" }
func (d *during) Follow(*store.Tx, []ledger.Record) error {
	d.once.Do(d.do)
	return d.fails
}
func (*during) Reset(*store.Tx) error { return nil }

func TestAnEmptiedShelfLeavesNothingInTheIndex(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		const shelf search.Shelf = "test"
		write := func(fn func(tx *store.Tx) error) {
			t.Helper()
			if err := c.DB.Follow().Write(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		count := func() (n int) {
			t.Helper()
			if err := c.DB.Follow().Read(t.Context()).QueryRow(`SELECT count(*) FROM search_block`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		write(func(tx *store.Tx) error {
			return shelf.Put(tx, search.Doc{ID: 1, Tags: []string{"a"}, Text: "停水三天"}, search.Doc{ID: 90000, Text: "停水"}, search.Doc{ID: 2, Text: "停电"})
		})
		if n := count(); n != 6 {
			t.Errorf("%d blocks", n)
		}
		write(func(tx *store.Tx) error { return shelf.Put(tx, search.Doc{ID: 1, Tags: []string{"b"}, Text: "停水"}) })
		if n := count(); n != 4 {
			t.Errorf("%d blocks after a change", n)
		}
		write(shelf.Empty)
		if n := count(); n != 0 {
			t.Errorf("%d blocks left", n)
		}
	})
}

// What was asked for weighs more in the title and in the names of the place and of the
// unit in charge than in what was told; pages of any size go through all, each once.
func TestTitlesPlacesAndUnitsComeFirst(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		region, _ := c.Org.Now().Region("990102001001")
		above, _ := c.Org.Now().Region(region.Code.Parent())
		title := ask(t, c, access.Open, "路灯不亮", "晚上看不见路，老人出门要摸黑走。")
		unit := ask(t, c, access.Open, "门口一片漆黑", "已经三天了，没有人来看过一次。")
		do(t, c, "dispatcher", unit, "dispatch", "unit", "water", "urgency", "ordinary")
		water, _ := c.Org.Now().UnitByCode("water")
		told := ask(t, c, access.Open, "晚上看不见路", "小区的路灯不亮，问过"+water.Name.Zh+"，说不归他们管。")
		c.Follow()
		for asked, want := range map[string][]matter.ID{
			"路灯":                       {title, told},
			water.Name.Zh:              {unit, told},
			above.Name.Zh:              {told, unit, title},
			region.Name.Zh + " 看不见路":   {told, title},
			water.Name.Zh + " " + "路灯": {told},
		} {
			for size := 1; size <= 3; size++ {
				if got := find(t, c, access.TheSystem(), search.Question{Query: query(t, asked), Limit: size}); !slices.Equal(got, want) {
					t.Errorf("%s by %d: %v, want %v", asked, size, got, want)
				}
			}
		}
	})
}

// A reader who may see little of much: the page ends, says so, and the next one goes
// on where it stopped.
func TestASearchThatIsCutGoesOn(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		const shelf search.Shelf = "test"
		const many = 5000
		var docs []search.Doc
		for i := range int64(many) {
			docs = append(docs, search.Doc{ID: 3 * i, Text: "停水"})
		}
		if err := c.DB.Follow().Write(t.Context(), func(tx *store.Tx) error { return shelf.Put(tx, docs...) }); err != nil {
			t.Fatal(err)
		}
		judged, pages := 0, 0
		var got []int64
		for a := (search.Ask{Query: query(t, "停水")}); ; {
			before := judged
			found, err := shelf.Find(c.DB.Follow().Read(t.Context()), a, func(ids []int64) (map[int64]bool, error) {
				judged += len(ids)
				return map[int64]bool{3: slices.Contains(ids, 3), 6000: slices.Contains(ids, 6000)}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if judged-before > 1000 || found.Cut != (found.Next != "") {
				t.Errorf("%d judged; %+v", judged-before, found)
			}
			for _, h := range found.Hits {
				got = append(got, h.ID)
			}
			pages++
			if a.From = found.Next; a.From == "" {
				break
			}
		}
		if !slices.Equal(got, []int64{6000, 3}) || judged != many || pages != 5 {
			t.Errorf("%v in %d pages, %d judged", got, pages, judged)
		}
	})
}

func TestASearchIsTheFilterOfAllByAccessAndContainment(t *testing.T) {
	city.On(t, followed(), func(t *testing.T, c *city.City) {
		alphabet := []string{"停", "水", "电", "路", "灯", "，", " ", "a1", "b", "\n"}
		texts := map[matter.ID]string{}
		var units []org.Unit
		for _, u := range c.Org.Now().Units() {
			if u.Code != "office" {
				units = append(units, u)
			}
		}
		words := func(r *rapid.T, n int) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(alphabet), 10, n).Draw(r, "words"), "")
		}
		actors := func(r *rapid.T) []access.Actor {
			out := []access.Actor{access.TheSystem(), access.Outsider(), access.TheImporter(), {},
				{Kind: access.API, Units: []org.UnitID{rapid.SampledFrom(units).Draw(r, "unit").ID}, Level: access.Secrecy(rapid.IntRange(0, 2).Draw(r, "level"))}}
			for _, name := range slices.Sorted(maps.Keys(c.People)) {
				out = append(out, c.Staff(name))
			}
			return out
		}
		step := 0
		rapid.Check(t, func(r *rapid.T) {
			step++
			if step%2 == 0 {
				title, body := "求助"+strings.ReplaceAll(words(r, 12), "\n", "、"), "情况说明如下："+words(r, 20)
				id := ask(t, c, access.Secrecy(rapid.IntRange(0, 2).Draw(r, "secrecy")), title, body)
				texts[id] = title + "\n" + body
				if rapid.Bool().Draw(r, "dispatched") {
					do(t, c, "dispatcher", id, "dispatch", "unit", rapid.SampledFrom(units).Draw(r, "to").Code, "urgency", "ordinary")
				}
				return
			}
			if step%5 != 0 {
				return
			}
			c.Follow()
			asked := rapid.SampledFrom([]string{"停", "水", "灯", "a1", ""}).Draw(r, "first") + rapid.SampledFrom([]string{"水电", "停水", "路灯", "a1"}).Draw(r, "second")
			and := rapid.SampledFrom([]string{"", " 求助", " 水", " b"}).Draw(r, "and")
			size := rapid.IntRange(1, 20).Draw(r, "size")
			for _, a := range actors(r) {
				var want []matter.ID
				inHead := map[matter.ID]int{}
				for id, text := range texts {
					m := row(t, c, id)
					names := org.Words(c.Org.Now(), org.RegionCode(m.Region), org.UnitID(m.Assigned)) + "\n"
					all := func(text string) bool { return holds(text, asked) && (and == "" || holds(text, and[1:])) }
					if title, _, _ := strings.Cut(text, "\n"); all(names + title) {
						inHead[id] = 1
					}
					if _, err := access.See(a, m.Object()); err == nil && all(names+text) {
						want = append(want, id)
					}
				}
				slices.SortFunc(want, func(x, y matter.ID) int { return cmp.Or(inHead[y]-inHead[x], int(y-x)) })
				if got := find(t, c, a, search.Question{Query: query(t, asked+and), Limit: size}); !slices.Equal(got, want) {
					r.Fatalf("%q: found %v, want %v, for %+v", asked+and, got, want, a)
				}
			}
		})
	})
}

// holds tells containment as a reader would: the characters as they are, but no part
// of a word.
func holds(text, asked string) bool {
	latin := func(b byte) bool { return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' }
	for i := range text {
		if !strings.HasPrefix(text[i:], asked) {
			continue
		}
		end := i + len(asked)
		if i > 0 && latin(text[i-1]) && latin(text[i]) || end < len(text) && latin(text[end-1]) && latin(text[end]) {
			continue
		}
		return true
	}
	return false
}

func row(t *testing.T, c *city.City, id matter.ID) *matter.Matter {
	t.Helper()
	lines, err := c.Engine.Among(t.Context(), access.TheSystem(), []matter.ID{id}, matter.Query{})
	if err != nil || len(lines) != 1 {
		t.Fatal(lines, err)
	}
	return lines[0].Matter
}

func TestTheLikestDocumentsComeFirst(t *testing.T) {
	city.On(t, city.Options{}, func(t *testing.T, c *city.City) {
		const shelf search.Shelf = "test"
		docs := []search.Doc{
			{ID: 1, Text: "榕荫社区停水三天，请尽快恢复"}, {ID: 2, Text: "榕荫社区停水"}, {ID: 3, Text: "潮声路停水三天"}, {ID: 4, Text: "潮声路路灯不亮，请尽快恢复"},
		}
		for id := range int64(200) { // what all say tells nothing
			docs = append(docs, search.Doc{ID: 10 + id, Text: "诉求办理，请尽快恢复"})
		}
		if err := c.DB.Follow().Write(t.Context(), func(tx *store.Tx) error { return shelf.Put(tx, docs...) }); err != nil {
			t.Fatal(err)
		}
		for _, row := range []struct {
			title, rest string
			limit       int
			want        []int64
		}{
			{"榕荫社区停水三天", "请尽快恢复", 3, []int64{1, 2, 3}},
			{"榕荫社区停水三天", "", 1, []int64{1}},
			{"停水", "潮声路", 3, []int64{3, 2, 1}},
			{"请尽快恢复", "停水", 3, nil},
			{"井盖丢失", "停水三天", 3, nil}, // the title is about something else
			{"", "停水三天", 3, []int64{3, 1, 2}},
		} {
			got, err := shelf.Similar(c.DB.Follow().Read(t.Context()), search.Sample{Title: row.title, Rest: row.rest, Limit: row.limit, Thousands: 100})
			if err != nil || !slices.Equal(got, row.want) {
				t.Errorf("%s, %s: %v, %v; want %v", row.title, row.rest, got, err, row.want)
			}
		}
	})
}
