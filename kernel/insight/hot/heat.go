package hot

import (
	"math"
	"time"
)

// burst is the time in which voices that come together count in full.
const burst = 30 * 24 * time.Hour

// heatOf is the geometric mean of all voices and of those of the busiest month, so
// that what is told once a month for a year is less hot than what many tell at once.
// The messages are in the order of their time.
func heatOf(messages []*told) float64 {
	var most float64
	from := 0
	for to, m := range messages {
		for m.At.Sub(messages[from].At) > burst {
			from++
		}
		most = max(most, voices(messages[from:to+1]))
	}
	return math.Sqrt(voices(messages) * most)
}

// voices counts each person once, however often they wrote, and for each message
// the root of the others who agreed more than disagreed: a click is less than a
// letter, and a thousand clicks less than a thousand times one.
func voices(messages []*told) float64 {
	var sum float64
	for _, m := range messages {
		sum += math.Sqrt(float64(max(0, m.Likes-m.Dislikes)))
	}
	return sum + float64(people(messages))
}

func people(messages []*told) int {
	seen := make(map[string]bool, len(messages))
	for _, m := range messages {
		seen[m.Author] = true
	}
	return len(seen)
}
