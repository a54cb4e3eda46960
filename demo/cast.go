package demo

import (
	"github.com/goccy/go-yaml"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
)

// Member is somebody a newcomer may sign in as, in a demonstration only.
type Member struct {
	Login string       // for account.Keeper.DemoLogin
	Unit  string       // the unit's code
	Post  org.PostKind // the post held there
	Name  lang.Text
	Title lang.Text // what the person is called in the unit
	Who   lang.Text // who this is
	Try   lang.Text // what to try as this person
}

// Cast is the members in the order of the start page.
func Cast() ([]Member, error) {
	t, err := readTown()
	if err != nil {
		return nil, err
	}
	return t.cast()
}

func (t town) cast() ([]Member, error) {
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
		p, ok := t.holder(m.Unit, m.Post, m.Name)
		if !ok {
			return nil, fault.Of(fault.Internal, "demonstration data: %s is not %s in %s", m.Name, m.Post, m.Unit)
		}
		cast = append(cast, Member{m.Login, m.Unit, m.Post, p.person, p.Title, m.Who, m.Try})
	}
	return cast, nil
}

// holder is the post in the unit held by the person of the name.
func (t town) holder(unit string, kind org.PostKind, name string) (*post, bool) {
	for i := range t.posts {
		if p := &t.posts[i]; p.unit == unit && p.Kind == kind && p.person.Zh == name {
			return p, true
		}
	}
	return nil, false
}
