package simulate

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
)

// rural reports whether a region is a village.
func rural(r org.Region) bool { return strings.HasSuffix(r.Name.Zh, "村") }

// lastPart is what a bureau is called wherever it is: "water" of "hexi.water".
func lastPart(code string) string { return code[strings.LastIndex(code, ".")+1:] }

// dayOf are the arrivals of the day asked for last.
type dayOf struct {
	day calendar.Date
	all []*arrival
}

func (a *almanac) sameDay(day calendar.Date) []*arrival {
	if a.day.all == nil || a.day.day != day {
		a.day = dayOf{day, a.on(day)}
	}
	return a.day.all
}

func sortedLives(lives map[matter.ID]*life) []*life {
	return slices.SortedFunc(maps.Values(lives), func(x, y *life) int { return cmp.Compare(x.key, y.key) })
}

// idNumber is a citizen number that is well formed and nobody's (GB 11643).
func idNumber(region org.RegionCode, d dice) string {
	n := string(region[:6]) + strconv.Itoa(1950+d.IntN(55)) + two(1+d.IntN(12)) + two(1+d.IntN(28)) + strconv.Itoa(100+d.IntN(900))
	sum := 0
	for i, r := range n {
		weight := 1
		for range 17 - i {
			weight = weight * 2 % 11
		}
		sum += int(r-'0') * weight
	}
	return n + string("10X98765432"[sum%11])
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
