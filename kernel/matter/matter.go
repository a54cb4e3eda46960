// Package matter is the engine: it opens matters and lets people act on them.
//
// There is one kind of thing, the matter, and one way it changes, the act. The
// engine promises that an act is one transaction with one timestamp and one event
// for each matter it touches; that nothing is acknowledged before it is durable;
// that what the process, the law's clocks or access do not allow does not happen
// and is explained, with all defects of the input at once; that a matter's row is
// only a cache of the fold over its events (Replay proves it); and that a timer
// fires once, whatever crashed in between.
//
// Personal values are encrypted under a key of the matter and stand in the ledger
// as salted commitments (personal information protection law, articles 28 and
// 51); Erase destroys key and salts. The engine knows no service: what a
// procedure is, its definition says; what is truly its own, a Hook adds.
package matter

import "shuniu/kernel/fold"

// ID is the internal id of a matter; people see its Number.
type ID = fold.ID

// Matter is where a matter stands.
type Matter = fold.Matter

// The phases of a clock.
const (
	Running = fold.Running
	Paused  = fold.Paused
	Stopped = fold.Stopped
)

// NoDue is the DueAt of a matter on which nothing runs; it sorts last.
const NoDue = fold.NoDue
