package process

import (
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Parse makes the canonical form of what a person entered, or says what is wrong
// with it. Nothing, or only spaces, is the empty value and never a defect: which
// fields must be given is the act's to say. Full-width digits and letters are
// read as plain ones wherever a code or number is asked for, because Chinese
// input methods produce them.
func (f *Field) Parse(raw string) (string, *fault.Defect) {
	if !utf8.ValidString(raw) {
		return "", f.defect("{label}含有无法识别的字符", "{label} holds characters that cannot be read")
	}
	if f.Type == FieldText || f.Type == FieldProse {
		return f.parseWords(raw)
	}
	v := strings.TrimSpace(strings.Map(narrow, raw))
	if v == "" {
		return "", nil
	}
	switch f.Type {
	case FieldChoice:
		return only(v, f.Option(v) != nil, f.defect("请在列出的选项中选择{label}", "Choose one of the options for {label}"))
	case FieldCategory:
		o := f.Option(v)
		return only(v, o != nil && !o.Retired, f.defect("请在列出的分类中选择{label}", "Choose one of the categories for {label}"))
	case FieldRegion:
		return only(v, isRegion(v), f.defect("{label}应为12位区划代码", "{label} must be a 12-digit region code"))
	case FieldUnit, FieldPerson, FieldFile, FieldCode:
		return f.parseCodes(v)
	case FieldDate:
		d, err := calendar.ParseDate(v)
		return only(d.String(), err == nil, f.defect("{label}应为日期，如2026-03-02", "{label} must be a date like 2026-03-02"))
	case FieldNumber:
		return f.parseNumber(v)
	case FieldBool:
		return f.parseBool(v)
	case FieldPhone:
		v, ok := phone(v)
		return only(v, ok, f.defect("{label}应为11位手机号码，或带区号的固定电话", "{label} must be an 11-digit mobile number or a landline with its area code"))
	case FieldIDNumber:
		v = strings.ToUpper(v)
		return only(v, isIDNumber(v), f.defect("{label}应为18位公民身份号码，请核对", "{label} must be an 18-character citizen number; please check it"))
	case FieldEmail:
		v, ok := email(v)
		return only(v, ok, f.defect("{label}应为电子邮箱地址，如name@example.cn", "{label} must be an e-mail address like name@example.cn"))
	}
	return "", f.defect("{label}无法填写", "{label} cannot be given")
}

func (f *Field) defect(zh, en string, pairs ...string) *fault.Defect {
	label := f.Label
	t := lang.T(strings.ReplaceAll(zh, "{label}", label.In(lang.Zh)), strings.ReplaceAll(en, "{label}", label.In(lang.En)))
	return &fault.Defect{Field: f.Name, Text: t.With(pairs...)}
}

// only is the value if it is good, and the defect if not.
func only(v string, good bool, otherwise *fault.Defect) (string, *fault.Defect) {
	if good {
		return v, nil
	}
	return "", otherwise
}

func (f *Field) parseWords(raw string) (string, *fault.Defect) {
	v := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(raw)
	if f.Type != FieldProse { // in which a table that was pasted keeps its columns
		v = strings.ReplaceAll(v, "\t", " ")
	}
	v = strings.TrimSpace(v)
	if v == "" {
		return "", nil
	}
	for _, r := range v {
		if (r == '\n' || r == '\t') && f.Type == FieldProse {
			continue
		}
		if r == '\n' {
			return "", f.defect("{label}只能写一行", "{label} must be a single line")
		}
		if unicode.IsControl(r) || turnsText(r) {
			return "", f.defect("{label}含有不可见的控制字符，请删除", "{label} holds invisible control characters; please remove them")
		}
	}
	n := utf8.RuneCountInString(v)
	if seen := visible(v); seen == 0 {
		return "", nil
	} else if seen < f.Min {
		n = seen
		return "", f.defect("{label}至少写{min}个字，现有{n}个", "{label} needs at least {min} characters; it has {n}", "min", strconv.Itoa(f.Min), "n", strconv.Itoa(n))
	}
	if n > f.most() {
		return "", f.defect("{label}最多写{max}个字，现有{n}个", "{label} may have at most {max} characters; it has {n}", "max", strconv.Itoa(f.most()), "n", strconv.Itoa(n))
	}
	return v, nil
}

// visible counts the characters a reader sees: neither spaces nor the format
// characters, such as the zero-width space, with which nothing can be made long.
func visible(v string) int {
	n := 0
	for _, r := range v {
		if !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) {
			n++
		}
	}
	return n
}

// turnsText reports the characters that reorder what follows, with which a text
// can be made to read as something else (Unicode TR 36).
func turnsText(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

func narrow(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '－', r == '—', r == '–':
		return '-'
	}
	return r
}

