package request

import (
	"strconv"
	"strings"
	"unicode"

	"shuniu/kernel/fault"
	"shuniu/kernel/insight/quality"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Hooks are the rules of requests that their definition names. Replies are compared with
// the answers given before; with nil they are compared with nothing.
func Hooks(before *Answers) map[string]matter.Hook {
	return map[string]matter.Hook{
		"request.reply":   before.replying,
		"request.publish": publishable,
		"request.merge":   mergeable,
		"request.forward": inside,
		"request.quote":   quotable,
		"hot.named":       named,
		"tip.receive":     kept,
		"tip.inquire":     independent,
	}
}

// The links of requests; see architecture: how services meet.
const duplicateOf = "duplicate_of"

// mergeable ties a request to the one it is handled with, which must be open or
// answered and lead by itself.
func mergeable(_ *store.Tx, d *matter.Draft) error {
	refuse := func(text lang.Text) error { return fault.Defects([]fault.Defect{{Field: fieldLead, Text: text}}) }
	lead, err := d.Find(d.Values[fieldLead])
	switch {
	case fault.Is(err, fault.NotFound):
		return refuse(lang.T("没有这个编号的工单，请核对。", "There is no ticket of this number. Check it."))
	case err != nil:
		return err
	case lead.Process != process || lead.ID == d.Matter.ID:
		return refuse(lang.T("主件应是另一件群众诉求。", "The lead must be another request."))
	case lead.State == stateMerged || lead.State == stateRefused || lead.State == stateWithdrawn:
		return refuse(lang.T("这件工单本身没有在办理，不能作主件。", "That ticket is not being handled itself and cannot lead."))
	}
	d.Values[fieldLead] = lead.Number
	d.Links = append(d.Links, ledger.Link{Kind: duplicateOf, Matter: int64(lead.ID)})
	return nil
}

// quotable refuses to quote an entry of the knowledge base that is not, or no
// longer, in force; several stand with spaces between.
func quotable(_ *store.Tx, d *matter.Draft) error {
	var quoted, not []string
	for _, number := range strings.Fields(d.Values[fieldKnowledge]) {
		entry, err := d.Find(number)
		switch {
		case err != nil && !fault.Is(err, fault.NotFound):
			return err
		case err == nil && entry.Process == knowledgeProcess && entry.State == "in_force" && d.Today.String() < entry.Fields["expires_on"]:
			quoted = append(quoted, entry.Number)
		default:
			not = append(not, number)
		}
	}
	if len(not) > 0 {
		return fault.Defects([]fault.Defect{{Field: fieldKnowledge, Text: lang.T("{n}不是有效的知识条目；过期、停用或正在核对的不能引用。", "{n} is no entry in force; what has expired, was withdrawn or is being checked cannot be quoted.").With("n", strings.Join(not, " "))}})
	}
	if len(quoted) > 0 {
		d.Values[fieldKnowledge] = strings.Join(quoted, " ")
	}
	return nil
}

// replying is quotable, and fills in how much of the reply is not its own words, as far
// as the answers before have been taken in.
func (a *Answers) replying(tx *store.Tx, d *matter.Draft) error {
	asked := quality.Answer{ID: d.Matter.Number, Reply: d.Values[fieldReply]}
	var err error
	if asked.Subject, err = d.Text(d.Matter, fieldTitle); err != nil {
		return err
	}
	if asked.Body, err = d.Text(d.Matter, fieldBody); err != nil {
		return err
	}
	d.Values[fieldCopied] = strconv.Itoa(a.copied(asked))
	return quotable(tx, d)
}

// inside keeps a second dispatch within the unit that has the request.
func inside(_ *store.Tx, d *matter.Draft) error {
	unit, _ := d.Org.UnitByCode(d.Values[fieldUnit])
	own := org.UnitID(d.Matter.Assigned)
	if unit.ID != own && d.Org.Within(unit.ID, own) {
		return nil
	}
	return fault.Defects([]fault.Defect{{Field: fieldUnit, Text: lang.T("二级派单只能派给本单位的下属单位；不属于本单位的请申请退单。", "It can be forwarded only to a unit below yours; what is not yours is returned.")}})
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
		if found := left(d.Values[field]); len(found) > 0 && d.Values[fieldChecked] == "" {
			ds = append(ds, fault.Defect{Field: field, Text: lang.T(
				"“{found}”像是姓名、电话、证件号码或住址，请隐去；确实可以公开的，勾选“疑似之处已逐一核对”。",
				"“{found}” looks like a name, phone, document number or address. Hide it; if it may be published, tick that it was checked.").With("found", strings.Join(found, "”“"))})
		}
		for _, value := range personal {
			if len([]rune(value)) > 1 && strings.Contains(bare(d.Values[field]), bare(value)) {
				ds = append(ds, fault.Defect{Field: field, Text: lang.T("其中还有诉求人的个人信息，请隐去后再公开。", "This still holds personal data of the resident. Hide it before publishing.")})
				break
			}
		}
	}
	return fault.Defects(ds)
}
