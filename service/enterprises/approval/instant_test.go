package approval_test

import (
	"testing"

	"shuniu/kernel/access"
	"shuniu/service/enterprises/approval"
	"shuniu/test/city"
	"shuniu/test/law"
)

// atOnce is an application for what is decided on the spot.
func atOnce(t *testing.T, c *city.City, who access.Actor, more values) *licence {
	t.Helper()
	v := values{"item": city.Registration}
	for k, x := range more {
		v[k] = x
	}
	l, err := openAs(t, c, who, approval.Instant, v)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

var done = values{"reply": "准予登记，登记证见附件。", "delivery": "electronic"}

func TestWhatIsCompleteIsDecidedAtOnce(t *testing.T) {
	law.Kept(t, "行政许可法第34条", "优化营商环境条例第35条")
	on(t, func(t *testing.T, c *city.City) {
		here := atOnce(t, c, c.Staff("nandi-window"), values{"channel": "window"})
		here.does("water-window", "grant", done, "delivered")
		says(t, here.last(here.applicant()), "当场办理决定书", "市水务局即准字〔2026〕1号", "节水载体登记", "准予登记，登记证见附件。", "电子送达")
		online := atOnce(t, c, access.Outsider(), nil)
		online.due("promise", "2026-03-03")
		online.does("water-window", "grant", done, "delivered")
		online.does("applicant", "rate", values{"rating": "poor", "note": "等了一天。"}, "closed")
		if online.child("enterprises.followup") == nil {
			t.Error("a low rating is not followed up")
		}
		here.does("applicant", "rate", values{"rating": "very_good"}, "closed")
	})
}

func TestWhatIsNotDoneTheSameDayIsCardedAndWhatIsDeniedHasReasons(t *testing.T) {
	law.Broken(t, "行政许可法第34条", "优化营商环境条例第35条", "行政许可法第38条", "行政许可法第32条")
	on(t, func(t *testing.T, c *city.City) {
		_, err := openAs(t, c, access.Outsider(), approval.Instant, nil) // a licence is not decided on the spot
		atFault(t, err, "item")
		_, err = open(t, c, access.Outsider(), values{"item": city.Registration})
		atFault(t, err, "item")
		l, late := atOnce(t, c, access.Outsider(), nil), atOnce(t, c, access.Outsider(), nil)
		l.refused("water-handler", "grant", done)
		l.refused("water-window", "deny", values{"reply": "不予登记。"}, "reason")
		l.does("water-window", "deny", values{"reply": "不予登记。", "reason": "不在本市用水。"}, "denied")
		says(t, l.last(l.applicant()), "不予办理决定书", "市水务局即不准字〔2026〕1号", "不在本市用水。", "六十日内", "六个月内")
		late.late("promise", "2026-03-03 23:59", "2026-03-04 00:01")
		late.Move("2026-03-10 09:00") // five working days of silence: accepted, and nothing is asked for any more
		late.refused("water-window", "notify", values{"missing": "缺用水单。"})
		late.does("water-window", "grant", done, "delivered")
	})
}

func TestSomebodyMayCorrectAndWithdrawForTheApplicantWithConsent(t *testing.T) {
	law.Kept(t, "行政许可法第29条")
	law.Broken(t, "行政许可法第29条")
	on(t, func(t *testing.T, c *city.City) {
		l := atOnce(t, c, c.Staff("nandi-window"), values{"channel": "helper"})
		l.does("water-window", "notify", values{"missing": "缺用水单。"}, "correcting")
		l.refused("nandi-window", "correct_for", nil, "mandate", "papers")
		l.hands("nandi-window", "correct_for", "papers", values{"mandate": "written"}, "resumed")
		l.refused("nandi-window", "withdraw_for", nil, "mandate")
		l.does("nandi-window", "withdraw_for", values{"mandate": "present"}, "withdrawn")
		other := atOnce(t, c, access.Outsider(), nil)
		other.refused("nandi-window", "withdraw_for", values{"mandate": "present"}) // it was not taken in there
		permit, err := open(t, c, c.Staff("nandi-window"), values{"channel": "helper"})
		if err != nil {
			t.Fatal(err)
		}
		permit.does("water-window", "notify", values{"missing": "缺管线图。"}, "correcting")
		permit.hands("nandi-window", "correct_for", "papers", values{"mandate": "recorded"}, "received")
		permit.reviewing().refused("nandi-window", "withdraw_for", nil, "mandate")
		permit.does("nandi-window", "withdraw_for", values{"mandate": "written"}, "withdrawn")
	})
}
