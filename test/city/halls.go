package city

import (
	"shuniu/kernel/lang"
	"shuniu/service/enterprises/approval/hall"
)

// The codes of the halls of the fixture city: one of the city, with a comprehensive
// window and one that takes nothing the city offers, and one of the township.
const (
	CentreHall = "centre"
	NandiHall  = "nandi"
)

// Halls are the service halls of the fixture city, open on weekdays from 9 to 12 and
// from 13 to 17. In half an hour the centre has two appointments and three tickets.
func Halls() *hall.Network {
	spans := hall.Spans{{From: 9 * 60, To: 12 * 60}, {From: 13 * 60, To: 17 * 60}}
	hours := map[string]hall.Spans{"mon": spans, "tue": spans, "wed": spans, "thu": spans, "fri": spans}
	return &hall.Network{Halls: []hall.Hall{
		{
			Code: CentreHall, Name: lang.T("市政务服务中心", "City Service Centre"), Region: "990100000000", Unit: "water",
			Address: lang.T("澜湾大道1号", "1 Lanwan Avenue"), Phone: "12345", Hours: hours, Slots: hall.Slots{Minutes: 30, Places: 2, Days: 14, Draw: 3},
			Windows: []hall.Window{
				{Number: "1", Name: lang.T("综合窗口", "All services"), Comprehensive: true},
				{Number: "2", Name: lang.T("不动产登记", "Land registry"), Items: []string{"990199001000"}},
				{Number: "3", Name: lang.T("排水许可", "Discharge permits"), Items: []string{SewerPermit}},
			},
		},
		{
			Code: NandiHall, Name: lang.T("南堤街道便民服务中心", "Nandi Service Centre"), Region: "990102001000", Unit: "nandi",
			Address: lang.T("南堤路2号", "2 Nandi Road"), Phone: "12345", Hours: hours, Slots: hall.Slots{Minutes: 30, Days: 14},
			Windows: []hall.Window{{Number: "1", Name: lang.T("综合窗口", "All services"), Comprehensive: true}},
		},
	}}
}
