package process

// Turn is what happens to a clock when a matter goes from one state to the next.
type Turn uint8

// Turns. Clocks follow states and need no acts of their own: a clock starts on
// entering a state that lists it, runs on between such states, pauses in a state
// that suspends it, and stops on entering one that does neither.
const (
	Idle    Turn = iota // it did not run and does not
	Starts              // begins its limit
	Goes                // runs on
	Pauses              // is held from now
	Held                // stays held
	Resumes             // runs on after having been held
	Stops               // is over
)

// TurnOf is what happens to the clock between two states; from is nil when the
// matter is being opened.
func TurnOf(clock string, from, to *State) Turn {
	ran, held := from != nil && from.Runs(clock), from != nil && from.Holds(clock)
	switch {
	case to.Runs(clock) && ran:
		return Goes
	case to.Runs(clock) && held:
		return Resumes
	case to.Runs(clock):
		return Starts
	case to.Holds(clock) && ran:
		return Pauses
	case to.Holds(clock) && held:
		return Held
	case ran || held:
		return Stops
	}
	return Idle
}
