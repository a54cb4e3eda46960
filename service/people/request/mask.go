package request

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maskMark stands for each character that is hidden, so that a reader sees that,
// and how much, was taken out.
const maskMark = '×'

// MaskText suggests how a resident's text, or the answer to it, may be published.
// It hides mainland telephone and identity numbers, e-mail addresses, bank cards
// and accounts, QQ and WeChat names, licence plates, and unit and room of an
// address, the surname before 先生, 女士 and the like, and the name after 我叫 or
// 姓名, each character by ×. Full-width digits and letters count as plain
// ones. Streets, buildings named without a room, dates, sums, service numbers
// such as 12345 and other names of people stay: the reviewer who publishes reads
// the whole text and has the last word (个人信息保护法 art. 25, 政府信息公开条例
// art. 15).
func MaskText(s string) string {
	runes := []rune(s)
	for i, hide := range suspects(s) {
		if hide {
			runes[i] = maskMark
		}
	}
	return string(runes)
}

// suspects tells of each character whether it looks like part of what points at a
// person.
func suspects(s string) []bool {
	runes := []rune(s)
	plain := strings.Map(narrow, s)
	hidden := make([]bool, len(runes))
	for _, r := range maskRules {
		r.hide(plain, hidden)
	}
	for i, r := range runes {
		hidden[i] = hidden[i] && r != maskMark && (unicode.IsNumber(r) || unicode.IsLetter(r))
	}
	return hidden
}

// narrow makes full-width forms plain, one rune for one.
func narrow(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '—', r == '–', r == '‐':
		return '-'
	case r == '　', r == '\u00a0':
		return ' '
	case r == utf8.RuneError: // keeps what cannot be read one rune long
		return '?'
	}
	return r
}

// maskRule hides the groups of a pattern, or all of what it matches if it has
// none.
type maskRule struct {
	pattern *regexp.Regexp
	touched func(rune) bool // what must not stand right before or after
	unless  *regexp.Regexp  // what must not follow
}

const (
	sep      = `[- ]?`
	called   = `(?:号码|号|码)?(?:是|为)?[: ]{0,2}`
	building = `(?:(\d{1,4}|[A-Za-z]\d{0,3}|[〇零一二三四五六七八九十]{1,3})(?:号楼|号栋|栋|幢|座|#楼?)` + sep + `)`
	stair    = `(?:(\d{1,3}|[A-Za-z]|[〇零一二三四五六七八九十]{1,3})单元` + sep + `)`
	floor    = `(?:(\d{1,3}|[〇零一二三四五六七八九十]{1,3})(?:楼|层)` + sep + `)`
	surname  = `(?:欧阳|司马|上官|诸葛|慕容|司徒|夏侯|皇甫|[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边])`
	room     = `((?:\d{1,5}[、,/-])*(?:[A-Za-z]?\d{3,5}[A-Za-z]?|[〇零一二三四五六七八九十百]{2,5}))`
)

