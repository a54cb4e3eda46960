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
	"encoding/csv"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
)

// City is the code of the city's region.
const City org.RegionCode = "990100000000"

//go:embed *.csv cast.yaml
var files embed.FS

// town is the data as read; what the database numbers has no ids yet.
type town struct {
	regions     []org.Region
	units       []unit
	posts       []post
	delegations []delegation
}

type unit struct {
	org.Unit
	parent string
}

type post struct {
	org.Post
	unit   string
	person lang.Text
}

type delegation struct {
	org.Delegation
	unit, from, to string
	post           org.PostKind
	first, last    string // days from today
}

func readTown() (town, error) {
	var t town
	f, err := files.Open("regions.csv")
	if err != nil {
		return t, broken(err)
	}
	defer f.Close()
	if t.regions, err = org.ReadRegions(f); err != nil {
		return t, err
	}
	err = each("units.csv", func(r map[string]string) error {
		t.units = append(t.units, unit{parent: r["parent"], Unit: org.Unit{
			Code: r["code"], Region: org.RegionCode(r["region"]), Name: lang.T(r["name_zh"], r["name_en"]), Phone: r["phone"],
		}})
		return nil
	})
	if err != nil {
		return t, err
	}
	err = each("posts.csv", func(r map[string]string) error {
		p := post{unit: r["unit"], person: lang.T(r["name_zh"], r["name_en"])}
		p.Kind, p.Title = org.PostKind(r["kind"]), lang.T(r["title_zh"], r["title_en"])
		t.posts = append(t.posts, p)
		return days(&t.posts[len(t.posts)-1].Post, r["since"], r["until"])
	})
	if err != nil {
		return t, err
	}
	return t, each("delegations.csv", func(r map[string]string) error {
		d := delegation{unit: r["unit"], post: org.PostKind(r["kind"]), from: r["from"], to: r["to"], first: r["first"], last: r["last"]}
		d.Kind = org.DelegationKind(r["by"])
		t.delegations = append(t.delegations, d)
		return nil
	})
}

func days(p *org.Post, since, until string) (err error) {
	if p.Since, err = calendar.ParseDate(since); err != nil || until == "" {
		return err
	}
	p.Until, err = calendar.ParseDate(until)
	return err
}

// each reads a file whose first line names its columns.
func each(file string, read func(map[string]string) error) error {
	f, err := files.Open(file)
	if err != nil {
		return broken(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return broken(err)
	}
	for _, line := range lines[1:] {
		row := make(map[string]string, len(line))
		for i, column := range lines[0] {
			row[column] = line[i]
		}
		if err := read(row); err != nil {
			return broken(err)
		}
	}
	return nil
}

// broken is a defect in the shipped data, which tests would have found.
func broken(err error) error { return fault.Wrap(fault.Internal, err, "demonstration data") }
