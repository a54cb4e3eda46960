package approval_test

import (
	"slices"
	"strings"
	"testing"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
	"shuniu/service/enterprises/approval/certificate"
	"shuniu/test/city"
	"shuniu/test/law"
)

// issued is the certificate of a licence applied for, granted and delivered on
// 2026-03-02, in the hands of its holder; it holds for five years.
func issued(t *testing.T, c *city.City) *licence {
	t.Helper()
	return apply(t, c).granted().delivered()
}

// delivered hands over what was granted and gives its certificate, proved by what
// the applicant of the licence is handed.
func (l *licence) delivered() *licence {
	l.t.Helper()
	l.does("water-window", "deliver", values{"delivery": "electronic"}, "delivered")
	return l.certificate()
}

// certificate is what the applicant was handed.
func (l *licence) certificate() *licence {
	l.t.Helper()
	applicant, err := l.Engine.Prove(l.t.Context(), l.num, l.code)
	if err != nil {
		l.t.Fatal(err)
	}
	for _, child := range l.row().Children {
		if child.Process == certificate.Process {
			num, code, err := matter.Handed(l.t.Context(), l.Engine.Reader, applicant, matter.ID(child.Matter))
			if err != nil {
				l.t.Fatal(err)
			}
			return &licence{City: l.City, t: l.t, id: matter.ID(child.Matter), num: num, code: code}
		}
	}
	l.t.Fatal("no certificate")
	return nil
}

// text is what a field of it holds, as its holder reads it.
func (l *licence) text(field string) string {
	l.t.Helper()
	v, err := l.Engine.View(l.t.Context(), access.ByCode(int64(l.id)), l.id)
	if err != nil {
		l.t.Fatal(err)
	}
	return v.Values[field].Text
}

// holds looks from when until when it is valid.
func (l *licence) holds(from, until string) {
	l.t.Helper()
	if f := l.row().Fields; f["valid_from"] != from || f["valid_until"] != until {
		l.t.Errorf("it holds from %q until %q, not from %q until %q", f["valid_from"], f["valid_until"], from, until)
	}
}

func TestACertificateIsIssuedWithTheDecision(t *testing.T) {
	law.Kept(t, "行政许可法第39条")
	on(t, func(t *testing.T, c *city.City) {
		left := apply(t, c).proposed("grant")
		left.does("water-head", "grant", values{"reply": "准予排水许可。"}, "granted")
		first, second := left.delivered(), issued(t, c)
		first.is("in_force")
		first.holds("2026-03-02", "2031-03-01") // the catalogue says five years
		for i, cert := range []*licence{first, second} {
			want := []string{"市水务局许证字〔2026〕第00001号", "市水务局许证字〔2026〕第00002号"}[i]
			if got := cert.text("serial"); got != want || cert.text("title") != "许可证" || cert.text("holder_name") != "澜湾潮味餐饮有限公司" {
				t.Errorf("it bears %q %q for %q, not %q", cert.text("title"), got, cert.text("holder_name"), want)
			}
		}
		if due := first.clock("validity"); due.Cap != 0 || due.Due != "2031-03-01" {
			t.Errorf("what the licence has left binds its certificate: %+v", due)
		}
	})
}

func TestNoCertificateWithoutADecisionNorLongerThanTheCatalogueAllows(t *testing.T) {
	law.Broken(t, "行政许可法第39条")
	on(t, func(t *testing.T, c *city.City) {
		if _, err := c.Engine.Open(t.Context(), c.Staff("water-head"), certificate.Process, matter.Input{}); err == nil {
			t.Error("somebody issues a certificate without a licence")
		}
		l := apply(t, c).proposed("grant")
		for _, day := range []string{"2026-03-02", "2031-03-02"} {
			l.refused("water-head", "grant", values{"reply": "准予许可。", "valid_until": day}, "valid_until")
		}
		l.refused("water-head", "grant", values{"reply": "准予许可。", "valid_from": "2020-01-01"}, "valid_from")
		l.does("water-head", "grant", values{"reply": "准予许可，先试行一年。", "valid_until": "2027-03-01"}, "granted")
		l.delivered().holds("2026-03-02", "2027-03-01")
	})
}

