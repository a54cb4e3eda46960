package city

import (
	"strings"
	"testing"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/service/enterprises/approval/item"
	"shuniu/service/enterprises/approval/theme"
)

// The items of the fixture city that its Water Bureau decides on, by their codes. On a
// permit it decides within 7 working days where the law allows 20.
const (
	SewerPermit  = waterBody + "3" + "990134002000"
	IntakePermit = waterBody + "3" + "990134003000" // reviewed first by the district
	TankPermit   = waterBody + "3" + "990134004000" // decided after an inspection
	SupplyPermit = waterBody + "3" + "990134005000" // a commitment may take the place of papers
	Registration = waterBody + "3" + "992034001000" // no licence, and done at once

	HydrantPermit = waterBody + "3" + "990134007000" // a licence, and done at once

	waterBody = "11990100MB00010113"
)

// FitOut is the theme that is done together in the fixture city: the Water Bureau
// leads and decides on its permit; the Housing Bureau decides within 10 calendar days
// where the structure is changed, and Nandi is consulted where there is work at
// night. The whole is promised within 15 working days.
const (
	FitOut       = "fit-out"
	rebuildBasic = "990134006000"
)

// Themes are those of the fixture city.
func Themes(t testing.TB) *theme.Book {
	t.Helper()
	b, err := theme.Read(strings.NewReader(`{"themes": [{
		"code": "fit-out", "name": {"zh": "开店装修一件事", "en": "Fitting out a shop"}, "summary": {"zh": "租下门面要装修、要排水。", "en": "For rooms that are rebuilt and drained."},
		"leads": ["water"], "promised": 15,
		"questions": [
			{"key": "rebuild", "text": {"zh": "是否改动结构？", "en": "Is the structure changed?"}, "options": ["yes", "no"], "labels": [{"zh": "是", "en": "Yes"}, {"zh": "否", "en": "No"}]},
			{"key": "noise", "text": {"zh": "是否夜间施工？", "en": "Is there work at night?"}, "options": ["yes", "no"], "labels": [{"zh": "是", "en": "Yes"}, {"zh": "否", "en": "No"}]}
		],
		"parts": [{"item": "990134002000"}, {"item": "`+rebuildBasic+`", "when": ["rebuild=yes"]}, {"consult": "nandi", "about": {"zh": "夜间施工的影响", "en": "What night work does to the neighbours"}, "when": ["noise=yes"]}]
	}]}`), Items(t))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Items is the catalogue of the fixture city.
func Items(t testing.TB) *item.Catalogue {
	t.Helper()
	from, err := calendar.ParseDate("2026-01-01")
	if err != nil {
		t.Fatal(err)
	}
	days := func(n int) calendar.Limit { return calendar.Limit{N: n, Unit: calendar.WorkingDay} }
	of := func(code, zh, en string) item.Item {
		return item.Item{
			Code: item.Code(code[len(waterBody)+1:]), Version: 1, From: from, Name: lang.T(zh, en), Type: item.Type(code[len(waterBody)+3 : len(waterBody)+5]),
			Basis: []string{"城镇排水与污水处理条例第21条"}, Level: item.City, Unit: "water", Body: waterBody,
			Statutory: days(20), Promised: days(7), Kind: item.Timed,
			Clients: []string{"legal", "natural"}, Conditions: []lang.Text{lang.T("排放口设置符合要求", "The outlet is built as required")}, Summary: lang.T("怎样办"+zh+"。", en+", and how to get it."),
			Forms: []string{"window", "online"}, Scope: "city", Windows: []string{"water"}, Enquiries: "12345", Complaints: "12345",
			Materials: []item.Material{{Name: lang.T("申请书", "Application"), Need: item.Necessary, Source: item.Applicant, Kind: "original", Form: "either", Copies: 1}},
			Results:   []item.Result{{Name: lang.T("许可证", "Permit"), Kind: "licence", Valid: calendar.Limit{N: 5, Unit: calendar.Year}}},
		}
	}
	sewer, intake := of(SewerPermit, "城镇污水排入排水管网许可", "Permit to discharge into the sewers"), of(IntakePermit, "取水许可", "Permit to take water")
	tank, supply := of(TankPermit, "二次供水设施许可", "Permit of a water tank"), of(SupplyPermit, "临时供水许可", "Permit of a temporary supply")
	register := of(Registration, "节水载体登记", "Registration as a saver of water")
	intake.Reviewers, tank.Inspects, supply.Commitments = []string{"chaosheng"}, true, true
	hydrant := of(HydrantPermit, "消火栓临时取水许可", "Permit to draw from a hydrant")
	for _, i := range []*item.Item{&register, &hydrant} {
		i.Kind, i.Promised = item.Instant, days(1)
	}
	rebuild := of(waterBody+"3"+rebuildBasic, "改变房屋结构许可", "Permit to change a structure")
	rebuild.Unit, rebuild.Statutory, rebuild.Promised = "housing", calendar.Limit{N: 20, Unit: calendar.Day}, calendar.Limit{N: 10, Unit: calendar.Day}
	return &item.Catalogue{Items: []item.Item{sewer, intake, tank, supply, register, hydrant, rebuild}}
}
