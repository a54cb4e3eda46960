package desk_test

import (
	"net/http"
	"net/url"
	"testing"

	"shuniu/test/browse"
)

// ticked is the form of the list with the boxes of the matters ticked.
func ticked(b *browse.Browser, button string, numbers ...string) url.Values {
	b.T.Helper()
	form := b.Form(button)
	values := browse.Values(form)
	for _, box := range browse.All(form, "input") {
		for _, number := range numbers {
			if value := browse.Attr(box, "value"); browse.Attr(box, "name") == "pick" && len(value) > len(number) && value[:len(number)] == number {
				values.Add("pick", value)
			}
		}
	}
	if len(values["pick"]) != len(numbers) {
		b.T.Fatalf("%d boxes for %d matters", len(values["pick"]), len(numbers))
	}
	values.Set("act", "sign")
	return values
}

func TestSeveralTicketsAreSignedForAtOnce(t *testing.T) {
	o := open(t, true)
	first, second, third := o.asks().dispatched(), o.asks().dispatched(), o.asks().dispatched()
	b := o.as("water-handler")
	form := ticked(b, "签收所选", first.Number, second.Number)
	b.Posts("/desk/together", form).Got(http.StatusOK).Reads("一并签收", "2件已办好", first.Number, second.Number, "办理中").Never(third.Number)
	b.Posts("/desk/together", form).Reads("2件已办好") // sent twice, done once
	for _, a := range []asked{first, second} {
		if v, err := o.Engine.View(t.Context(), o.Staff("water-handler"), a.ID); err != nil || v.Matter.Did["sign"] != 1 || v.Matter.State != "handling" {
			t.Errorf("%s: %v, signed %d times", a.Number, err, v.Matter.Did["sign"])
		}
	}
	b.Goes("/desk/matter/" + third.Number).Reads("待签收")
}

func TestWhatFailsForOneTicketConcernsNoOther(t *testing.T) {
	o := open(t, true)
	first, taken, urged, elsewhere := o.asks().dispatched(), o.asks().dispatched(), o.asks().dispatched(), o.asks()
	elsewhere.staff("dispatcher", "dispatch", map[string]string{"unit": "nandi", "urgency": "ordinary"})
	b := o.as("water-handler").Goes("/desk?urgency=ordinary")
	form := ticked(b, "签收所选", first.Number, taken.Number, urged.Number)
	form.Add("pick", elsewhere.Number+" sign 2")
	form.Add("pick", "Q990100-2026-00000000-0 sign 2")
	form.Add("pick", "made by hand")
	taken.staff("water-colleague", "sign", nil)
	urged.resident("urge", map[string]string{"note": "三楼也停了，请快一些"})
	b.Posts("/desk/together?list=%2Fdesk%3Furgency%3Dordinary", form).Got(http.StatusOK).
		Reads("1件已办好", "没有办成：", "仍在您的待办中", "待办 · 一般").Reads(first.Number, taken.Number, urged.Number).Never(elsewhere.Number + " " + leaking)
	b.Presses("把没有办成的再办一次").Reads("1件已办好", urged.Number, "办理中", "1件没有办成", taken.Number)
	b.Posts("/desk/together", url.Values{"act": {"reply"}, "pick": {first.Number + " reply 3"}}).Never("已办好")
	b.Posts("/desk/together", url.Values{"act": {"sign"}}).Reads("没有选择任何办件")
}

func TestASingleTicketNeedsNoBox(t *testing.T) {
	o := open(t, true)
	o.asks().dispatched()
	o.as("water-handler").Never("签收所选", `name="pick"`)
	o.asks().dispatched()
	o.as("water-handler").Reads("签收所选").Goes("/desk/all").Never("签收所选")
}
