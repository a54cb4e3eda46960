package request

import "shuniu/kernel/calendar"

// Between is how many of its messages came on so many days from one on, as far as they
// lie within the last thirty.
func (h Hotspot) Between(first calendar.Date, days int) (sum int) {
	for i, n := range h.Days {
		day := h.Today.Add(i + 1 - len(h.Days))
		if !day.Before(first) && day.Before(first.Add(days)) {
			sum += n
		}
	}
	return sum
}
