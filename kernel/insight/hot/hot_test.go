package hot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/insight/hot"
)

var day = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// town are messages of a spring: the noise of a mixing station beside an estate,
// told by many; water cut off at the same estate, told by two; and a street of
// whose lamps one person writes every week.
func town() []hot.Message {
	var all []hot.Message
	say := func(author string, after int, subject, body string) {
		all = append(all, hot.Message{ID: fmt.Sprintf("m%02d", len(all)), Author: author, Subject: subject, Body: body, At: day.AddDate(0, 0, after)})
	}
	subjects := []string{"投诉澜江新城附近搅拌站扰民", "澜江新城旁边建搅拌站合理吗？", "举报澜江新城的搅拌站", "请管管澜江新城搅拌站的粉尘", "搅拌站噪音扰民", "住在澜江新城，搅拌站污染严重"}
	for i, how := range []string{"日夜轰鸣，老人孩子无法入睡", "灰尘很大，窗户都不敢开", "没有手续就开工，请查处", "噪音和粉尘让人受不了", "半夜还在搅拌混凝土", "运料的车把灰撒了一地"} {
		say(fmt.Sprint("邻居", i), i, subjects[i], "我们澜江新城附近新建的搅拌站"+how+"，请尽快搬走搅拌站")
	}
	say("住户甲", 3, "澜江新城物业断水", "物业以欠费为由给我家停水，自来水三天没有来")
	say("住户乙", 4, "澜江新城物业停水三天", "物业说欠费就停水，自来水三天没有来，孩子没有水喝")
	for i := range 6 {
		say("路人", 7*i, "梧桐街路灯不亮", "梧桐街的路灯又坏了，晚上看不见路，请修路灯")
	}
	for i := range 20 {
		other := string([]rune{'一' + rune(97*i), '丁' + rune(101*i), '乐' + rune(103*i)})
		say(fmt.Sprint("其他", i), i, other, strings.Repeat(other+"，", 3))
	}
	slices.SortStableFunc(all, func(a, b hot.Message) int { return a.At.Compare(b.At) })
	return all
}

func board(t *testing.T, all []hot.Message, by hot.Hand) *hot.Board {
	t.Helper()
	common := hot.NewCommon()
	for _, m := range all {
		common.Count(m)
	}
	b, err := hot.NewBoard(common, by)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		b.Add(m)
	}
	return b
}

func TestTheSameTroubleIsOneIssue(t *testing.T) {
	top := board(t, town(), hot.Hand{}).Hottest(3)
	first := top[0]
	if first.People != 6 || len(first.Messages) != 6 || first.ID != "m00" {
		t.Fatalf("%+v", first)
	}
	if !first.From.Equal(day) || !first.To.Equal(day.AddDate(0, 0, 5)) {
		t.Errorf("from %v to %v", first.From, first.To)
	}
	if first.Name != "澜江新城附近搅拌站扰民" || first.Place != "澜江新城" || !slices.Contains(first.Words, "搅拌站") {
		t.Errorf("%q at %q: %q", first.Name, first.Place, first.Words)
	}
	// At the same place, and another trouble.
	if slices.Contains(first.Messages, "m06") {
		t.Errorf("the place alone joined %v", first.Messages)
	}
}

func TestHeatCountsPeopleAndNotTheirLetters(t *testing.T) {
	b := board(t, town(), hot.Hand{})
	heat := map[string]hot.Issue{}
	for _, i := range b.Hottest(30) {
		heat[i.ID] = i
	}
	water, lamps := heat[b.Of("m06")], heat[b.Of("m08")]
	if water.People != 2 || lamps.People != 1 || len(lamps.Messages) != 6 || lamps.Heat >= water.Heat {
		t.Errorf("water %+v, lamps %+v", water, lamps)
	}
}

