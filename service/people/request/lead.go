package request

import (
	"context"

	"shuniu/kernel/access"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	definition "shuniu/kernel/process"
)

// Lead is what a resident whose request was merged may know of the one that it is
// handled with: where that stands, and what was answered in it, without anything
// that tells of its own resident.
type Lead struct {
	Matter     *matter.Matter
	Definition *definition.Definition
	Answers    []LeadAnswer // the latest first
}

// LeadAnswer is an answer given in the lead. Text has the personal data of the
// lead's resident hidden, and what looks personal (MaskText).
type LeadAnswer struct {
	Act   *definition.Act
	Event *ledger.Event
	Text  string
}

// mostMerged is how far a chain of merged requests is followed: a lead may itself be
// merged later.
const mostMerged = 8

// LeadOf is the lead of a merged request as it stands now; nil for one that was not
// merged. The caller has decided that its reader may see the merged one.
func LeadOf(ctx context.Context, e *matter.Engine, m *matter.Matter) (*Lead, error) {
	var lead *matter.View
	for range mostMerged {
		id := leads(m)
		if id == 0 {
			break
		}
		var err error
		if lead, err = e.View(ctx, access.TheSystem(), id); err != nil {
			return nil, err
		}
		m = lead.Matter
	}
	if lead == nil {
		return nil, nil
	}
	out := &Lead{Matter: lead.Matter, Definition: lead.Definition}
	for i := len(lead.Timeline) - 1; i >= 0; i-- {
		entry := lead.Timeline[i]
		said := entry.Values[fieldReply]
		if entry.Act == nil || entry.Act.Answers != definition.ToApplicant || said.Text == "" {
			continue
		}
		text, err := matter.Blot(ctx, e.Reader, lead.Matter.ID, said.Text)
		if err != nil {
			return nil, err
		}
		out.Answers = append(out.Answers, LeadAnswer{Act: entry.Act, Event: entry.Event, Text: MaskText(text)})
	}
	return out, nil
}

// leads is the request that a merged one was merged into, 0 for any other.
func leads(m *matter.Matter) matter.ID {
	if m.Process != process || m.State != stateMerged {
		return 0
	}
	for _, l := range m.Links {
		if l.Kind == duplicateOf {
			return matter.ID(l.Matter)
		}
	}
	return 0
}
