package portal

import (
	"strings"

	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

// A place is asked level by level, because a city has thousands of villages and a
// phone a small screen. Whoever does not know stops at the level they know.

// where is the field of the opening act that holds the place.
func (a *asking) where() *process.Field {
	if fields := a.of(askWhere); len(fields) > 0 {
		return fields[0]
	}
	return nil
}

func (a *asking) region() org.RegionCode {
	if f := a.where(); f != nil {
		return org.RegionCode(strings.TrimSpace(a.values[f.Name]))
	}
	return ""
}

// misplaced says that what was chosen is no answer to the level asked.
func (a *asking) misplaced() []fault.Defect {
	f, code := a.where(), a.region()
	if f == nil || code == a.within || code.Parent() == a.within && a.known(code) {
		return nil
	}
	return []fault.Defect{*missing(f)}
}

func (a *asking) known(code org.RegionCode) bool {
	_, ok := a.dir.Region(code)
	return ok
}

// deeper moves to the parts of the region chosen, if it has any and the resident
// did not choose to stop.
func (a *asking) deeper() bool {
	code := a.region()
	if code == a.within || len(a.dir.RegionChildren(code)) == 0 {
		return false
	}
	a.within = code
	return true
}

// enterWhere shows the place from the level given, what was chosen before still
// chosen on each page.
func (a *asking) enterWhere(within org.RegionCode) {
	a.was, a.within = a.region(), within
}

// leaveWhere gives up what is being chosen for what was chosen before.
func (a *asking) leaveWhere() {
	if f := a.where(); f != nil && a.was != "" {
		a.values[f.Name] = string(a.was)
	}
	a.was = ""
}

// lastAsked is the region whose parts were asked for last.
func (a *asking) lastAsked() org.RegionCode {
	code := a.region()
	if !a.known(code) || code.Level() == org.City {
		return a.dir.City().Code
	}
	if len(a.dir.RegionChildren(code)) > 0 {
		return code
	}
	return code.Parent()
}

// whereInput asks for a part of the region reached so far.
func (a *asking) whereInput() page.Input {
	in := page.FromField(a.where(), true)
	in.Heading = true
	whole, _ := a.dir.Region(a.within)
	stop := page.Option{Value: string(whole.Code), Label: page.Word("portal.where-whole-city").Text()}
	in.Label = page.Word("portal.where-county").Text()
	if a.within.Level() > org.City {
		level := a.within.Level() + 1
		in.Label = page.Word("portal.where-part").Fill(page.Texts{"region": whole.Name, "level": lower(level.Name())})
		stop.Label = page.Word("portal.where-whole").Fill(page.Texts{"region": whole.Name})
	}
	for _, part := range a.dir.RegionChildren(a.within) {
		in.Options = append(in.Options, page.Option{Value: string(part.Code), Label: part.Name})
	}
	in.Options = append(in.Options, stop)
	in.Value = a.chosenWithin()
	return in
}

// chosenWithin is the option that leads to what was chosen before.
func (a *asking) chosenWithin() string {
	if a.was == a.within {
		return string(a.within)
	}
	for _, part := range a.dir.RegionChildren(a.within) {
		if part.Code.Contains(a.was) {
			return string(part.Code)
		}
	}
	return ""
}
