package city

import (
	"maps"
	"sync"

	measures "shuniu/assessment"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/matter"
	"shuniu/kernel/supervision"
	definitions "shuniu/process"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/service/enterprises/approval/rating"
	"shuniu/service/leaders/statistics"
	"shuniu/service/office/duty"
	"shuniu/service/people/request"
)

// Rules are the rules of all services that the shipped definitions name, over what
// approvals and halls look up; without it nothing can be applied for or booked.
func Rules(s approval.Sources, h hall.Rules) map[string]matter.Hook {
	all := request.Hooks(nil)
	maps.Copy(all, duty.Hooks())
	maps.Copy(all, supervision.Hooks())
	maps.Copy(all, scorecard.Hooks(Measures()))
	maps.Copy(all, approval.Hooks(s))
	maps.Copy(all, hall.Hooks(h))
	maps.Copy(all, rating.Hooks())
	maps.Copy(all, statistics.Hooks())
	return all
}

// Measures are those of assessment that the product ships.
var Measures = sync.OnceValue(func() scorecard.Measures {
	defs, _ := definitions.All()
	all, _ := measures.All(defs) // their own test says what is wrong with them
	return all
})
