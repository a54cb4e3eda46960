package process

import "shuniu/kernel/calendar"

// CheckOverride proves P9 for a site's own version of a definition: it may
// shorten a statutory maximum with the doer's consent recorded, lengthen a
// minimum or a citizen's own period, and set what is local as it likes; never
// the reverse. Neither may it take away what protects somebody: a gate, a bar,
// a review, or a state's statutory clock. Findings point into site.
func CheckOverride(base, site *Definition) []Finding {
	p := siteProof{newProver(site), base}
	for _, c := range base.Clocks {
		if c.Nature == Statutory {
			p.keepsClock(c, site.Clock(c.Name))
		}
	}
	for _, a := range base.Acts {
		p.keepsAct(a, site.Act(a.Name))
	}
	for _, r := range base.Roles {
		for _, barred := range r.Not {
			if mine := site.Role(r.Name); mine != nil && !has(mine.Not, barred) {
				p.add(at("P9", "roles", r.Name), nil, say("不能取消“{role}”对“{barred}”的回避", "the bar of “{role}” against “{barred}” cannot be taken away", "role", r.Name, "barred", barred))
			}
		}
		for _, field := range r.Avoids {
			if mine := site.Role(r.Name); mine != nil && !has(mine.Avoids, field) {
				p.add(at("P9", "roles", r.Name), nil, say("不能取消“{role}”对“{field}”的回避", "“{role}” must still avoid “{field}”", "role", r.Name, "field", field))
			}
		}
	}
	for _, f := range base.Form {
		if mine := site.Field(f.Name); mine != nil && f.Personal && !mine.Personal {
			p.add(at("P9", "form", f.Name), nil, say("“{field}”是个人信息，不能改为不是", "“{field}” is personal data and cannot be made otherwise", "field", f.Name))
		} else if mine != nil && f.Personal && f.hides(mine) && (f.SeesWhen == "" || site.Field(f.SeesWhen) != nil) {
			p.add(at("P9", "form", f.Name), nil, say("“{field}”不能让更多的角色看到", "no more roles may see “{field}”", "field", f.Name))
		}
	}
	return distinct(sorted(p.findings))
}

// Overlay puts a site's definitions over the shipped ones: those of the same name
// replace them, if CheckOverride allows it; the others are added.
func Overlay(base, site []*Definition) ([]*Definition, []Finding) {
	var all []*Definition
	var findings []Finding
	for _, d := range base {
		mine := find(site, func(s *Definition) bool { return s.Name == d.Name })
		if mine == nil {
			all = append(all, d)
			continue
		}
		findings = append(findings, CheckOverride(d, mine)...)
	}
	return append(all, site...), findings
}

// siteProof proves P9 of a site's definition against the shipped one.
type siteProof struct {
	*prover
	base *Definition
}

func (p siteProof) keepsAct(a, mine *Act) {
	if mine == nil {
		if len(a.After) > 0 || len(a.Reviews) > 0 {
			p.add(at("P9", "acts"), nil, say("不能取消有前置或复核的动作“{act}”", "the act “{act}”, which has gates or reviews, cannot be taken away", "act", a.Name))
		}
		return
	}
	if a.AsOf != "" && mine.AsOf != a.AsOf {
		p.add(at("P9", "acts", a.Name), nil, say("“{act}”须仍自“{clock}”起算", "“{act}” must still count from the start of “{clock}”", "act", a.Name, "clock", a.AsOf))
	}
	for _, gate := range a.After {
		if !has(mine.After, gate) {
			p.add(at("P9", "acts", a.Name), nil, say("不能取消“{act}”的前置“{gate}”", "the gate “{gate}” of “{act}” cannot be taken away", "act", a.Name, "gate", gate))
		}
	}
	for _, role := range a.Reviews {
		if !has(mine.Reviews, role) {
			p.add(at("P9", "acts", a.Name), nil, say("“{act}”须仍评判“{role}”的工作", "“{act}” must still review “{role}”", "act", a.Name, "role", role))
		}
	}
}