var maskRules = []maskRule{
	{pattern: regexp.MustCompile(`(?:\+?86` + sep + `|0)?(1[3-9]\d` + sep + `\d{4}` + sep + `\d{4})`), touched: isDigit, unless: regexp.MustCompile(`^ ?[元亿万]`)},
	{pattern: regexp.MustCompile(`\(?0(?:10|2\d|[3-9]\d{2})\)?` + sep + `[2-9]\d{2,3}` + sep + `\d{4}`), touched: isDigit},
	{pattern: regexp.MustCompile(`(?i)(?:电话|手机|座机|联系方式|致电|Tel)` + called + `([2-9]\d{2,3}` + sep + `\d{4})`), touched: isDigit},
	// identity numbers of 18 characters and of the old 15, mistyped check characters included
	{pattern: regexp.MustCompile(`[1-8]\d{5}` + sep + `(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])` + sep + `\d{3}[0-9Xx]`), touched: isDigit},
	{pattern: regexp.MustCompile(`[1-8]\d{7}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}`), touched: isDigit},
	{pattern: regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)},
	// cards begin with 3 to 6; unified social credit codes, which are public, with 1, 5 or 9 and a registry
	{pattern: regexp.MustCompile(`[3-6]\d{3}` + sep + `\d{4}` + sep + `\d{4}` + sep + `\d{4}(?:` + sep + `\d{1,3})?`), touched: isPlain},
	{pattern: regexp.MustCompile(`(?:卡号|账号|帐号|账户|帐户|户号|身份证|护照|驾驶证)` + called + `([0-9A-Za-z](?:` + sep + `[0-9A-Za-z]){7,24})`)},
	{pattern: regexp.MustCompile(`(?i)QQ` + called + `([1-9]\d{4,11})`), touched: isPlain},
	{pattern: regexp.MustCompile(`(?i)(?:微信|VX)` + called + `([A-Za-z0-9][A-Za-z0-9_-]{5,19})`), touched: isPlain},
	{pattern: regexp.MustCompile(`[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•. ]?([DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]|[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])`), touched: isPlain},
	{pattern: regexp.MustCompile(`(` + surname + `)(?:先生|女士|小姐|同志|师傅|大爷|大妈|大姐|阿姨|奶奶|叔叔)`)},
	{pattern: regexp.MustCompile(`(?:我叫|姓名|联系人)(?:是|为|叫)?[: ]{0,2}(` + surname + `\p{Han}{1,2})(?:[^\p{Han}]|$|电话|手机|住)`)},
	{pattern: regexp.MustCompile(building + `?` + stair + `?` + floor + `?` + room + `(?:号房|室|房)`), unless: regexp.MustCompile(`^(?:[\d一二两三四五六]?[厅卫]|[内外屋产东价租源贷管型子改地间])`)},
	{pattern: regexp.MustCompile(building + stair + `(\d{3,4}|[一二三四五六七八九][〇零一二三四五六七八九]{2,3})号?`), unless: countedThings},
	{pattern: regexp.MustCompile(building + `([1-9]\d{2,3})号?`), unless: countedThings},
}

// countedThings follow a number that counts something and does not name a room.
var countedThings = regexp.MustCompile(`^ ?[0-9A-Za-z%多余来几户人家名个套间平米㎡元块万亿千吨亩床立公年月日栋幢座辆]`)

// hide marks the runes of text that the rule hides.
func (m maskRule) hide(text string, hidden []bool) {
	for from := 0; from < len(text); {
		at := m.pattern.FindStringSubmatchIndex(text[from:])
		if at == nil {
			return
		}
		for i := range at {
			at[i] += from // an absent group is -1 and stays below from
		}
		if m.refuses(text, at[0], at[1]) {
			_, size := utf8.DecodeRuneInString(text[at[0]:])
			from = at[0] + size
			continue
		}
		groups := at[2:]
		if len(groups) == 0 {
			groups = at[:2]
		}
		for i := 0; i < len(groups); i += 2 {
			if groups[i] >= from {
				mark(hidden, text, groups[i:i+2])
			}
		}
		from = at[1]
	}
}

// refuses reports whether what stands around the match makes it something else.
func (m maskRule) refuses(text string, from, to int) bool {
	if m.touched != nil {
		before, _ := utf8.DecodeLastRuneInString(text[:from])
		after, _ := utf8.DecodeRuneInString(text[to:])
		if m.touched(before) || m.touched(after) {
			return true
		}
	}
	return m.unless != nil && m.unless.MatchString(text[to:])
}

// mark hides what lies between two bytes of text.
func mark(hidden []bool, text string, span []int) {
	first := utf8.RuneCountInString(text[:span[0]])
	for i := range utf8.RuneCountInString(text[span[0]:span[1]]) {
		hidden[first+i] = true
	}
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isPlain(r rune) bool { return isDigit(r) || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }
