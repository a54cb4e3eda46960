package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shuniu/test/browse"
)

func TestNamesOfLongListsAreTypedAndMeantIsAsked(t *testing.T) {
	o := open(t, true)
	a := o.asks()
	b := o.as("dispatcher").Goes(a.path()).Reads("诉求分类")
	if n := len(browse.All(b.Main(), "option")); n > 10 {
		t.Errorf("%d options stand in the page", n)
	}
	b.Presses("派单", "unit", "water", "urgency", "ordinary", "category", "供水").Got(http.StatusUnprocessableEntity).Reads("您要选的是", "供水")
	if typed := b.Value("category"); typed != "供水" {
		t.Errorf("what was typed is now %q", typed)
	}
	form := browse.Values(b.Form("派单"))
	var chosen, name string
	for _, in := range browse.All(b.Form("派单"), "input") {
		if browse.Attr(in, "name") == "category" && browse.Attr(in, "type") == "radio" && chosen == "" {
			chosen = browse.Attr(in, "value")
		}
	}
	form.Add("category", chosen)
	form.Set("unit", "water")
	form.Set("urgency", "ordinary")
	b.Posts(a.path()+"/dispatch", form).Got(http.StatusOK).Reads("“派单”已完成")
	v, err := o.Engine.View(t.Context(), o.Staff("dispatcher"), a.ID)
	if err != nil || v.Matter.Fields["category"] != chosen {
		t.Fatalf("category %q, want %q: %v", v.Matter.Fields["category"], chosen, err)
	}
	name = o.Engine.Categories.Path("020101").Zh
	again := o.asks()
	b.Goes(again.path()).Presses("派单", "unit", "housing", "urgency", "ordinary", "category", name).Got(http.StatusOK)
	if v, err = o.Engine.View(t.Context(), o.Staff("dispatcher"), again.ID); err != nil || v.Matter.Fields["category"] != "020101" {
		t.Errorf("the whole name %q is %q: %v", name, v.Matter.Fields["category"], err)
	}
}

func TestNamesAreOfferedWhileOneIsTyped(t *testing.T) {
	o := open(t, true)
	b := o.as("dispatcher")
	for address, want := range map[string]string{"category?q=供水": "供水", "unit?q=水务": "市水务局", "region?q=榕荫": "榕荫社区"} {
		list, words, _ := strings.Cut(address, "?q=")
		b.Goes("/desk/options/" + list + "?q=" + url.QueryEscape(words)).Got(http.StatusOK)
		if !strings.Contains(b.Body, want) || strings.Count(b.Body, "<option") > 20 {
			t.Errorf("%s: %s", address, b.Body)
		}
	}
	if b.Goes("/desk/options/unit?q="); strings.Contains(b.Body, "<option") {
		t.Error("nothing typed finds something")
	}
	b.Goes("/desk/options/person?q=a").Got(http.StatusNotFound)
	o.outside().Goes("/desk/options/unit?q=a").Reads("登录")
}