// keepsClock compares a statutory clock with the site's.
func (p siteProof) keepsClock(c, mine *Clock) {
	if mine == nil {
		p.add(at("P9", "clocks"), nil, say("不能取消法定时限“{clock}”", "the statutory clock “{clock}” cannot be taken away", "clock", c.Name))
		return
	}
	place := at("P9", "clocks", c.Name)
	if mine.Nature == Local || mine.Minimum != c.Minimum || mine.Until != c.Until || mine.IfGiven != c.IfGiven || mine.By != c.By || mine.Given != c.Given || mine.Before != c.Before {
		p.add(place, nil, say("“{clock}”是法定时限，其性质和算法不能改", "“{clock}” is statutory; what it is and how it counts cannot be changed", "clock", c.Name))
		return
	}
	if c.NoRoll != mine.NoRoll || c.Hard && !mine.Hard {
		p.add(place, nil, say("“{clock}”是法定时限，no_roll 和 hard 不能改", "“{clock}” is statutory; its no_roll and hard cannot be changed", "clock", c.Name))
	}
	p.keepsPlaces(c)
	p.keepsExtension(c, mine)
	if c.By == "" {
		p.keepsLimit(c, mine, "")
	}
	for value := range c.Limits {
		p.keepsLimit(c, mine, value)
	}
}

// keepsPlaces proves that the clock still runs where it ran, and that the site
// has added no state that holds it.
func (p siteProof) keepsPlaces(c *Clock) {
	for _, s := range p.d.States {
		was := p.base.State(s.Name)
		if was != nil && was.Runs(c.Name) && !s.Runs(c.Name) {
			p.add(at("P9", "states", s.Name), nil, say("法定时限“{clock}”在“{state}”须照走", "the statutory clock “{clock}” must still run in “{state}”", "clock", c.Name, "state", s.Name))
		}
		if s.Holds(c.Name) && (was == nil || !was.Holds(c.Name)) {
			p.add(at("P9", "states", s.Name, "suspends"), nil, say("不能另行停止法定时限“{clock}”", "the statutory clock “{clock}” cannot be suspended where the law does not", "clock", c.Name))
		}
	}
	for _, a := range p.d.Acts {
		if was := p.base.Act(a.Name); has(a.Restarts, c.Name) && (was == nil || !has(was.Restarts, c.Name)) {
			p.add(at("P9", "acts", a.Name, "restarts"), nil, say("不能另行重算法定时限“{clock}”", "the statutory clock “{clock}” cannot begin anew where the law does not say so", "clock", c.Name))
		}
	}
}

func (p siteProof) keepsExtension(c, mine *Clock) {
	if mine.Extend == nil {
		return
	}
	more := true
	if c.Extend != nil {
		size, same := compare(mine.Extend.Max, c.Extend.Max)
		more = !same || size > 0 || mine.Extend.Times > c.Extend.Times || mine.Extend.By != c.Extend.By
	}
	if more {
		p.add(at("P9", "clocks", c.Name, "extend"), nil, say("法定时限“{clock}”的延长不能超出法律", "the statutory clock “{clock}” cannot be extended more than the law allows", "clock", c.Name))
	}
}

func (p siteProof) keepsLimit(c, mine *Clock, value string) {
	place := at("P9", "clocks", c.Name, "limit", value)
	law, limited := c.LimitFor(value)
	own, _ := mine.LimitFor(value)
	if !limited || law == own {
		return
	}
	size, same := compare(own, law)
	words := []string{"clock", c.Name, "law", law.String(), "own", own.String()}
	floor := c.Minimum || p.base.citizens(c)
	switch {
	case !same:
		p.add(place, nil, say("“{clock}”法定 {law}，改为 {own} 单位不同，无法比较", "“{clock}” is {law} by law; {own} is in another unit and cannot be compared", words...))
	case floor && size < 0:
		p.add(place, nil, say("“{clock}”至少 {law}，不能缩短为 {own}", "“{clock}” is at least {law}; it cannot be shortened to {own}", words...))
	case !floor && size > 0:
		p.add(place, nil, say("“{clock}”法定最长 {law}，不能延长为 {own}", "“{clock}” is {law} at most; it cannot be lengthened to {own}", words...))
	case !floor && mine.Consent == "":
		p.add(place, nil, say("“{clock}”由 {law} 缩短为 {own}，须在 consent 写明承办者何时同意", "“{clock}” is shortened from {law} to {own}; consent must say who agreed and when", words...))
	}
}

// citizens reports whether the clock bounds a citizen's own period: it runs only
// while the applicant holds the matter.
func (d *Definition) citizens(c *Clock) bool {
	own := false
	for _, s := range d.States {
		if s.Runs(c.Name) && s.Holder != Applicant {
			return false
		}
		own = own || s.Runs(c.Name)
	}
	return own
}

// compare orders two limits of like units; days and working days are not alike.
func compare(a, b calendar.Limit) (int, bool) {
	x, like := smallest(a)
	y, unit := smallest(b)
	return x - y, like == unit
}

func smallest(l calendar.Limit) (int, calendar.Unit) {
	switch l.Unit {
	case calendar.Hour:
		return l.N * 60, calendar.Minute
	case calendar.Year:
		return l.N * 12, calendar.Month
	}
	return l.N, l.Unit
}
