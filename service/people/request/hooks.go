package request

import (
	"strings"
	"unicode"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

// Hooks are the rules of requests that their definition names.
func Hooks() map[string]matter.Hook {
	return map[string]matter.Hook{"request.publish": publishable}
}

// bare is a text without what people put between digits, and in plain digits.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Pd, r):
			return -1
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return r
	}, text)
}

// publishable refuses texts for publication that still hold what the resident told
// of themselves (政府信息公开条例, article 15). Names of one character would be
// found everywhere and are left to the reviewer.
func publishable(_ *store.Tx, d *matter.Draft) error {
	personal, err := d.Personal()
	if err != nil {
		return err
	}
	var ds []fault.Defect
	for _, field := range []string{fieldQuestion, fieldAnswer} {
		for _, value := range personal {
			if len([]rune(value)) > 1 && strings.Contains(bare(d.Values[field]), bare(value)) {
				ds = append(ds, fault.Defect{Field: field, Text: lang.T("其中还有诉求人的个人信息，请隐去后再公开。", "This still holds personal data of the resident. Hide it before publishing.")})
				break
			}
		}
	}
	return fault.Defects(ds)
}
