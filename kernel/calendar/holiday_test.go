package calendar_test

import (
	"testing"

	"shuniu/kernel/calendar"
)

func TestAHolidayIsMoreThanAWeekend(t *testing.T) {
	cal := calendar.Embedded()
	for s, want := range map[string]bool{
		"2026-02-17": true,  // the Spring Festival
		"2026-02-14": false, // a Saturday worked for it
		"2026-10-04": true,  // a Sunday within the National Day holiday
		"2026-03-08": false, // a Sunday
		"2026-03-09": false,
		"2031-10-01": true, // no notice is known, the date is the law's
	} {
		d, err := calendar.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := cal.IsHoliday(d); got != want {
			t.Errorf("%s: %v", s, got)
		}
	}
}
