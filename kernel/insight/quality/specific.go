package quality

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"shuniu/kernel/lang"
)

// fact is a kind of thing that a specific answer names.
type fact struct {
	named   lang.Text
	pattern *regexp.Regexp
}

var facts = []fact{
	{lang.T("日期", "a date"), regexp.MustCompile(`\d{1,2}月(\d{1,2}日|份|底|初|中旬|上旬|下旬)|\d{4}年`)},
	{lang.T("数量、金额或位置", "a quantity, a sum or a position"), regexp.MustCompile(`\d+(\.\d+)?\s*(余)?(万|亿|元|米|公里|千米|平方|㎡|亩|吨|度|户|人|名|台|辆|套|栋|处|个|次|家|%|％|号|层|路|线|天|小时|分钟)`)},
	{lang.T("是谁去办的", "who saw to it"), regexp.MustCompile(`(局|委|办|镇|街道|社区|大队|中队|支队|派出所|公司|物业|部门|中心|学校|政府|站)[^，。；]{0,12}(人员|已|对|到|于|将|立即|进行|组织|联合|责令|要求)`)},
	{lang.T("做了什么或查明了什么", "what was done or found out"), regexp.MustCompile(`经(调查|查|核实|核查|现场|了解|走访)|现场(查看|核实|检查|勘查|调查)|责令|立案|整改|已(于|经|完成|安装|修复|清理|拆除|恢复|办理|纳入|列入|启动|开工|竣工|通知|约谈)|下一步|计划(于|在)`)},
	{lang.T("向谁咨询", "whom to ask"), regexp.MustCompile(`电话|(\d{3,4}[-－—])?[\d0]{7,8}|地址|窗口`)},
}

// substance is how many characters an answer has that can say all of this.
const substance = 60

// salutation has the number of an account, which is no telephone number.
var salutation = regexp.MustCompile(`[“"]?UU\d+[”"]?`)

// dated is the date under which an answer stands, which says nothing of the matter,
// passing is an answer that only says that others will answer.
var (
	dated   = regexp.MustCompile(`\d{4}年\d{1,2}月\d{1,2}日\s*$`)
	passing = regexp.MustCompile(`转(交|至|达|给|办|请|送)?[^，。]{0,16}(处理|核处|核实|调查|处置|办理|核查|阅处|研究)|请(您)?(耐心)?(等待|关注后续)|留言已收悉|^已收悉`)
)

// specific counts the kinds of facts that the reply names beside its date.
func specific(a Answer) Finding {
	reply := strings.TrimSpace(dated.ReplaceAllString(strings.TrimSpace(salutation.ReplaceAllString(a.Reply, "")), ""))
	var f Finding
	var has, lacks []lang.Text
	for _, kind := range facts {
		if kind.pattern.MatchString(reply) {
			has = append(has, kind.named)
		} else {
			lacks = append(lacks, kind.named)
		}
	}
	length := utf8.RuneCountInString(reply)
	f.Score = float64(len(has)) / float64(len(facts)) * min(1, float64(length)/substance)
	if len(has) > 0 {
		f.Why = append(f.Why, list(lang.T("写明了", "It names "), has))
	}
	if len(lacks) > 0 {
		f.Why = append(f.Why, list(lang.T("没有写明", "It does not name "), lacks))
	}
	if length < substance {
		f.Why = append(f.Why, lang.T("很短", "It is very short"))
		if passing.MatchString(reply) {
			f.Score = 0
			f.Why = append(f.Why, lang.T("只说已收到、已转办或请等待", "It only says that it was received, passed on or is to be waited for"))
		}
	}
	return f
}

func list(before lang.Text, all []lang.Text) lang.Text {
	var zh, en []string
	for _, t := range all {
		zh, en = append(zh, t.Zh), append(en, t.En)
	}
	return lang.T(before.Zh+strings.Join(zh, "、"), before.En+strings.Join(en, ", "))
}

var (
	document = regexp.MustCompile(`《[^》]{0,40}(法|条例|规定|办法|细则|通知|意见|规划|标准|方案|公告|通告|规范|决定|规则|批复|函|目录|解释|纪要|决议|准则|指南|章程|计划|政策|规程)[^》]{0,8}》`)
	exact    = regexp.MustCompile(`第[一二三四五六七八九十百零\d]+条|[\[〔［﹝(（【][^\]〕］﹞)）】]{2,8}[\]〕］﹞)）】]\s*第?\d+号`)
	vague    = regexp.MustCompile(`(根据|按照|依据|依照)[^，。；]{0,12}(规定|政策|要求|文件|法律|法规)`)
)

// near is in how many bytes behind the name of a document its article or number
// stands.
const near = 60

// basis is 1 for a document cited with its article or number, 0.7 for one that has
// only name or number, 0.2 where only "the rules" are named, 0 where nothing is.
func basis(reply string) Finding {
	loose := exact.FindString(reply)
	for _, at := range document.FindAllStringIndex(reply, -1) {
		name := reply[at[0]:at[1]]
		if place := exact.FindString(strings.ToValidUTF8(reply[at[1]:min(len(reply), at[1]+near)], "")); place != "" {
			return Finding{1, []lang.Text{lang.T("依据"+name+place, "It cites "+name+" "+place)}}
		}
		loose = name
	}
	switch says := vague.FindString(reply); {
	case loose != "":
		return Finding{0.7, []lang.Text{lang.T("提到"+loose+"，没有同时写明名称和条、号", "It names "+loose+", not both name and article or number")}}
	case says != "":
		return Finding{0.2, []lang.Text{lang.T("只说“"+says+"”，没有写明是哪一件", "It says “"+says+"” and not which")}}
	}
	return Finding{0, []lang.Text{lang.T("没有写依据", "No basis is given")}}
}
