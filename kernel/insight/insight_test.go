package insight_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"shuniu/kernel/fault"
	"shuniu/kernel/insight"
)

// town are messages of three classes that differ in what they are about and not
// in how they are said.
func town() []insight.Example {
	troubles := map[string][]string{
		"交通": {"公交车不到站", "红绿灯坏了", "路口堵车", "公交站台没有灯"},
		"教育": {"小学不收学生", "老师有偿补课", "学校食堂涨价", "幼儿园收费高"},
		"供水": {"自来水停了", "水压太低", "水管爆裂漏水", "自来水发黄"},
	}
	var all []insight.Example
	for i := range 5 {
		for _, class := range []string{"交通", "教育", "供水"} {
			for _, trouble := range troubles[class] {
				all = append(all, insight.Example{Text: fmt.Sprintf("%s，第%c次反映，请政府尽快处理", trouble, '一'+rune(i)), Class: class})
			}
		}
	}
	return all
}

func silent(int, int) {}

func trained(t *testing.T) *insight.Model {
	t.Helper()
	m, err := insight.Train(town(), silent)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestASuggestionSaysWhy(t *testing.T) {
	found := trained(t).Suggest("我家的自来水昨天停了，请处理")
	if len(found) != 3 || found[0].Class != "供水" || found[0].Share < 0.5 {
		t.Fatalf("%+v", found)
	}
	var why []string
	for _, r := range found[0].Why {
		why = append(why, r.Words)
		if r.Weight <= 0 || !strings.Contains("我家的自来水昨天停了请处理", r.Words) {
			t.Errorf("a reason that is none: %+v", r)
		}
	}
	if all := strings.Join(why, " "); !strings.Contains(all, "水") || strings.Contains(all, "处理") {
		t.Errorf("why: %s", all)
	}
	sum := 0.0
	for _, s := range found {
		sum += s.Share
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("shares add up to %v", sum)
	}
}

func TestNothingIsSuggestedForWhatIsUnknown(t *testing.T) {
	for _, text := range []string{"", " \n", "，。！", "Ωψ"} {
		if found := trained(t).Suggest(text); found != nil {
			t.Errorf("%q: %v", text, found)
		}
	}
}

func TestTrainingAgainGivesTheSameFile(t *testing.T) {
	var a, b bytes.Buffer
	if err := trained(t).Write(&a); err != nil {
		t.Fatal(err)
	}
	if err := trained(t).Write(&b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two trainings differ")
	}
	m, err := insight.Read(&a)
	if err != nil {
		t.Fatal(err)
	}
	const text = "学校门口堵车"
	if got, want := fmt.Sprint(m.Suggest(text)), fmt.Sprint(trained(t).Suggest(text)); got != want {
		t.Errorf("read %s, wrote %s", got, want)
	}
}

func TestADamagedModelIsRefused(t *testing.T) {
	var file bytes.Buffer
	if err := trained(t).Write(&file); err != nil {
		t.Fatal(err)
	}
	whole := file.Bytes()
	for i := 0; i < len(whole); i += 97 {
		changed := bytes.Clone(whole)
		changed[i] ^= 1
		if _, err := insight.Read(bytes.NewReader(changed)); !fault.Is(err, fault.Invalid) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
		if _, err := insight.Read(bytes.NewReader(whole[:i])); !fault.Is(err, fault.Invalid) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
}

func TestTrainingRefusesWhatCannotBeMeasured(t *testing.T) {
	_, err := insight.Train([]insight.Example{{Text: "a", Class: "交通"}}, silent)
	if f := fault.As(err); f == nil || f.Kind != fault.Invalid || len(f.Defects) != 2 || f.Defects[1].Field != "交通" {
		t.Error(err)
	}
	many := make([]insight.Example, 0, 5*2001)
	for i := range cap(many) {
		many = append(many, insight.Example{Text: "a", Class: fmt.Sprint(i % 2001)})
	}
	if _, err := insight.Train(many, silent); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
	if _, err := insight.Evaluate(nil, insight.Division{Folds: 5, Seed: 1}, silent); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

func TestAMessageIsNeverTriedByAModelThatSawIt(t *testing.T) {
	// Each text is its own class's only in this one message, said twice over with
	// other marks and numbers: whoever saw its twin would know the answer.
	var all []insight.Example
	for i := range 40 {
		text := strings.Repeat(string(rune('一'+i)), 12)
		class := []string{"甲", "乙"}[i*7%13%2]
		all = append(all, insight.Example{Text: text + " 12", Class: class}, insight.Example{Text: text + "3。", Class: class})
	}
	r, err := insight.Evaluate(all, insight.Division{Folds: 4, Seed: 1}, silent)
	if err != nil {
		t.Fatal(err)
	}
	if r.Accuracy() > 0.7 {
		t.Errorf("%.2f of what cannot be known was right", r.Accuracy())
	}
}

func TestTheReportCountsEachMessageOnce(t *testing.T) {
	var last int
	r, err := insight.Evaluate(town(), insight.Division{Folds: 4, Seed: 1}, func(done, of int) {
		if done <= last || done > of {
			t.Errorf("%d after %d of %d", done, last, of)
		}
		last = done
	})
	if err != nil {
		t.Fatal(err)
	}
	sum, banded := 0, 0
	for _, row := range r.Confusion {
		for _, n := range row {
			sum += n
		}
	}
	for _, b := range r.Shares {
		banded += b.Messages
	}
	if sum != 60 || banded != 60 || r.Messages != 60 {
		t.Errorf("%d in the table, %d in the bands of %d", sum, banded, r.Messages)
	}
	// Every trouble stands in five messages, so the others teach it.
	if r.MacroF1() < 0.99 || r.TopTwo() < r.Accuracy() {
		t.Errorf("%+v", r)
	}
}

func TestMacroF1CountsSmallClassesAlike(t *testing.T) {
	r := insight.Report{Classes: []string{"大", "小"}, Messages: 110, Confusion: [][]int{{90, 10}, {5, 5}}, Second: 15}
	precision, recall, f1 := r.Class(1)
	if precision != 5.0/15 || recall != 0.5 || math.Abs(f1-0.4) > 1e-9 {
		t.Errorf("%v %v %v", precision, recall, f1)
	}
	if got := r.MacroF1(); math.Abs(got-(180.0/195+0.4)/2) > 1e-9 {
		t.Error(got)
	}
	if r.Accuracy() != 95.0/110 || r.TopTwo() != 1 {
		t.Errorf("%v %v", r.Accuracy(), r.TopTwo())
	}
}

func FuzzReadRefusesOrReads(f *testing.F) {
	f.Add([]byte("shuniu insight 1\n{}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := insight.Read(bytes.NewReader(b)); (m == nil) == (err == nil) {
			t.Errorf("%v, %v", m, err)
		}
	})
}
