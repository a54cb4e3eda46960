package item

import (
	"regexp"
	"strings"
)

// The parts of the codes of items (GB/T 39554.1-2020, 国办发〔2018〕45号).
const (
	basicLength   = 12 // 基本编码
	usccLength    = 18 // 统一社会信用代码
	usccAlphabet  = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	bodyPartStart = 8 // of the organisation's own code within the USCC
)

// basicShape is origin (00 for the nation, else a province), type, department, main
// item, and sub-item, whose first character may mark a local form.
var basicShape = regexp.MustCompile(`^(?:00|[1-9][0-9])(?:0[1-9]|10|20)[0-9]{2}[0-9]{3}[0-9WY][0-9]{2}$`)

// Code is a 基本编码 of twelve characters, the same at every level.
type Code string

// Valid reports whether the code has its form.
func (c Code) Valid() bool { return basicShape.MatchString(string(c)) }

// Type is the part of the code that says what kind of power is used.
func (c Code) Type() Type {
	if len(c) != basicLength {
		return ""
	}
	return Type(c[2:4])
}

// Implementing is the 实施编码 of 31 characters: implementing body, level, item.
func Implementing(body string, level Level, code Code) string {
	return body + string('0'+rune(level)) + string(code)
}

// ParseImplementing takes a 实施编码 apart; false if any part of it is not in form.
func ParseImplementing(s string) (body string, level Level, code Code, ok bool) {
	if len(s) != usccLength+1+basicLength {
		return "", 0, "", false
	}
	body, level, code = s[:usccLength], Level(s[usccLength]-'0'), Code(s[usccLength+1:])
	return body, level, code, ValidUSCC(body) && level.Valid() && code.Valid()
}

// ValidUSCC reports whether s is a unified social credit code: eighteen characters
// with both check characters, its own and that of the organisation's code in it
// (GB 32100-2015, GB 11714-1997).
func ValidUSCC(s string) bool {
	if len(s) != usccLength {
		return false
	}
	sum, weight := 0, 1
	for i := range usccLength - 1 {
		v := strings.IndexByte(usccAlphabet, s[i])
		if v < 0 {
			return false
		}
		sum, weight = sum+v*weight, weight*3%31
	}
	for _, c := range s[2:bodyPartStart] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s[usccLength-1] == usccAlphabet[(31-sum%31)%31] && validBody(s[bodyPartStart:usccLength-1])
}

// validBody checks an organisation's own code: eight characters and their check.
func validBody(s string) bool {
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		v := int(s[i] - '0')
		if s[i] >= 'A' {
			v = int(s[i]-'A') + 10
		}
		sum += v * weight
	}
	return s[8] == "0X987654321"[sum%11]
}
