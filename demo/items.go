package demo

import (
	"bytes"
	_ "embed"

	"shuniu/demo/simulate"
	"shuniu/kernel/calendar"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/item"
	"shuniu/service/enterprises/approval/theme"
)

//go:embed items.json
var itemsJSON []byte

//go:embed themes.json
var themesJSON []byte

// Themes are what the city does as one thing, over its own catalogue.
func Themes() (*theme.Book, error) {
	c, err := Items()
	if err != nil {
		return nil, err
	}
	return theme.Read(bytes.NewReader(themesJSON), c)
}

// Items is the city's catalogue of service items. Its codes begin with 99, which no
// province has, so that nobody takes them for real ones.
func Items() (*item.Catalogue, error) { return item.ReadJSON(bytes.NewReader(itemsJSON)) }

// Offers are what can be applied for on a day, by process: the items that it carries,
// and for other processes that ask for a code all there are.
func Offers(c *item.Catalogue) func(process string, day calendar.Date) []simulate.Offer {
	return func(process string, day calendar.Date) []simulate.Offer {
		var all []simulate.Offer
		for _, i := range c.On(day) {
			if !i.Listed() && (!approval.Applied(process) || approval.Process(i) == process) {
				all = append(all, simulate.Offer{Code: i.Implementing(), Unit: i.Unit})
			}
		}
		return all
	}
}
