package demo

import (
	"bytes"
	"context"
	_ "embed"
	"time"

	"shuniu/demo/province"
	"shuniu/kernel/exchange"
	"shuniu/kernel/process"
)

//go:embed connectors.yaml
var connectorsYAML []byte

// Connectors are the city's connectors to the systems of its province.
func Connectors(defs []*process.Definition) ([]*exchange.Connector, error) {
	return exchange.Read(bytes.NewReader(connectorsYAML), defs)
}

// Above lets the double of the province answer on this machine until ctx ends, and
// gives the connectors that lead to it.
func Above(ctx context.Context, defs []*process.Definition, p *province.Province) ([]*exchange.Connector, error) {
	connectors, err := Connectors(defs)
	if err != nil {
		return nil, err
	}
	address, err := p.Serve(ctx)
	for _, c := range connectors {
		c.Address = address
	}
	return connectors, err
}

// Province is the double that answers for those systems. It knows the persons of the
// stories and holds the business licences of their enterprises.
func Province(now func() time.Time, zone *time.Location) *province.Province {
	people := map[string]string{"899999198803120016": "岑小满"}
	return province.New(province.Known{People: people, Held: []string{"91990102MA0000001D"}}, now, zone)
}
