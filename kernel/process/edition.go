package process

import "shuniu/kernel/calendar"

// Edition is one activated version of a definition. A running matter stays on
// the edition it was opened under; storing editions is the engine's.
type Edition struct {
	Digest    string
	Name      string
	Effective calendar.Date // first day on which new matters are opened under it
}

// Choose picks the edition for a matter opened on a day: of the process's
// editions already in effect the one with the latest date, and of several with
// the same date the last in the list. It is false if none is in effect yet.
func Choose(editions []Edition, name string, on calendar.Date) (Edition, bool) {
	var best Edition
	found := false
	for _, e := range editions {
		if e.Name != name || e.Effective.After(on) {
			continue
		}
		if !found || !e.Effective.Before(best.Effective) {
			best, found = e, true
		}
	}
	return best, found
}
