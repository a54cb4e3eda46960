package docket

import (
	"slices"

	"shuniu/face/page"
	"shuniu/kernel/access"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
)

// What the person a matter belongs to may read of its record. This is the only
// place that decides it:
//
//  1. Every act is shown with its name, its time and the unit and role that did it.
//     No person is named. What the system did is shown where it changed something
//     for the resident: a timed exit, and that a limit was missed. Reminders and
//     warnings between units are not.
//  2. The values of an act are shown if the resident did it; if it opened the
//     matter, for then they are the resident's words even when the hotline typed
//     them; or if it answers the resident, which a refusal with its reasons does.
//  3. Of any other act, what passes between units (why more time was asked for,
//     why work was sent back), only values are shown that the process marks public.
//  4. A field that names who may see it in every matter is shown to nobody else,
//     and to the resident if they are among those.

// Told reports whether an entry appears at all.
func Told(e matter.Entry) bool {
	return e.Act != nil || e.Event.Act == matter.ActBreach
}

// ToldValue reports whether the value of a field of an entry appears.
func ToldValue(e matter.Entry, f *process.Field) bool {
	if f == nil || e.Act == nil {
		return false
	}
	if len(f.Sees) > 0 && f.SeesWhen == "" {
		return slices.Contains(f.Sees, process.Applicant)
	}
	return f.Public || e.Event.Actor.Kind == string(access.Applicant) || e.Act.Opening() || e.Act.Answers == process.ToApplicant
}

// Missed names the limit that ran out.
func Missed(def *process.Definition, e *ledger.Event) lang.Text {
	var names []lang.Text
	for _, c := range e.Effects.Clocks {
		if spec := def.Clock(c.Name); spec != nil {
			names = append(names, spec.Title)
		}
	}
	return page.Word("docket.missed").Fill(page.Texts{"clock": Listed(names)})
}
