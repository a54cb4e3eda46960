package supervision

import (
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

// derivedFrom ties a card to the matter it is about.
const derivedFrom = "derived_from"

// Hooks are the rules of cards, by the name that their definition gives them.
func Hooks() map[string]matter.Hook { return map[string]matter.Hook{"card.about": about} }

// about ties a card to the matter it is about, so that each leads to the other.
func about(_ *store.Tx, d *matter.Draft) error {
	m, err := d.Find(d.Values["about"])
	if err != nil {
		return err
	}
	d.Links = append(d.Links, ledger.Link{Kind: derivedFrom, Matter: int64(m.ID)})
	return nil
}