// A right is its holder's alone: neither the applicant of another licence nor
// whatever else came of this one is handed over.
func TestOnlyWhoeverProvedTheLicenceIsHandedItsCertificate(t *testing.T) {
	on(t, func(t *testing.T, c *city.City) {
		l, other := apply(t, c).granted(), apply(t, c)
		cert := l.delivered()
		l.does("applicant", "rate", values{"rating": "poor"}, "closed")
		for _, child := range l.row().Children {
			for who, actor := range map[string]access.Actor{
				"another": access.ByCode(int64(other.id)), "anybody": access.Outsider(), "staff": c.Staff("water-head"), "its holder": access.ByCode(int64(l.id)),
			} {
				_, _, err := matter.Handed(t.Context(), c.Engine.Reader, actor, matter.ID(child.Matter))
				if handed := err == nil; handed != (who == "its holder" && matter.ID(child.Matter) == cert.id) {
					t.Errorf("%s is handed %s: %v", who, child.Process, handed)
				}
			}
		}
		if _, err := c.Engine.View(t.Context(), access.ByCode(int64(l.id)), cert.id); !fault.Is(err, fault.Withheld) {
			t.Errorf("the certificate is seen without being proved: %v", err)
		}
	})
}

func TestARenewalIsDecidedBeforeTheCertificateExpires(t *testing.T) {
	law.Kept(t, "行政许可法第50条")
	on(t, func(t *testing.T, c *city.City) {
		renewed, denied := issued(t, c), issued(t, c)
		c.Move("2031-01-30 10:00")
		for _, l := range []*licence{renewed, denied} {
			l.does("applicant", "apply_renewal", values{"reason": "继续经营。"}, "renewing")
			l.does("water-handler", "advise", values{"opinion": "条件未变。", "proposal": "renew"}, "renewal")
		}
		renewed.does("water-head", "renew", values{"reply": "准予延续。"}, "in_force")
		renewed.holds("2031-03-02", "2036-03-01")
		denied.does("water-head", "deny_renewal", values{"reply": "不予延续；可以申请行政复议。", "reason": "排放口已拆除。"}, "in_force")
		c.Move("2031-03-02 00:00")
		renewed.is("in_force")
		denied.is("expired")
	})
}

// What the authority leaves undecided is renewed by law at the moment at which the
// certificate would have expired, whenever the system gets to write it.
func TestSilenceRenewsAndLatenessDoesNot(t *testing.T) {
	law.Kept(t, "行政许可法第50条", "行政许可法第70条")
	law.Broken(t, "行政许可法第50条")
	on(t, func(t *testing.T, c *city.City) {
		silent, late := issued(t, c), issued(t, c)
		c.Move("2031-01-30 23:59")
		silent.does("applicant", "apply_renewal", nil, "renewing")
		c.Move("2031-01-31 00:01")
		late.refused("applicant", "apply_renewal", nil)
		silent.refused("water-handler", "renew", values{"reply": "准予延续。"})
		c.Move("2031-03-01 23:59")
		silent.is("renewing")
		c.Clock.Set(city.At(t, "2031-03-05 09:00")) // the system was down meanwhile
		c.Move("2031-03-05 09:00")
		silent.is("in_force")
		silent.holds("2031-03-02", "2036-03-01")
		if m := silent.row(); m.Last != "deem" || m.LastAt != store.Micros(city.At(t, "2031-03-02 00:00")) {
			t.Errorf("%s at %s, not deemed renewed when it was due", m.Last, store.Moment(m.LastAt))
		}
		if fired := silent.clock("renewal").Fired; !slices.Contains(fired, "breach") {
			t.Error("the silence is not carded")
		}
		late.is("expired")
		late.refused("applicant", "apply_renewal", nil)
	})
}

func TestWhatIsValidForGoodNeverExpires(t *testing.T) {
	items := city.Items(t)
	items.Items[0].Results[0].Valid = calendar.Limit{}
	city.On(t, city.Options{Catalogue: items}, func(t *testing.T, c *city.City) {
		l := apply(t, c).proposed("grant")
		l.does("water-head", "grant", values{"reply": "准予许可。"}, "granted")
		cert := l.delivered()
		cert.holds("2026-03-02", "")
		cert.refused("applicant", "apply_renewal", nil)
		c.Move("2056-03-02 09:00")
		cert.is("in_force")
	})
}

func TestAHolderHasItChanged(t *testing.T) {
	law.Kept(t, "行政许可法第49条")
	law.Broken(t, "行政许可法第49条")
	on(t, func(t *testing.T, c *city.City) {
		l := issued(t, c)
		l.refused("applicant", "apply_change", nil, "changed")
		l.does("applicant", "apply_change", values{"changed": "企业名称变更为澜湾潮味食品有限公司。"}, "changing")
		l.due("change", "2026-03-16")
		l.refused("water-head", "deny_change", values{"reply": "不予变更。"}, "reason")
		l.refused("water-handler", "change", values{"reply": "准予变更。"})
		l.does("water-head", "change", values{"reply": "准予变更名称。", "holder_name": "澜湾潮味食品有限公司"}, "in_force")
		if name := l.text("holder_name"); name != "澜湾潮味食品有限公司" {
			t.Errorf("it is still %s's", name)
		}
		late := issued(t, c)
		late.does("applicant", "apply_change", values{"changed": "经营场所变更。"}, "changing")
		late.late("change", "2026-03-16 23:59", "2026-03-17 00:01")
		late.does("applicant", "take_back", nil, "in_force")
	})
}

