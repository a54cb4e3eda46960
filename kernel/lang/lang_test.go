package lang

import "testing"

func TestChineseIsTheFirstLanguage(t *testing.T) {
	for s, want := range map[string]Tag{"zh": Zh, "zh-CN": Zh, "": Zh, "fr": Zh, "en": En, "en-GB": En, "EN": En, "英文": Zh} {
		if got := Parse(s); got != want {
			t.Errorf("Parse(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestTheOtherLanguageIsReachableFromEach(t *testing.T) {
	if Zh.Other() != En || En.Other() != Zh || Zh.HTML() != "zh-CN" || En.HTML() != "en" {
		t.Errorf("%s, %s; %s, %s", Zh.Other(), En.Other(), Zh.HTML(), En.HTML())
	}
}

func TestAMissingLanguageIsAnsweredInTheOtherOne(t *testing.T) {
	for _, c := range []struct {
		text   Text
		zh, en string
	}{
		{T("派单", "Dispatch"), "派单", "Dispatch"},
		{T("派单", ""), "派单", "派单"},
		{T("", "Dispatch"), "Dispatch", "Dispatch"},
		{Text{}, "", ""},
	} {
		if c.text.In(Zh) != c.zh || c.text.In(En) != c.en {
			t.Errorf("%+v reads %q and %q", c.text, c.text.In(Zh), c.text.In(En))
		}
	}
	if !(Text{}).IsZero() || T("派", "").IsZero() {
		t.Error("only a text without any language is zero")
	}
}

func TestPlacesAreFilledInBothLanguagesAndValuesNotReadAgain(t *testing.T) {
	got := T("{unit}于{day}答复", "Answered by {unit} on {day}").With("unit", "{day}局", "day", "3日")
	if want := T("{day}局于3日答复", "Answered by {day}局 on 3日"); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := T("{a}", "{a}").With(); got != T("{a}", "{a}") {
		t.Errorf("a place nobody fills stays: %+v", got)
	}
}