func TestHeatCountsAgreementLessThanLetters(t *testing.T) {
	liked := func(likes, dislikes int) float64 {
		all := town()
		all[0].Likes, all[0].Dislikes = likes, dislikes
		return board(t, all, hot.Hand{}).Hottest(1)[0].Heat
	}
	if none, some, many := liked(0, 0), liked(9, 0), liked(900, 0); some != none+3 || many != none+30 {
		t.Errorf("%v, %v with 9, %v with 900", none, some, many)
	}
	if liked(9, 9) != liked(0, 0) || liked(0, 9) != liked(0, 0) {
		t.Error("who disagrees adds heat, or takes it from those who wrote")
	}
}

func TestWhatIsToldAtOnceIsHotter(t *testing.T) {
	spread := town()
	for i := range spread {
		if strings.Contains(spread[i].Subject, "搅拌站") {
			spread[i].At = day.AddDate(0, 0, 25*int(spread[i].ID[2]-'0'))
		}
	}
	slices.SortStableFunc(spread, func(a, b hot.Message) int { return a.At.Compare(b.At) })
	slow, fast := board(t, spread, hot.Hand{}).Hottest(1)[0], board(t, town(), hot.Hand{}).Hottest(1)[0]
	if slow.People != 6 || slow.Heat >= fast.Heat {
		t.Errorf("over months %+v, at once %v", slow, fast.Heat)
	}
}

func TestWhatComesAfterALongSilenceIsAnother(t *testing.T) {
	late := append(town(), hot.Message{ID: "late", Author: "新来的", Subject: "澜江新城旁边的搅拌站", Body: "搅拌站又来了，请管一管", At: day.AddDate(8, 0, 0)})
	if b := board(t, late, hot.Hand{}); b.Of("late") != "late" {
		t.Errorf("joined %s after eight years", b.Of("late"))
	}
}

func TestWhatAPersonPutTogetherStays(t *testing.T) {
	b := board(t, town(), hot.Hand{Together: [][]string{{"m00", "m06", "m07"}}})
	if b.Of("m06") != "m00" || b.Of("m07") != "m00" || b.Of("m05") != "m00" {
		t.Errorf("%s %s %s", b.Of("m06"), b.Of("m07"), b.Of("m05"))
	}
}

func TestWhatAPersonSplitStays(t *testing.T) {
	b := board(t, town(), hot.Hand{Together: [][]string{{"m00", "m01", "m02"}, {"m03", "m04"}}, Apart: [][2]string{{"m00", "m04"}}})
	if b.Of("m02") != "m00" || b.Of("m03") != "m03" || b.Of("m04") != "m03" {
		t.Errorf("%s %s %s", b.Of("m02"), b.Of("m03"), b.Of("m04"))
	}
	// Who was not named is of one part or the other, and never makes them one.
	if of := b.Of("m05"); of != "m00" && of != "m03" {
		t.Error(of)
	}
}

func TestAHandThatContradictsItselfIsRefused(t *testing.T) {
	_, err := hot.NewBoard(hot.NewCommon(), hot.Hand{Together: [][]string{{"a", "b"}, {"b", "c"}}, Apart: [][2]string{{"a", "c"}, {"a", "d"}}})
	if f := fault.As(err); f == nil || f.Kind != fault.Invalid || len(f.Defects) != 1 || f.Defects[0].Field != "a" {
		t.Error(err)
	}
}

func TestTheSameMessagesGiveTheSameIssues(t *testing.T) {
	want := fmt.Sprint(board(t, town(), hot.Hand{}).Hottest(30))
	for range 5 {
		if got := fmt.Sprint(board(t, town(), hot.Hand{}).Hottest(30)); got != want {
			t.Fatalf("%s\n%s", got, want)
		}
	}
}

func TestEveryMessageIsInOneIssue(t *testing.T) {
	all := append(town(), hot.Message{ID: "empty", Author: "某人", At: day.AddDate(1, 0, 0)})
	in := map[string]int{}
	for _, i := range board(t, all, hot.Hand{}).Hottest(len(all)) {
		for _, id := range i.Messages {
			in[id]++
		}
	}
	for _, m := range all {
		if in[m.ID] != 1 {
			t.Errorf("%s is in %d issues", m.ID, in[m.ID])
		}
	}
}
