package demo

import (
	"github.com/goccy/go-yaml"

	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
)

// Member is somebody a newcomer may sign in as, in a demonstration only.
type Member struct {
	Login  string   // for account.Keeper.DemoLogin
	Unit   org.Unit // where the post is
	Post   org.PostKind
	Person org.Person
	Title  lang.Text // what the person is called in the unit
	Who    lang.Text // who this is
	Try    lang.Text // what to try as this person
}

// Cast is the members in the order of the start page, as they hold their posts
// today in the city that Load has filled.
func Cast(d *org.Directory, today calendar.Date) ([]Member, error) {
	var file struct {
		Cast []struct {
			Login string       `yaml:"login"`
			Unit  string       `yaml:"unit"`
			Post  org.PostKind `yaml:"post"`
			Name  string       `yaml:"name"`
			Who   lang.Text    `yaml:"who"`
			Try   lang.Text    `yaml:"try"`
		} `yaml:"cast"`
	}
	text, err := files.ReadFile("cast.yaml")
	if err != nil {
		return nil, broken(err)
	}
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		return nil, broken(err)
	}
	cast := make([]Member, 0, len(file.Cast))
	for _, m := range file.Cast {
		one := Member{Login: m.Login, Post: m.Post, Who: m.Who, Try: m.Try}
		one.Unit, _ = d.UnitByCode(m.Unit)
		for _, p := range d.HoldersOf(one.Unit.ID, m.Post, today) {
			if person, _ := d.Person(p.Person); person.Name.Zh == m.Name {
				one.Person, one.Title = person, p.Title
			}
		}
		if one.Person.ID == 0 {
			return nil, fault.Of(fault.Internal, "demonstration data: %s is not %s in %s", m.Name, m.Post, m.Unit)
		}
		cast = append(cast, one)
	}
	return cast, nil
}
