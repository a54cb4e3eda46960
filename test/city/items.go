package city

import (
	"testing"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/service/enterprises/approval/item"
)

// SewerPermit is the code of the licence that can be applied for in the fixture
// city: the Water Bureau decides within 7 working days, the law allows 20.
const SewerPermit = "11990100MB00010113" + "3" + sewerBasic

const sewerBasic = "990134002000"

// Items is the catalogue of the fixture city.
func Items(t testing.TB) *item.Catalogue {
	t.Helper()
	from, err := calendar.ParseDate("2026-01-01")
	if err != nil {
		t.Fatal(err)
	}
	return &item.Catalogue{Items: []item.Item{{
		Code: sewerBasic, Version: 1, From: from, Name: lang.T("城镇污水排入排水管网许可", "Permit to discharge into the sewers"), Type: "01",
		Basis: []string{"城镇排水与污水处理条例第21条"}, Level: item.City, Unit: "water", Body: SewerPermit[:18],
		Statutory: calendar.Limit{N: 20, Unit: calendar.WorkingDay}, Promised: calendar.Limit{N: 7, Unit: calendar.WorkingDay}, Kind: item.Timed,
		Clients: []string{"legal", "natural"}, Conditions: []lang.Text{lang.T("排放口设置符合要求", "The outlet is built as required")}, Summary: lang.T("向下水道排水之前要办。", "Needed before anything is let into the sewers."),
		Forms: []string{"window", "online"}, Scope: "city", Windows: []string{"water"}, Enquiries: "12345", Complaints: "12345",
		Materials: []item.Material{{Name: lang.T("排水许可申请书", "Application"), Need: item.Necessary, Source: item.Applicant, Kind: "original", Form: "either", Copies: 1}},
		Results:   []item.Result{{Name: lang.T("排水许可证", "Discharge permit"), Kind: "licence", Valid: calendar.Limit{N: 5, Unit: calendar.Year}}},
	}}}
}
