package matter_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/matter"
	"shuniu/kernel/process"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

// definitions are those in testdata, proved like any other.
func definitions(t *testing.T) []*process.Definition {
	t.Helper()
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	var all []*process.Definition
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d, findings := process.Parse(file, source)
		if len(findings) == 0 {
			findings = process.Check(d)
		}
		if len(findings) > 0 {
			t.Fatal(findings)
		}
		all = append(all, d)
	}
	if findings := process.CheckSet(all); len(findings) > 0 {
		t.Fatal(findings)
	}
	return all
}

// cases runs a test in a city whose processes are those in testdata.
func cases(t *testing.T, test func(t *testing.T, c *city.City)) {
	t.Helper()
	hooked(t, func(*store.Tx, *matter.Draft) error { return nil }, test)
}

// hooked is cases with a rule of a service in the act examine of permits.
func hooked(t *testing.T, hook matter.Hook, test func(t *testing.T, c *city.City)) {
	t.Helper()
	city.On(t, city.Options{Definitions: definitions(t), Hooks: map[string]matter.Hook{"test.grade": hook, "test.item": item}}, test)
}

// item is a rule that knows one item: the water bureau's, within seven working days.
func item(_ *store.Tx, d *matter.Draft) error {
	if d.Values["item"] == "water.7" {
		d.Values["unit"], d.Values["promise_days"] = "water", "7"
	}
	return nil
}

func apply(t *testing.T, c *city.City, process string) *story {
	t.Helper()
	res, err := c.Engine.Open(t.Context(), access.Outsider(), process, matter.Input{Values: map[string]string{"subject": "占用道路许可"}})
	if err != nil {
		t.Fatal(err)
	}
	return &story{City: c, t: t, id: res.Matter.ID, code: res.Code, num: res.Matter.Number}
}

// at is the story of another matter of the same city.
func (s *story) at(id int64) *story {
	return &story{City: s.City, t: s.t, id: matter.ID(id)}
}

func is(t *testing.T, err error, kind fault.Kind) *fault.Error {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Fatalf("want %s, got %v", kind, err)
	}
	e := fault.As(err)
	if e.Person.Zh == "" || e.Person.En == "" {
		t.Fatalf("%v says nothing to a person", err)
	}
	return e
}

func contains(t *testing.T, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%q does not say %q", text, part)
	}
}

// moment is how the city writes a stored moment.
func moment(at int64) string {
	return time.UnixMicro(at).In(city.Zone()).Format("2006-01-02 15:04")
}

func unit(t *testing.T, c *city.City, code string) int64 {
	t.Helper()
	u, ok := c.Org.Now().UnitByCode(code)
	if !ok {
		t.Fatal(code)
	}
	return int64(u.ID)
}