// warned announces what the authority considers.
func (l *licence) warned(measure, ground string) *licence {
	l.t.Helper()
	l.does("water-handler", "notify", values{"measure": measure, "ground": ground, "notice": "拟作出的决定及事实、理由、依据，可以在五个工作日内陈述、申辩。"}, "noticed")
	return l
}

func TestNothingIsTakenBeforeTheHolderWasHeard(t *testing.T) {
	law.Kept(t, "行政许可法第7条", "行政许可法第8条", "行政许可法第69条")
	on(t, func(t *testing.T, c *city.City) {
		told, silent := issued(t, c).warned("withdraw", "law"), issued(t, c).warned("revoke", "fraud")
		told.does("applicant", "state", values{"statement": "设施刚刚改造，请求给予补偿。"}, "weighing")
		told.does("water-handler", "weigh", values{"found": "损失属实，应予补偿。"}, "concluding")
		told.does("water-head", "withdraw", values{"reply": "撤回许可；可以申请行政复议。", "compensation": "补偿改造费用。"}, "withdrawn")
		c.Move("2026-03-09 23:59")
		silent.is("noticed")
		c.Move("2026-03-10 00:00")
		silent.is("weighing")
		silent.does("water-handler", "weigh", values{"found": "期满未陈述，证据充分。"}, "concluding")
		silent.does("water-head", "revoke", values{"reply": "撤销许可；可以申请行政复议。"}, "revoked")
		withdrawn, revoked := told.last(told.applicant()), silent.last(silent.applicant())
		if withdrawn.Title.Zh != "撤回行政许可决定书" || revoked.Title.Zh != "撤销行政许可决定书" || !strings.Contains(revoked.Number, "许撤销字〔2026〕1号") {
			t.Errorf("the holder is handed %q %q and %q %q", withdrawn.Title.Zh, withdrawn.Number, revoked.Title.Zh, revoked.Number)
		}
	})
}

func TestNobodyTakesACertificateUnheardNorAlone(t *testing.T) {
	law.Broken(t, "行政许可法第7条", "行政许可法第8条", "行政许可法第69条")
	on(t, func(t *testing.T, c *city.City) {
		l := issued(t, c)
		for _, who := range []string{"water-handler", "water-head"} {
			l.refused(who, "revoke", values{"reply": "撤销许可。"})
			l.refused(who, "withdraw", values{"reply": "撤回许可。", "compensation": "没有损失。"})
		}
		l.refused("water-handler", "notify", values{"measure": "withdraw", "ground": "fraud", "notice": "拟撤回许可。"})
		l.refused("water-handler", "notify", values{"measure": "revoke", "ground": "law", "notice": "拟撤销许可。"})
		l.refused("water-handler", "notify", values{"measure": "revoke"}, "ground", "notice")
		l.warned("revoke", "unqualified")
		l.refused("water-handler", "weigh", values{"found": "不必再听。"})
		l.does("applicant", "state", values{"statement": "本企业符合条件。"}, "weighing")
		l.does("water-handler", "weigh", values{"found": "复核完毕。"}, "concluding")
		l.refused("water-handler", "revoke", values{"reply": "撤销许可。"})
		l.refused("water-head", "withdraw", values{"reply": "撤回许可。", "compensation": "没有损失。"})
		l.does("water-head", "drop", values{"reply": "申辩成立，许可继续有效。"}, "in_force")
	})
}

func TestACertificateIsCancelledOnItsGround(t *testing.T) {
	law.Kept(t, "行政许可法第70条")
	law.Broken(t, "行政许可法第70条")
	on(t, func(t *testing.T, c *city.City) {
		asked, proposed := issued(t, c), issued(t, c)
		asked.refused("applicant", "ask_cancel", nil, "reason")
		asked.does("applicant", "ask_cancel", values{"reason": "不再经营。"}, "cancelling")
		asked.refused("applicant", "cancel", values{"cancel_ground": "asked", "reply": "注销。"})
		asked.refused("water-head", "cancel", values{"reply": "准予注销。"}, "cancel_ground")
		asked.does("water-head", "cancel", values{"cancel_ground": "asked", "reply": "准予注销。"}, "cancelled")
		proposed.does("water-handler", "propose_cancel", values{"cancel_ground": "dissolved", "reason": "企业已经注销登记。"}, "cancelling")
		proposed.refused("water-handler", "cancel", values{"cancel_ground": "dissolved", "reply": "注销。"})
		proposed.does("water-head", "keep", values{"reply": "登记机关查明仍在存续。"}, "in_force")
		c.Move("2031-03-02 00:00")
		proposed.is("expired")
	})
}
