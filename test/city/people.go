package city

import (
	"context"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// The regions, units and people of the fixture city. A person's short name is
// what tests call them by.
var (
	regions = []org.Region{
		{Code: "990100000000", Name: lang.T("澜湾市", "Lanwan City")},
		{Code: "990102000000", Name: lang.T("潮生区", "Chaosheng District")},
		{Code: "990103000000", Name: lang.T("望澜县", "Wanglan County")},
		{Code: "990102001000", Name: lang.T("南堤街道", "Nandi Subdistrict")},
		{Code: "990102001001", Name: lang.T("榕荫社区", "Rongyin Community")},
	}
	units = []struct{ code, parent, region, zh, en string }{
		{"office", "", "990100000000", "市政府办公室", "Office of the City Government"},
		{"hotline", "office", "990100000000", "市12345热线中心", "City Hotline 12345"},
		{"water", "office", "990100000000", "市水务局", "City Water Bureau"},
		{"housing", "office", "990100000000", "市住房和城乡建设局", "City Housing Bureau"},
		{"chaosheng", "office", "990102000000", "潮生区政府", "Chaosheng District Government"},
		{"approval", "office", "990100000000", "市行政审批服务局", "City Approval Bureau"},
		{"nandi", "chaosheng", "990102001000", "南堤街道办事处", "Nandi Subdistrict Office"},
	}
	people = []struct{ name, unit, post, zh, en string }{
		{"supervisor", "office", "supervisor", "沈砚", "Shen Yan"},
		{"secretary", "office", "head", "陆闻", "Lu Wen"},
		{"dispatcher", "hotline", "dispatcher", "苏禾", "Su He"},
		{"auditor", "hotline", "auditor", "秦简", "Qin Jian"},
		{"publisher", "hotline", "publisher", "叶朗", "Ye Lang"},
		{"keeper", "hotline", "keeper", "文思", "Wen Si"},
		{"hotline-head", "hotline", "head", "顾平", "Gu Ping"},
		{"agent", "hotline", "agent", "龚一", "Gong Yi"},
		{"inspector", "hotline", "quality", "祝衡", "Zhu Heng"},
		{"water-handler", "water", "handler", "江渡", "Jiang Du"},
		{"water-colleague", "water", "handler", "何汀", "He Ting"},
		{"water-head", "water", "head", "骆泉", "Luo Quan"},
		{"water-window", "water", "window", "温晓", "Wen Xiao"},
		{"water-legal", "water", "legal", "闻法", "Wen Fa"},
		{"hall-window", "approval", "window", "厅婉", "Ting Wan"},
		{"nandi-window", "nandi", "window", "汤和", "Tang He"},
		{"housing-head", "housing", "head", "方厦", "Fang Sha"}, // housing has no handler: a vacancy
		{"district-head", "chaosheng", "head", "白桥", "Bai Qiao"},
		{"nandi-handler", "nandi", "handler", "林榕", "Lin Rong"}, // nandi has no head
	}
)

// settle fills the register of the city.
func (c *City) settle(ctx context.Context) {
	c.T.Helper()
	ids := org.NewIDs(c.DB)
	unitIDs := map[string]org.UnitID{"": 0}
	postIDs := make([]org.PostID, len(people))
	must := func(err error) {
		if err != nil {
			c.T.Helper()
			c.T.Fatal(err)
		}
	}
	var err error
	for _, u := range units {
		unitIDs[u.code], err = ids.Unit(ctx)
		must(err)
	}
	for i, p := range people {
		c.People[p.name], err = ids.Person(ctx)
		must(err)
		postIDs[i], err = ids.Post(ctx)
		must(err)
	}
	since, err := calendar.ParseDate("2020-01-01")
	must(err)
	must(c.DB.Write(ctx, func(tx *store.Tx) error {
		if err := org.AddRegions(tx, regions); err != nil {
			return err
		}
		for _, u := range units {
			if err := org.AddUnit(tx, org.Unit{ID: unitIDs[u.code], Code: u.code, Name: lang.T(u.zh, u.en), Region: org.RegionCode(u.region), Parent: unitIDs[u.parent]}); err != nil {
				return err
			}
		}
		for i, p := range people {
			if err := org.AddPerson(tx, org.Person{ID: c.People[p.name], Name: lang.T(p.zh, p.en)}); err != nil {
				return err
			}
			if err := org.Appoint(tx, org.Post{ID: postIDs[i], Unit: unitIDs[p.unit], Kind: org.PostKind(p.post), Person: c.People[p.name], Since: since}); err != nil {
				return err
			}
		}
		return nil
	}))
}
