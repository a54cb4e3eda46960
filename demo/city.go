// Package demo is the fictional city of Lanwan (澜湾市): its regions in four
// levels, units, people and posts, one vacancy and one substitute, the people a
// newcomer may sign in as, and what happened there in the last weeks.
//
// Everything is made up. The region codes begin with 99, which GB/T 2260 gives to
// no province, and the telephone numbers with an area code that does not exist, so
// that nothing here can be taken for a real office.
//
// The data are CSV and YAML files in this folder; the code puts them into a
// database through the same doors as any other change.
package demo

import (
	"embed"

	"shuniu/kernel/fault"
	"shuniu/kernel/org"
)

// City is the code of the city's region.
const City org.RegionCode = "990100000000"

//go:embed *.csv cast.yaml
var files embed.FS

// register is the city's, as "shuniu org import demo" reads it too.
func register() (*org.Register, error) {
	var sources []org.Source
	for _, table := range org.Tables() {
		name := string(table) + ".csv"
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, broken(err)
		}
		sources = append(sources, org.Source{Table: table, Name: name, Text: text})
	}
	return org.ReadRegister(sources...), nil
}

// broken is a defect in the shipped data, which tests would have found.
func broken(err error) error { return fault.Wrap(fault.Internal, err, "demonstration data") }
