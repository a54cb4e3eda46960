package process

import "slices"

// graph is a definition as states and steps between them. The proofs put one
// kind of question to it: is there a path from the start to a place where the
// property fails? A path found is the counter-example; none found is the proof,
// for the search visits every state with every mark.
type graph struct {
	d       *Definition
	steps   []step
	endless map[string]bool // processes known never to end; waiting for them is no exit
}

// step is one act done in one state; from is nil before opening.
type step struct {
	act      *Act
	from, to *State
}

func newGraph(d *Definition) *graph {
	g := &graph{d: d}
	for _, a := range d.Acts {
		for _, name := range a.From {
			s := step{act: a, from: d.State(name), to: d.State(a.To)}
			if a.To == "" {
				s.to = s.from
			}
			g.steps = append(g.steps, s)
		}
	}
	return g
}

// spot is a state with what the search has to remember of the way there.
type spot struct {
	state *State
	mark  int
}

// next says with which mark the search goes on after a step, or that it does not.
type next func(mark int, s step) (int, bool)

// path searches breadth first from the start with mark 0 and returns the
// shortest path to a spot that is the goal: names of states and acts in turn.
// It is nil if there is none.
func (g *graph) path(next next, goal func(spot) bool) []string {
	type reached struct {
		spot
		by   *Act
		from int
	}
	queue := []reached{{from: -1}}
	seen := map[spot]bool{{}: true}
	for i := 0; i < len(queue); i++ {
		here := queue[i].spot
		if goal(here) {
			names := []string{}
			for at := i; at >= 0; at = queue[at].from {
				if names = append(names, nameOf(queue[at].state)); queue[at].by != nil {
					names = append(names, queue[at].by.Name)
				}
			}
			slices.Reverse(names)
			return names
		}
		for _, s := range g.steps {
			if s.from != here.state {
				continue
			}
			mark, ok := next(here.mark, s)
			if to := (spot{s.to, mark}); ok && !seen[to] {
				seen[to] = true
				queue = append(queue, reached{to, s.act, i})
			}
		}
	}
	return nil
}

func nameOf(s *State) string {
	if s == nil {
		return Start
	}
	return s.Name
}

// anyWay follows every step.
func anyWay(mark int, _ step) (int, bool) { return mark, true }

// without follows the steps whose act is not of the kind.
func without(kind func(*Act) bool) next {
	return func(mark int, s step) (int, bool) { return mark, !kind(s.act) }
}

// since marks 1 once an act of the kind is done, and 0 again at a reopening.
func since(kind func(*Act) bool) next {
	return func(mark int, s step) (int, bool) {
		switch {
		case kind(s.act):
			return 1, true
		case s.act.Reopens:
			return 0, true
		}
		return mark, true
	}
}

// to is the shortest path to a state, nil if it cannot be reached.
func (g *graph) to(s *State) []string {
	return g.path(anyWay, func(at spot) bool { return at.state == s })
}

// past is the shortest path to a state on which no act of the kind is done: the
// counter-example to "on every path to s such an act is done".
func (g *graph) past(s *State, kind func(*Act) bool) []string {
	return g.path(without(kind), func(at spot) bool { return at.state == s })
}

// ungiven is the shortest path through the step on which the field is never
// certainly given, neither before nor by the step's own act.
func (g *graph) ungiven(field string, s step) []string {
	needs := func(a *Act) bool { return a.Sets(field) }
	if needs(s.act) {
		return nil
	}
	return then(g.past(s.from, needs), s)
}

// then lengthens a path by a step; no path stays none.
func then(path []string, s step) []string {
	if path == nil {
		return nil
	}
	return append(path, s.act.Name, nameOf(s.to))
}

// leads are the states from which the goal can be reached by sure steps alone,
// passing only through states that may be passed.
func (g *graph) leads(goal, via func(*State) bool) map[*State]bool {
	good := map[*State]bool{}
	for _, s := range g.d.States {
		good[s] = goal(s)
	}
	for again := true; again; {
		again = false
		for _, s := range g.steps {
			if s.from != nil && !good[s.from] && via(s.from) && good[s.to] && g.sure(s) {
				good[s.from], again = true, true
			}
		}
	}
	return good
}

// sure reports whether a step can be counted on: no guard may refuse it, and it
// is done by staff, who owe it, or by the system when a clock runs out or the
// children have ended. What only the applicant can do cannot be counted on.
func (g *graph) sure(s step) bool {
	if s.act.Guard != nil || s.act.Within != "" {
		return false
	}
	return g.timed(s) || slices.ContainsFunc(s.act.By, staff)
}

// timed reports whether the system does the step by itself, whatever any person
// does.
func (g *graph) timed(s step) bool {
	if s.from == nil || !s.act.Allows(System) || s.act.Guard != nil {
		return false
	}
	if w := s.from.Waits; w != nil && w.Then == s.act.Name && !g.endless[w.Process] {
		return true
	}
	return slices.ContainsFunc(s.from.Clocks, func(name string) bool {
		c := g.d.Clock(name)
		return c.Then == s.act.Name && !c.IfGiven
	})
}

func staff(role string) bool { return !builtIn(role) }
