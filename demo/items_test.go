package demo_test

import (
	"testing"

	"shuniu/demo"
	"shuniu/kernel/calendar"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/item"
	"shuniu/service/enterprises/approval/theme"
)

func TestTheItemsAreSoundAndTheirUnitsExist(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		dir := load(t, db)
		c, err := demo.Items()
		if err != nil {
			t.Fatal(err)
		}
		levels, kinds := map[item.Level]int{}, map[item.Kind]int{}
		for _, i := range c.On(calendar.DateOf(now)) {
			levels[i.Level]++
			kinds[i.Kind]++
			if i.Kind == item.Instant && approval.Process(i) != approval.Instant {
				t.Errorf("%s is done at once, and cannot be applied for", i.Name.Zh)
			}
			unit, ok := dir.UnitByCode(i.Unit)
			if !ok && !i.Listed() {
				t.Errorf("%s is implemented by %s, which does not exist", i.Name.Zh, i.Unit)
			}
			if ok && int(unit.Region.Level()) != int(i.Level)-int(item.City)+int(org.City) {
				t.Errorf("%s stands at level %d, and %s does not", i.Name.Zh, i.Level, i.Unit)
			}
			for _, w := range append(i.Windows, i.Reviewers...) {
				if _, ok := dir.UnitByCode(w); !ok {
					t.Errorf("%s can be filed at %s, which does not exist", i.Name.Zh, w)
				}
			}
		}
		if levels[item.City] == 0 || levels[item.County] == 0 || levels[item.Township] == 0 || kinds[item.Instant] == 0 || kinds[item.Timed] == 0 {
			t.Errorf("levels %v, kinds %v", levels, kinds)
		}
	})
}

func TestAnItemIsFoundInThePeoplesWords(t *testing.T) {
	c, err := demo.Items()
	if err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]string{
		"开饭店": "食品经营许可新办", "想开个餐馆要办什么证": "食品经营许可新办", "food licence": "食品经营许可新办", "门头": "门店招牌设置", "准生证": "生育登记",
		"下水道": "城镇污水排入排水管网许可", "困难补助": "临时救助", "工地开工": "建筑工程施工许可", "办执照": "个体工商户设立登记", "理发店": "公共场所卫生许可",
	} {
		found := c.Find(calendar.DateOf(now), words, 3)
		if len(found) == 0 || found[0].Name.Zh != want {
			t.Errorf("%s finds %d, the first is not %s", words, len(found), want)
		}
	}
	if found := c.Find(calendar.DateOf(now), "火箭发射", 3); len(found) > 0 {
		t.Errorf("found %s", found[0].Name.Zh)
	}
}

func TestEveryPlaceHasItsPartInTheThemes(t *testing.T) {
	on(t, func(t *testing.T, db *store.DB) {
		dir := load(t, db)
		b, err := demo.Themes()
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.Themes {
			all := theme.Answers{}
			for _, q := range b.Themes[i].Questions {
				all[q.Key] = q.Options[0]
			}
			p, gaps, led := b.Plan(&b.Themes[i], all, theme.Place{Dir: dir, Region: dir.City().Code, Day: calendar.DateOf(now)})
			if len(gaps) > 0 || !led || len(p.Shares) < 3 {
				t.Errorf("%s: nobody does %v; led %v; %d take part", b.Themes[i].Code, gaps, led, len(p.Shares))
			}
			for _, part := range b.Themes[i].Parts {
				if _, ok := dir.UnitByCode(part.Consult); part.Consult != "" && !ok {
					t.Errorf("%s consults %s, which does not exist", b.Themes[i].Code, part.Consult)
				}
			}
		}
	})
}
