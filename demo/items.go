package demo

import (
	"bytes"
	_ "embed"

	"shuniu/service/enterprises/approval/item"
)

//go:embed items.json
var itemsJSON []byte

// Items is the city's catalogue of service items. Its codes begin with 99, which no
// province has, so that nobody takes them for real ones.
func Items() (*item.Catalogue, error) { return item.ReadJSON(bytes.NewReader(itemsJSON)) }
