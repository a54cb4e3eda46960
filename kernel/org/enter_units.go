package org

import (
	"slices"
	"strings"

	"shuniu/kernel/lang"
)

// enterRegions checks each row, those above first, and writes what is new or
// renamed at once.
func (e *entry) enterRegions() {
	city := e.cityCode()
	rows := map[RegionCode]at{}
	var good []regionRow
	for _, r := range e.regions {
		defects := regionDefects(r.Region)
		if first, twice := rows[r.Code]; twice {
			defects = append(defects, lang.T("代码 {code} 在 {place} 已有。", "Code {code} is at {place} already.").With("code", string(r.Code), "place", first.String()))
		}
		for _, text := range defects {
			e.refuse(r.at, text)
		}
		if len(defects) > 0 {
			e.spoilt[string(r.Code)] = true
			continue
		}
		rows[r.Code] = r.at
		good = append(good, r)
	}
	slices.SortStableFunc(good, func(a, b regionRow) int { return strings.Compare(string(a.Code), string(b.Code)) })
	var changed []Region
	for _, r := range good {
		if !e.placed(r, city) {
			e.spoilt[string(r.Code)] = true
			continue
		}
		known, there := e.regionNames[r.Code]
		r.keep("name_en", &r.Name.En, known.En)
		switch {
		case !there:
			e.done.Regions.Added++
		case known != r.Name:
			e.done.Regions.Revised++
		default:
			e.done.Regions.Same++
			continue
		}
		changed = append(changed, r.Region)
		e.regionNames[r.Code] = r.Name
	}
	if len(changed) > 0 {
		e.accepted(at{}, AddRegions(e.tx, changed))
	}
}

// cityCode is the city that the database is for, or else the first in the file.
func (e *entry) cityCode() RegionCode {
	for code := range e.regionNames {
		if code.Level() == City {
			return code
		}
	}
	for _, r := range e.regions {
		if codeDefect(string(r.Code)).IsZero() && r.Code.Level() == City {
			return r.Code
		}
	}
	return ""
}

// placed reports whether a region lies in the city, below a region that is there.
func (e *entry) placed(r regionRow, city RegionCode) bool {
	if city != "" && !city.Contains(r.Code) {
		e.refuse(r.at, lang.T("一个数据库只有一个市，{code} 不在 {city} 之内。", "A database holds one city, and {code} does not lie in {city}.").With("code", string(r.Code), "city", string(city)))
		return false
	}
	parent := r.Code.Parent()
	if _, there := e.regionNames[parent]; there || parent == "" {
		return true
	}
	if !e.lost(string(parent), string(RegionTable)) {
		e.refuse(r.at, lang.T("缺少上级区划 {code}。", "The parent region {code} is missing.").With("code", string(parent)))
	}
	return false
}

// enterUnits writes units after their superiors, in whatever order rows stand.
func (e *entry) enterUnits() {
	rows := map[string]at{}
	var waiting []unitRow
	for _, u := range e.units {
		if first, twice := rows[u.Code]; twice {
			e.refuse(u.at, lang.T("代码 {code} 在 {place} 已有。", "Code {code} is at {place} already.").With("code", u.Code, "place", first.String()))
			continue
		}
		rows[u.Code] = u.at
		waiting = append(waiting, u)
	}
	for n := 0; len(waiting) > 0 && len(waiting) != n && e.err == nil; {
		n = len(waiting)
		waiting = slices.DeleteFunc(waiting, func(u unitRow) bool {
			if _, known := e.unitsKnown[u.parent]; !known && u.parent != "" {
				if _, later := rows[u.parent]; later && !e.lost(u.parent) {
					return false
				}
			}
			if !e.enterUnit(u) {
				e.spoilt[u.Code] = true
			}
			return true
		})
	}
	for _, u := range waiting {
		e.refuse(u.at, lang.T("上级单位互为上下级。", "The superior units form a circle."))
		e.spoilt[u.Code] = true
	}
}

func (e *entry) enterUnit(u unitRow) bool {
	parent, known := e.unitsKnown[u.parent]
	if !known && u.parent != "" {
		if !e.lost(u.parent, string(UnitTable)) {
			e.refuse(u.at, lang.T("没有上级单位 {code}。", "There is no superior unit {code}.").With("code", u.parent))
		}
		return false
	}
	if _, known := e.regionNames[u.Region]; !known {
		if !e.lost(string(u.Region), string(RegionTable)) {
			e.refuse(u.at, lang.T("没有区划 {code}。", "There is no region {code}.").With("code", string(u.Region)))
		}
		return false
	}
	u.Parent = parent.ID
	old, there := e.unitsKnown[u.Code]
	if !there {
		u.ID, e.ids.units = e.ids.units[0], e.ids.units[1:]
		if !e.accepted(u.at, AddUnit(e.tx, u.Unit)) {
			return false
		}
		e.done.Units.Added++
		e.unitsKnown[u.Code] = u.Unit
		return true
	}
	return e.reviseUnit(u, old)
}

func (e *entry) reviseUnit(u unitRow, old Unit) bool {
	u.ID = old.ID
	u.keep("phone", &u.Phone, old.Phone)
	u.keep("name_en", &u.Name.En, old.Name.En)
	if u.Unit == old {
		e.done.Units.Same++
		return true
	}
	e.done.Units.Revised++
	if u.Parent != old.Parent && !e.accepted(u.at, MoveUnit(e.tx, u.ID, u.Parent)) {
		return false
	}
	if !e.accepted(u.at, ReviseUnit(e.tx, u.Unit)) {
		return false
	}
	e.unitsKnown[u.Code] = u.Unit
	return true
}
