package door

import (
	"net/http"
	"strings"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/number"
)

// How a request of a Holder names its matter: the number in the path, the query
// code in a header and never in an address, which are written into logs.
const (
	NumberPart = "number"
	CodeHeader = "Query-Code"
)

// ErrNoFit says the same of a number that is not there and of a code that is wrong.
var ErrNoFit = fault.New(fault.NotFound, lang.T("没有找到与这个编号和查询码相符的诉求，请核对后再试。", "There is no request with this number and this code. Check both and try again."), "number and code do not fit")

// Proof is number and query code as somebody typed them, with the names of the
// fields they stand in.
type Proof struct{ NumberField, Number, CodeField, Code string }

// Clean brings both to the form in which they were given. They are checked for
// their shape alone: a slip of the pen can be told from a wrong number by its check
// character, and says nothing about which numbers exist.
func (p Proof) Clean() (Proof, []fault.Defect) {
	var defects []fault.Defect
	wrong := func(field, zh, en string) {
		defects = append(defects, fault.Defect{Field: field, Text: lang.T(zh, en)})
	}
	clean, code := p, cleanCode(p.Code)
	var ok bool
	switch clean.Number, ok = number.Clean(p.Number); {
	case strings.TrimSpace(p.Number) == "":
		wrong(p.NumberField, "请填写编号。", "Enter the number.")
	case !ok:
		wrong(p.NumberField, "编号的格式或末位校验字符不对，可能抄错了一位，请对照回执核对。", "The number or its last check character is not right. A character may have been copied wrongly; compare it with the receipt.")
	}
	switch clean.Code = code; {
	case strings.TrimSpace(p.Code) == "":
		wrong(p.CodeField, "请填写查询码。", "Enter the query code.")
	case code == "":
		wrong(p.CodeField, "查询码应为12位字母和数字，其中没有字母I、L、O、U。", "A query code has twelve letters and digits, never the letters I, L, O or U.")
	}
	return clean, defects
}

// cleanCode brings a query code as typed to the form it was given in, three groups
// of four; it is empty if it cannot be one.
func cleanCode(typed string) string {
	code := strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～': // full-width forms
			r -= '！' - '!'
		case r == '—' || r == '–' || r == '　':
			return -1
		}
		switch {
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		case r == '-' || r == ' ':
			return -1
		}
		return r
	}, typed)
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" // what codes are written with: no I, L, O, U
	if len(code) != 12 || strings.Trim(code, letters) != "" {
		return ""
	}
	return code[:4] + "-" + code[4:8] + "-" + code[8:]
}

// holder proves that a matter is the visitor's. What does not fit counts against
// the address, as a form would.
func (d *Door) holder(r *http.Request, v *Visitor) error {
	p, defects := Proof{NumberPart, r.PathValue(NumberPart), CodeHeader, r.Header.Get(CodeHeader)}.Clean()
	err := fault.Defects(defects)
	if err == nil {
		v.Actor, err = d.Engine.Prove(r.Context(), p.Number, p.Code)
	}
	if fault.Is(err, fault.NotFound) {
		err = ErrNoFit
	}
	if err != nil && r.Method != http.MethodPost && !d.posts.allows(d.sender(r), 1) {
		return errPace
	}
	v.Matter = matter.ID(v.Actor.Matter)
	return err
}
