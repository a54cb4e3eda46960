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

// hamlet are the messages of a city that has few: of five people who live beside one
// building site, and of others who ask in the same words for other things.
var hamlet = [][2]string{
	{"松涛府二期工地凌晨打桩睡不着", "松涛府二期工地凌晨还在打桩，床都在晃，孩子连续几晚没有睡好。"},
	{"松涛府二期工地灰尘大不敢开窗", "松涛府二期工地从不洒水，一刮风满院子是灰，窗户不敢开。"},
	{"松涛府二期工地泥头车整夜按喇叭", "松涛府二期工地的泥头车后半夜进进出出，一路按喇叭，泥洒了一地。"},
	{"松涛府二期工地昨晚打桩到三点", "前天打过电话，昨晚松涛府二期工地照样打桩到三点，请派人来看。"},
	{"松涛府二期打桩震裂我家墙面", "松涛府二期工地打桩以后，我家客厅的墙裂了，请来鉴定是否安全。"},
	{"柳堤大道工地夜间施工噪声大", "柳堤大道西侧的工地夜里十一点以后还在打桩，孩子要高考。打过电话，停了一晚又开始。"},
	{"建议社区卫生站周日开放疫苗门诊", "社区卫生站周日不开门，上班的人只能请假，建议周日开放半天。"},
	{"建议社区球场冬季延长开放", "梨园社区球场晚上七点就锁门，上班的人赶不上，建议冬季开到九点。"},
	{"市博物馆新馆什么时候开放", "听说市博物馆新馆建好了，请问什么时候对市民开放，要不要预约？"},
	{"市博物馆假期开放时间", "市博物馆国庆假期是否开放，几点闭馆，寄存柜能不能用。"},
	{"建议在育才小学门口设护学岗", "育才小学门口放学时车很多，孩子们要走到马路上，建议在校门口设护学岗。"},
	{"校门口流动炸串摊占道", "梅岭小学校门口每天下午有五六个炸串摊占着人行道，孩子们只能走到马路上。"},
	{"车站口流动水果摊占道经营", "西站三号口每天傍晚有十来个流动水果摊占着人行道，推车过不去。"},
	{"外省户籍如何办理居住证", "我户籍在外省，在本市租房工作满一年，想办理居住证，请问要什么材料？"},
	{"随迁孩子怎么报名入学", "我们一家从外省来本市打工，孩子明年上小学，请问怎么报名？"},
	{"两村之间的排水沟没人清淤", "两村之间的排水沟堵了半年，下雨就倒灌，两个村都说不归自己管。"},
	{"不服排水纠纷的法院判决", "我和邻居的排水纠纷法院判了，我不服，希望把排水沟改回原来的位置。"},
	{"公交改道后怎么换乘", "九路公交不再经过医院，老人看病要走很远，请问怎么换乘？"},
	{"装修队拖欠工资", "我在一家装修队做木工，后三个月工资一直没有发，请帮我要回工资。"},
	{"巷子里路灯坏了", "我家巷子里的路灯坏了好几天，晚上很黑，请派人修。"},
}

func TestOfFewMessagesOnlyTheSameTroubleIsOneIssue(t *testing.T) {
	var all []hot.Message
	var site []string
	for i, text := range hamlet {
		id := fmt.Sprintf("h%02d", i)
		all = append(all, hot.Message{ID: id, Author: id, Subject: text[0], Body: text[1], At: day.AddDate(0, 0, i)})
		if strings.Contains(text[0], "松涛府") {
			site = append(site, id)
		}
	}
	top := board(t, all, hot.Hand{}).Hottest(len(all))
	if !slices.Equal(top[0].Messages, site) || top[0].Place != "松涛府" {
		t.Errorf("of %v at %q, not %v", top[0].Messages, top[0].Place, site)
	}
	for _, i := range top[1:] {
		if len(i.Messages) > 1 {
			t.Errorf("%v are one issue %q at %q: %q", i.Messages, i.Name, i.Place, i.Words)
		}
	}
}

func TestAskingIsNoPartOfAPlace(t *testing.T) {
	all := town()
	for i, how := range []string{"夜里吵得睡不着", "声音大得受不了"} {
		all = append(all, hot.Message{ID: fmt.Sprint("z", i), Author: fmt.Sprint("z", i), Subject: "希望社区管管跳舞音响", Body: "希望社区管管跳舞音响，" + how, At: day.AddDate(0, 0, 200+i)})
	}
	b := board(t, all, hot.Hand{})
	for _, i := range b.Hottest(len(all)) {
		if i.ID == "z0" && (len(i.Messages) != 2 || strings.Contains(i.Place, "希望")) {
			t.Errorf("%+v", i)
		}
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
