package hot

import (
	"cmp"
	"slices"
)

// Saying is one thing that a person has said: that Messages are of one issue, or,
// where there are Others, that none of Messages is of the same issue as any of them.
type Saying struct{ Messages, Others []string }

// Settle is what holds of all that was said, the earliest first. Where sayings
// contradict each other the later one holds for the messages that both are about; the
// rest of the earlier one stays. So the hand never contradicts itself.
func Settle(said []Saying) Hand {
	s := settling{group: map[string]*[]string{}, kept: map[string]map[string]bool{}}
	for _, one := range slices.Backward(said) {
		if len(one.Others) > 0 {
			s.split(one)
		} else {
			s.join(one.Messages)
		}
	}
	return s.hand()
}

// settling is what later sayings have left to the earlier ones.
type settling struct {
	group map[string]*[]string
	kept  map[string]map[string]bool
}

func (s *settling) of(id string) *[]string {
	if s.group[id] == nil {
		s.group[id] = &[]string{id}
		s.kept[id] = map[string]bool{}
	}
	return s.group[id]
}

func (s *settling) split(one Saying) {
	for _, a := range one.Messages {
		for _, b := range one.Others {
			if s.of(a) != s.of(b) {
				s.kept[a][b], s.kept[b][a] = true, true
			}
		}
	}
}

// join makes as few groups as what is kept apart allows.
func (s *settling) join(ids []string) {
	var made []string // one message of each
	for _, id := range ids {
		of := s.of(id)
		i := slices.IndexFunc(made, func(m string) bool { return s.group[m] == of || !s.apart(of, s.group[m]) })
		if i < 0 {
			made = append(made, id)
			continue
		}
		into := s.group[made[i]]
		if into == of {
			continue
		}
		*into = append(*into, *of...)
		for _, id := range *of {
			s.group[id] = into
		}
	}
}

func (s *settling) apart(a, b *[]string) bool {
	return slices.ContainsFunc(*a, func(id string) bool {
		for other := range s.kept[id] {
			if s.group[other] == b {
				return true
			}
		}
		return false
	})
}

func (s *settling) hand() Hand {
	var h Hand
	for id, of := range s.group {
		if len(*of) > 1 && slices.Min(*of) == id {
			h.Together = append(h.Together, slices.Sorted(slices.Values(*of)))
		}
		for other := range s.kept[id] {
			if id < other {
				h.Apart = append(h.Apart, [2]string{id, other})
			}
		}
	}
	slices.SortFunc(h.Together, func(a, b []string) int { return cmp.Compare(a[0], b[0]) })
	slices.SortFunc(h.Apart, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return h
}