func (f *Field) parseNumber(v string) (string, *fault.Defect) {
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return "", f.defect("{label}应为整数", "{label} must be a whole number")
	}
	if n < int64(f.Min) || n > int64(f.most()) {
		return "", f.defect("{label}应在{min}到{max}之间", "{label} must be between {min} and {max}", "min", strconv.Itoa(f.Min), "max", strconv.Itoa(f.most()))
	}
	return strconv.FormatInt(n, 10), nil
}

func (f *Field) parseBool(v string) (string, *fault.Defect) {
	switch strings.ToLower(v) {
	case "true", "on", "1", "yes":
		return "true", nil
	case "false", "off", "0", "no":
		return "", nil
	}
	return "", f.defect("{label}只能选是或否", "{label} must be yes or no")
}

var codeShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$`)

// documentShape is that of the number of a document 文号 (党政机关公文处理工作条例第9条).
var documentShape = regexp.MustCompile(`^[\p{Han}\d（）]{1,60}〔(19|20)\d{2}〕[1-9]\d*号$`)

// parseCodes reads one code, or several in the order given without repeats,
// separated by single spaces; whether they name anything is the engine's to say.
func (f *Field) parseCodes(v string) (string, *fault.Defect) {
	var codes []string
	for _, c := range strings.FieldsFunc(v, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '、' }) {
		if !codeShape.MatchString(c) && (f.Type != FieldCode || !documentShape.MatchString(c)) {
			return "", f.defect("{label}填写有误：{code}", "{label} is not right: {code}", "code", c)
		}
		if !has(codes, c) {
			codes = append(codes, c)
		}
	}
	most := 1
	if f.Type == FieldFile || f.Many {
		most = f.most()
	}
	if len(codes) < f.Min || len(codes) > most {
		return "", f.defect("{label}应有{min}到{max}个", "{label} must be {min} to {max}", "min", strconv.Itoa(f.Min), "max", strconv.Itoa(most))
	}
	return strings.Join(codes, " "), nil
}

// isRegion accepts the shape only; whether the city has it is for the register to say.
func isRegion(v string) bool {
	return regionShape.MatchString(v)
}

var regionShape = regexp.MustCompile(`^[1-9]\d{11}$`)

var (
	mobileShape   = regexp.MustCompile(`^1[3-9]\d{9}$`)
	landlineShape = regexp.MustCompile(`^(010|02\d|0[3-9]\d{2})([2-9]\d{6,7})(?:x(\d{1,6}))?$`)
)

// phone makes "13800138000" or "010-12345678" or "0531-12345678x801".
func phone(v string) (string, bool) {
	v = strings.NewReplacer("转", "x", "X", "x", "(", "", ")", "", "-", "", " ", "").Replace(v)
	for _, china := range []string{"+86", "0086"} {
		if home, ok := strings.CutPrefix(v, china); ok {
			v = "0" + strings.TrimPrefix(home, "0")
		}
	}
	if m := strings.TrimPrefix(v, "0"); mobileShape.MatchString(m) {
		return m, true
	}
	m := landlineShape.FindStringSubmatch(v)
	if m == nil {
		return "", false
	}
	v = m[1] + "-" + m[2]
	if m[3] != "" {
		v += "x" + m[3]
	}
	return v, true
}

var idShape = regexp.MustCompile(`^[1-8]\d{16}[0-9X]$`)

// isIDNumber checks shape, birth date and the check character of GB 11643-1999
// (ISO 7064 MOD 11-2).
func isIDNumber(v string) bool {
	if !idShape.MatchString(v) {
		return false
	}
	if _, err := time.Parse("20060102", v[6:14]); err != nil || v[6:14] < "18000101" {
		return false
	}
	sum := 0
	for i := range 17 {
		sum = (sum + int(v[i]-'0')) * 2 % 11
	}
	return v[17] == "0123456789X"[(12-sum)%11]
}

// email keeps the local part as written and lowers the domain (RFC 5321, 2.4).
func email(v string) (string, bool) {
	a, err := mail.ParseAddress(v)
	if err != nil || a.Address != v || len(v) > 254 {
		return "", false
	}
	at := strings.LastIndexByte(v, '@')
	domain := strings.ToLower(v[at+1:])
	return v[:at+1] + domain, strings.Contains(domain, ".") && !strings.ContainsAny(domain, "[] ")
}

// Mask hides the middle of a personal value: of a phone number the middle four
// digits, of an identity number all but the first three and last two, of a name
// all but its first character.
func (f *Field) Mask(value string) string {
	n := utf8.RuneCountInString(value)
	first, last := 1, 0
	switch f.Type {
	case FieldPhone:
		first, last = 3, 4
	case FieldIDNumber:
		first, last = 3, 2
	case FieldProse:
		first = 0
	}
	if n <= first+last {
		first, last = max(0, min(1, n-1)), 0
	}
	r := []rune(value)
	return string(r[:first]) + strings.Repeat("*", n-first-last) + string(r[n-last:])
}
