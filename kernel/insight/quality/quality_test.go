package quality_test

import (
	"fmt"
	"strings"
	"testing"

	"shuniu/kernel/insight/quality"
	"shuniu/kernel/lang"
)

const good = "您好！经城管局工作人员5月6日现场核实，梧桐街夜市烧烤摊确实存在油烟扰民，已责令3家摊主安装净化设备，根据《城市市容和环境卫生管理条例》第十四条予以警告。如有疑问请电话咨询12345678。2026年5月8日"

var asked = quality.Answer{ID: "1", Subject: "梧桐街夜市烧烤油烟扰民", Body: "每天晚上烧烤摊的油烟飘进家里，孩子咳嗽，请城管处理", Reply: good}

// reader knows a few answers of a town.
func reader() *quality.Reader {
	r := quality.NewReader()
	r.Learn(asked)
	r.Learn(quality.Answer{ID: "2", Subject: "公积金贷款怎么办理", Body: "买房想用公积金贷款，需要什么材料", Reply: "您好！办理公积金贷款请携带身份证、购房合同和收入证明到住房公积金管理中心窗口申请，连续缴存六个月以上的职工可以申请，具体额度以系统测算为准，感谢您的来信。"})
	for i := range 40 {
		r.Learn(quality.Answer{ID: fmt.Sprint("f", i), Subject: string([]rune{'一' + rune(97*i), '丁' + rune(101*i), '乐' + rune(103*i)}), Body: "请处理", Reply: "您的留言已收悉，我们已将您反映的问题转相关部门进行处理。"})
	}
	return r
}

func why(f quality.Finding) string {
	var all []string
	for _, t := range f.Why {
		all = append(all, t.In(lang.Zh), t.In(lang.En))
	}
	return strings.Join(all, "; ")
}

func TestAGoodAnswerIsGoodInAllFour(t *testing.T) {
	q := reader().Read(asked)
	if q.Takes.Score < 0.3 || q.Specific.Score != 1 || q.Basis.Score != 1 || q.Own.Score != 1 || q.Like != "" {
		t.Errorf("%+v", q)
	}
	if !strings.Contains(why(q.Basis), "《城市市容和环境卫生管理条例》第十四条") || !strings.Contains(why(q.Takes), "梧桐街夜市烧烤") {
		t.Errorf("%s %s", why(q.Basis), why(q.Takes))
	}
}

func TestAnAnswerToSomethingElseTakesUpNothing(t *testing.T) {
	other := asked
	other.Reply = "您好！办理公积金贷款请携带身份证和购房合同到窗口申请。"
	if q := reader().Read(other); q.Takes.Score > 0.05 || !strings.Contains(why(q.Takes), "没有提到“梧桐街夜市烧烤油烟扰民”") {
		t.Errorf("%.2f %s", q.Takes.Score, why(q.Takes))
	}
}

func TestRepeatingTheSubjectAnswersNothing(t *testing.T) {
	echo := asked
	echo.Reply = "您好！您反映的“梧桐街夜市烧烤油烟扰民”一事收悉，感谢您的关心。"
	if q := reader().Read(echo); q.Takes.Score > 0.05 {
		t.Errorf("%.2f %s", q.Takes.Score, why(q.Takes))
	}
}

func TestPassingOnIsNotSpecific(t *testing.T) {
	for _, reply := range []string{"网友：您好！留言已收悉", "已收悉", "您的留言已收悉。关于您反映的问题，已转市教育局调查处理。2026年5月8日", "网友“UU0082034”您好！已转L2县调查核处。"} {
		a := asked
		a.Reply = reply
		if q := reader().Read(a); q.Specific.Score != 0 || !strings.Contains(why(q.Specific), "转办") {
			t.Errorf("%s: %.2f %s", reply, q.Specific.Score, why(q.Specific))
		}
	}
}

func TestABasisIsNamedWithItsArticle(t *testing.T) {
	for reply, want := range map[string]float64{
		"根据《物业管理条例》第三十五条，业主可以投诉。":          1,
		"依照《教育部关于规范管理的意见》（教职成﹝2016﹞3号）办理。": 1,
		"根据《物业管理条例》，业主可以投诉。":               0.7,
		"根据[2014]112号文件办理。":                0.7,
		"根据有关规定不予办理。":                      0.2,
		"在《问政西地省》栏目反映的情况收悉。":               0,
		"": 0,
	} {
		if q := reader().Read(quality.Answer{ID: "x", Reply: reply}); q.Basis.Score != want {
			t.Errorf("%s: %v, want %v", reply, q.Basis.Score, want)
		}
	}
}

func TestACopyUnderAnotherQuestionIsFound(t *testing.T) {
	copied := quality.Answer{ID: "9", Subject: "广场舞噪音大", Body: "每天晚上广场舞吵得睡不着", Reply: strings.ReplaceAll(strings.ReplaceAll(good, "5月6日", "7月9日"), "3家", "8家")}
	q := reader().Read(copied)
	if q.Like != "1" || q.Own.Score > 0.1 || !strings.Contains(why(q.Own), "所问不同") {
		t.Errorf("%+v", q)
	}
	copied.Subject, copied.Body = asked.Subject, asked.Body
	if q := reader().Read(copied); q.Like != "1" || !strings.Contains(why(q.Own), "所问也相近") {
		t.Errorf("%+v", q)
	}
}

func TestTurnsOfPhraseAreNobodysWords(t *testing.T) {
	a := quality.Answer{ID: "9", Reply: "您的留言已收悉，我们已将您反映的问题转相关部门进行处理。"}
	if q := reader().Read(a); q.Own.Score != 0 || q.Like != "" || !strings.Contains(why(q.Own), "套话") {
		t.Errorf("%+v", q)
	}
}
