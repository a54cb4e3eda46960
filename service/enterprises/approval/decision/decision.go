// Package decision is 双公示: administrative decisions published within seven working
// days (国办发〔2018〕118号, 行政许可法第40条). What is published is what the window
// released by its act: of an enterprise name and unified social credit code, of a
// natural person only what does not tell who it is. Published keeps the public list;
// it is the same when rebuilt from zero and forgets what was erased. A decision that was
// changed, withdrawn or revoked later stays in the list and says so.
package decision

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

// The fields of a definition whose decisions are published.
const (
	fieldParty   = "party"
	fieldName    = "public_name"
	fieldCode    = "public_uscc"
	fieldContent = "public_content"
	fieldStatus  = "decision_status"

	fieldItem      = "item"
	fieldTitle     = "title"
	fieldHolder    = "holder_name"
	fieldUSCC      = "uscc"
	fieldNumber    = "document_no"
	fieldPaper     = "certificate"
	fieldValidFrom = "valid_from"
	fieldValidTo   = "valid_until"

	fieldOutcome = "outcome"
	fieldClass   = "licence_class"

	actGrant   = "grant"
	actPublish = "publish"
	actCorrect = "correct"
)

// Process is the process of a publication: one for each decision, opened by the act
// that decides.
const Process = "enterprises.publication"

// The kinds of party to a decision.
const (
	Legal   = "legal"
	Sole    = "sole"
	Natural = "natural"
)

// mask stands for what is hidden of a natural person's name.
const mask = "×"

// Release is the rule of the act that publishes. What the window leaves open is taken
// from the application: the party is an enterprise where it gave its unified social
// credit code and otherwise a natural person, of whose name only the surname is left.
// What would tell who a natural person is, is refused.
func Release(_ *store.Tx, d *matter.Draft) error {
	known, err := d.Personal()
	if err != nil {
		return err
	}
	if d.Values[fieldParty] == "" {
		d.Values[fieldParty] = partyOf(known)
	}
	natural := d.Values[fieldParty] == Natural
	if d.Values[fieldName] == "" && known[fieldHolder] != "" {
		d.Values[fieldName] = known[fieldHolder]
		if natural {
			d.Values[fieldName] = masked(known[fieldHolder])
		}
	}
	if !natural && d.Values[fieldCode] == "" && known[fieldUSCC] != "" {
		d.Values[fieldCode] = known[fieldUSCC]
	}
	return fault.Defects(wrong(d.Values, known))
}

func partyOf(known map[string]string) string {
	if known[fieldUSCC] != "" {
		return Legal
	}
	return Natural
}

// masked leaves the first character of a name, and not how long the rest is.
func masked(name string) string {
	first, _ := utf8.DecodeRuneInString(name)
	return string(first) + mask + mask
}

// reachable finds mobile and citizen numbers, which the application holds and a
// publication does not.
var reachable = regexp.MustCompile(`(^|\D)(1[3-9]\d{9}|\d{17}[\dXx])(\D|$)`)

// wrong names what must not be published (政府信息公开条例第15条).
func wrong(given, known map[string]string) []fault.Defect {
	var ds []fault.Defect
	natural := given[fieldParty] == Natural
	switch {
	case !natural && known[fieldUSCC] == "":
		ds = append(ds, fault.Defect{Field: fieldParty, Text: lang.T("申请时没有填统一社会信用代码，只能按自然人公开。", "No unified social credit code was given: this can only be published as of a natural person.")})
	case given[fieldCode] != "" && (natural || given[fieldCode] != known[fieldUSCC]):
		ds = append(ds, fault.Defect{Field: fieldCode, Text: lang.T("与申请时填写的统一社会信用代码不一致；自然人不填。", "This is not the credit code given in the application; a natural person has none.")})
	case given[fieldName] == "":
		ds = append(ds, fault.Defect{Field: fieldName, Text: lang.T("请填写公开的名称。", "Enter the name to publish.")})
	}
	for _, shown := range []string{fieldName, fieldContent} {
		if reachable.MatchString(strings.ReplaceAll(given[shown], given[fieldCode], "")) {
			ds = append(ds, fault.Defect{Field: shown, Text: lang.T("其中有手机号码或者身份证号，请删去后再公开。", "This holds a telephone or citizen number. Take it out before publishing.")})
		}
	}
	for _, field := range slices.Sorted(maps.Keys(known)) {
		value := known[field]
		public := !natural && (field == fieldHolder || field == fieldUSCC)
		if public || utf8.RuneCountInString(value) < 2 {
			continue
		}
		for _, shown := range []string{fieldName, fieldContent} {
			if strings.Contains(given[shown], value) {
				ds = append(ds, fault.Defect{Field: shown, Text: lang.T("其中还有申请人的个人信息，请隐去后再公开。", "This still holds personal data of the applicant. Hide it before publishing.")})
			}
		}
	}
	return ds
}
