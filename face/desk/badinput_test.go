package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shuniu/kernel/process"
	"shuniu/test/browse"
)

const typed = "经核查，系二号楼支管爆裂，已更换管段，今晚恢复供水。"

// A session that ends while somebody writes costs them nothing they wrote, and
// nothing is done until they have seen it again.
func TestWhatWasTypedOutlivesTheSession(t *testing.T) {
	o := open(t, true)
	o.lock("water-handler")
	a := o.asks().signed()
	b := o.outside()
	b.Goes("/desk/sign-in").Presses("登录", "login", "water-handler", "password", password)
	b.Goes(a.path() + "/reply")
	account, err := o.accounts.ByLogin(t.Context(), "water-handler")
	if err == nil {
		err = o.accounts.CloseAll(t.Context(), account.Person)
	}
	if err != nil {
		t.Fatal(err)
	}
	b.Presses("答复", "reply", typed, "outcome", "solved").Got(http.StatusForbidden).Reads("您刚才填写的内容都在")
	b.Presses("登录", "login", "water-handler", "password", "wrong").Got(http.StatusForbidden)
	b.Presses("登录", "password", password).Got(http.StatusOK).Reads("接着填")
	b.Presses("回到刚才填写的内容").Got(http.StatusOK)
	if b.Value("reply") != typed || b.Value("outcome") != "solved" {
		t.Fatalf("came back: %q, %q", b.Value("reply"), b.Value("outcome"))
	}
	if v, err := o.Engine.View(t.Context(), o.Staff("water-handler"), a.ID); err != nil || v.Matter.State != "handling" {
		t.Fatalf("it was sent before anybody had seen it again: %v", err)
	}
	b.Presses("答复").Reads("已答复")
}

func TestWhatIsInterruptedGoesNowhereElse(t *testing.T) {
	o := open(t, true)
	o.lock("dispatcher")
	for _, to := range []string{"https://elsewhere.example/desk/x", "//elsewhere.example/desk/x", "/desk/../follow", "/ask/send", "/deskx", "/desk/x?y=1"} {
		b := o.outside()
		b.Posts("/desk/sign-in", url.Values{"login": {"dispatcher"}, "password": {password}, "interrupted": {to}, "interrupted.reply": {typed}})
		b.Got(http.StatusOK).Never("接着填", typed)
	}
	b := o.outside()
	b.Posts("/desk/account", url.Values{"old": {password}, "password": {"another long one"}, "again": {"another long one"}})
	b.Got(http.StatusForbidden)
	for _, in := range browse.All(b.Form("登录"), "input") {
		if strings.HasPrefix(browse.Attr(in, "name"), "interrupted") {
			t.Error("a new password goes along with another form")
		}
	}
}

// Every act that staff may do now names all that its form lacks and all that is
// wrong in it, at once, beside what was typed.
func TestEveryFormNamesAllItsDefectsAndKeepsWhatWasTyped(t *testing.T) {
	o := open(t, true)
	for _, c := range []struct {
		who string
		at  func() asked
	}{
		{"dispatcher", o.asks}, {"water-handler", func() asked { return o.asks().dispatched() }}, {"water-handler", func() asked { return o.asks().signed() }},
	} {
		a := c.at()
		v, err := o.Engine.View(t.Context(), o.Staff(c.who), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, act := range v.Possible {
			if len(act.Needs) == 0 {
				continue
			}
			b := o.as(c.who)
			b.Goes(a.path() + "/" + act.Name)
			b.Posts(a.path()+"/"+act.Name, url.Values{"client_key": {b.Value("client_key")}}).Got(http.StatusUnprocessableEntity)
			for _, name := range act.Needs {
				if f := v.Definition.Field(name); f.Type != process.FieldFile {
					b.Reads(f.Label.Zh)
				}
			}
			wrong, kept := url.Values{"client_key": {b.Value("client_key")}}, url.Values{}
			for _, name := range append(append([]string{}, act.Needs...), act.Asks...) {
				if bad := malformed(v.Definition.Field(name)); bad != "" {
					wrong.Set(name, bad)
					if t := v.Definition.Field(name).Type; t == process.FieldText || t == process.FieldProse || t == process.FieldDate || t == process.FieldNumber {
						kept.Set(name, bad)
					}
				}
			}
			b.Posts(a.path()+"/"+act.Name, wrong).Got(http.StatusUnprocessableEntity)
			for name := range wrong {
				if name != "client_key" {
					b.Reads(v.Definition.Field(name).Label.Zh)
				}
			}
			for name := range kept {
				if got := b.Value(name); strings.TrimSpace(got) != kept.Get(name) {
					t.Errorf("%s: %s was %q and came back as %q", act.Name, name, kept.Get(name), got)
				}
			}
		}
		if after, err := o.Engine.View(t.Context(), o.Staff(c.who), a.ID); err != nil || after.Matter.Seq != v.Matter.Seq {
			t.Errorf("a form with defects was acted on: %v", err)
		}
	}
}

// malformed is a value that a field can never hold; "" if it takes anything.
func malformed(f *process.Field) string {
	switch f.Type {
	case process.FieldText, process.FieldProse:
		return strings.Repeat("长", 12000)
	case process.FieldChoice, process.FieldUnit, process.FieldCategory, process.FieldRegion:
		return "no-such-one"
	case process.FieldDate:
		return "2026-02-30"
	case process.FieldNumber:
		return "-1"
	}
	return ""
}

func TestWhatNoPageSendsIsRefusedClearly(t *testing.T) {
	o := open(t, true)
	a := o.asks()
	b := o.as("dispatcher")
	gbk := "\xc2\xb7\xb5\xc6" // 路灯
	b.Posts(a.path()+"/dispatch", url.Values{"unit": {"water"}, "urgency": {"ordinary"}, "reason": {gbk}}).Got(http.StatusUnprocessableEntity).Reads("UTF-8")
	b.Posts(a.path()+"/dispatch", url.Values{"unit": {"water"}, "note": {strings.Repeat("长", 400_000)}}).Got(http.StatusUnprocessableEntity)
	for _, at := range []string{"/desk/search?q=%E5%81%9C%E6%B0%B4&from=!", "/desk/knowledge?from=1"} {
		b.Goes(at).Got(http.StatusUnprocessableEntity).Reads("列表的起点无效")
	}
	for _, list := range []string{"/desk", "/desk/late", "/desk/all"} {
		for _, from := range []string{"x", "1", "1.!", "-1.2", "1.2.3", "01.2", "99999999999999999999.1"} {
			b.Goes(list + "?from=" + from).Got(http.StatusUnprocessableEntity).Reads("列表的起点无效")
		}
	}
	if v, err := o.Engine.View(t.Context(), o.Staff("dispatcher"), a.ID); err != nil || v.Matter.State != "submitted" {
		t.Errorf("%v", err)
	}
}
