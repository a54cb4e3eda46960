package simulate

import (
	"slices"
	"strings"

	"shuniu/kernel/matter"
)

// circumstances are what a choice may depend on. Each looks at nothing but what the
// seed says and the matter as it stands.
var circumstances = map[string]func(p *play, l *life) bool{
	"emergency": func(_ *play, l *life) bool {
		return l.row.Fields["urgency"] == "emergency" || l.row.State == "submitted" && l.urgent
	},
	"misdirected": func(_ *play, l *life) bool { return l.unit != "" && l.row.Fields["unit"] != l.unit },
	"boilerplate": func(p *play, l *life) bool {
		return roll(p.seed, l.key, "boilerplate", l.row.Did["redo"]).percent(p.b.manner(p.codeOf(l.row.Assigned)).Boilerplate)
	},
	"shirks": func(p *play, l *life) bool {
		return roll(p.seed, l.key, "shirks", l.row.Did["dispatch"]).percent(p.b.manner(p.codeOf(l.row.Assigned)).Shirks * 5)
	},
	"hot":      func(_ *play, l *life) bool { return l.hot != nil },
	"hot_lead": func(_ *play, l *life) bool { return l.leads() },
	"mergeable": func(p *play, l *life) bool {
		return l.hot != nil && !l.leads() && l.hot.number != "" && roll(p.seed, l.key, "merged").percent(p.b.Hot.Merged)
	},
	"redone":     func(_ *play, l *life) bool { return l.row.Did["redo"] > 0 },
	"disclosed":  func(_ *play, l *life) bool { return l.row.Fields["no_publish"] == "" },
	"called":     func(_ *play, l *life) bool { return l.row.Fields["no_call"] == "" },
	"rated":      func(_ *play, l *life) bool { return l.row.Did["rate"]+l.row.Did["visit_rating"] > 0 },
	"returnable": func(_ *play, l *life) bool { return l.row.Did["dispatch"] < 3 && l.row.Did["rule"] == 0 },
	"consult":    func(_ *play, l *life) bool { return l.kind == "consult" },
}

// late is a circumstance of its own: what is done because of it comes beside what was
// to be done anyway.
const late = "late"

func unknownCircumstance(names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool {
		n = strings.TrimPrefix(n, "!")
		return n != late && circumstances[n] == nil
	})
}

// holds reports whether all circumstances are as they should be.
func (p *play) holds(l *life, names []string) bool {
	return !slices.ContainsFunc(names, func(n string) bool {
		name, not := strings.CutPrefix(n, "!")
		return name != late && circumstances[name](p, l) == not
	})
}

// breached is the last moment at which a running limit was missed; 0 for none.
func breached(m *matter.Matter) int64 {
	at := int64(0)
	for _, c := range m.Clocks {
		if c.Phase == matter.Running && slices.Contains(c.Fired, "breach") {
			at = max(at, c.DueAt)
		}
	}
	return at
}
