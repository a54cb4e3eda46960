package desk_test

import (
	"net/http"
	"net/url"
	"testing"

	"shuniu/kernel/lang"
	"shuniu/test/browse"
)

const password = "一句很长的密码 2026"

// lock gives somebody a password.
func (o *office) lock(name string) {
	o.t.Helper()
	a, err := o.accounts.ByLogin(o.t.Context(), name)
	if err == nil {
		err = o.accounts.SetPassword(o.t.Context(), a.ID, password)
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

func TestSigningInLeadsBackToThePageThatWasWanted(t *testing.T) {
	o := open(t, false)
	o.lock("dispatcher")
	b := o.outside()
	b.Goes("/desk/all").Reads("登录工作台")
	b.Presses("登录").Got(http.StatusUnprocessableEntity).Reads("请填写用户名", "请填写密码")
	b.Presses("登录", "login", "dispatcher", "password", "wrong").Got(http.StatusForbidden)
	if b.Value("login") != "dispatcher" || b.Value("password") != "" {
		t.Error("the login is typed twice, or the password is shown again")
	}
	b.Presses("登录", "password", password).Got(http.StatusOK).Reads("全部可见")
	b.Presses("退出").Reads("登录工作台").Goes("/desk").Reads("登录工作台")
}

func TestAnAddressElsewhereIsNeverLedTo(t *testing.T) {
	o := open(t, false)
	for _, back := range []string{"https://elsewhere.example/desk", "//elsewhere.example/desk", `/\elsewhere.example`, "/desk/../x", "/desk/sign-in", "/deskelsewhere", "javascript:alert(1)", "/", ""} {
		b := o.outside()
		b.Goes("/desk/sign-in?back=" + url.QueryEscape(back))
		if got := b.Value("back"); got != "/desk" {
			t.Errorf("%q leads to %q", back, got)
		}
	}
}

func TestGuessingAPasswordIsSlowedDownAndSaysHowLong(t *testing.T) {
	o := open(t, false)
	o.lock("dispatcher")
	b := o.outside()
	b.Goes("/desk/sign-in")
	for range 6 {
		b.Presses("登录", "login", "dispatcher", "password", "wrong").Got(http.StatusForbidden)
	}
	b.Presses("登录", "login", "dispatcher", "password", password).Got(http.StatusForbidden).Reads("秒")
}

func TestOneClickExistsOnlyInADemonstration(t *testing.T) {
	o := open(t, false)
	b := o.outside()
	b.Goes("/desk/sign-in").Never("苏禾")
	b.Posts("/demo/sign-in", url.Values{"login": {"dispatcher"}}).Got(http.StatusNotFound)
	b.Goes("/desk").Reads("登录工作台")

	demo := open(t, true)
	b = demo.outside()
	b.Goes("/desk/sign-in").Presses("苏禾").Reads("待办")
}

func TestAChangedPasswordEndsEverySession(t *testing.T) {
	o := open(t, false)
	o.lock("dispatcher")
	enter := func(word string) *browse.Browser {
		b := o.outside()
		b.Goes("/desk/sign-in")
		return b.Presses("登录", "login", "dispatcher", "password", word).Got(http.StatusOK)
	}
	elsewhere, b := enter(password), enter(password)
	b.Follows("我的账号").Reads("市12345热线中心 派单员")
	b.Presses("修改密码", "old", password, "password", "short", "again", "short").Got(http.StatusUnprocessableEntity).Reads("至少 10 个字符")
	b.Presses("修改密码", "old", password, "password", "another long one", "again", "and another").Reads("不一样")
	b.Presses("修改密码", "old", password, "password", "another long one", "again", "another long one").Reads("密码已修改")
	elsewhere.Goes("/desk").Reads("登录工作台")
	b = enter("another long one")
	other := enter("another long one")
	b.Goes("/desk/account").Presses("在所有设备上退出").Reads("登录工作台")
	other.Goes("/desk").Reads("登录工作台")
}

func TestEveryPageIsSoundInBothLanguages(t *testing.T) {
	o := open(t, true)
	a := o.asks().signed()
	ended := o.asks().replied()
	ended.resident("rate", map[string]string{"rating": "good"})
	for tag, accept := range map[lang.Tag]string{lang.Zh: "zh-CN", lang.En: "en"} {
		b := o.as("supervisor")
		b.Lang = accept
		for _, path := range []string{"/desk", "/desk/late", "/desk/all", "/desk/all?state=people.request/disputed", "/desk/account", "/desk/search", "/desk/search?q=x", "/desk/search?q=%E5%81%9C%E6%B0%B4", a.path(), ended.path(), "/desk/matter/none"} {
			b.Goes(path).Sound(tag)
		}
		h := o.as("water-handler")
		h.Lang = accept
		for _, path := range []string{"/desk", a.path() + "/reply", a.path() + "/promise", a.path() + "/ask_extension", a.path() + "/grant", a.path() + "?done=sign"} {
			h.Goes(path).Sound(tag)
		}
		d := o.as("dispatcher")
		d.Lang = accept
		d.Goes(o.asks().path() + "/dispatch").Sound(tag)
		out := o.outside()
		out.Lang = accept
		out.Goes("/desk/sign-in").Sound(tag)
	}
}
