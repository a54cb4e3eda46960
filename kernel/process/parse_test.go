package process

import (
	"os"
	"testing"

	"shuniu/kernel/calendar"
)

func request(t testing.TB) *Definition {
	t.Helper()
	src, err := os.ReadFile("../../process/people/request.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, findings := Parse("request.yaml", src)
	for _, f := range findings {
		t.Error(f)
	}
	if d == nil {
		t.FailNow()
	}
	return d
}

func TestParseReadsTheRequestProcess(t *testing.T) {
	d := request(t)
	if got, want := d.Pos("acts", "reply", "needs").String(), "request.yaml:70:"; len(got) < len(want) || got[:len(want)] != want {
		t.Errorf("needs of reply is at %s", got)
	}
	if len(d.Acts) != 17 || d.Act("publish").Guard == nil || d.State("closed").End != Answered {
		t.Errorf("read %d acts", len(d.Acts))
	}
	if l, ok := d.Clock("handle").LimitFor("emergency"); !ok || l.String() != "2h" {
		t.Errorf("an emergency is to be handled in %v", l)
	}
	ok, err := d.Act("publish").Guard.Eval(map[string]any{"secrecy_reviewed": true})
	if err != nil || !ok {
		t.Errorf("a reviewed request may be published: %v, %v", ok, err)
	}
}

func BenchmarkGuard(b *testing.B) {
	d := request(b)
	vars := d.Vars(map[string]string{"secrecy_reviewed": "true"}, nil, calendar.Date{})
	g := d.Act("publish").Guard
	for b.Loop() {
		if ok, err := g.Eval(vars); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

func TestCheckProvesTheRequestProcess(t *testing.T) {
	for _, f := range Check(request(t)) {
		t.Error(f)
	}
}
