package statistics

import (
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"shuniu/kernel/assessment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// most is how many figures one release may hold, told how many defects are told at once.
const (
	most = 2000
	told = 30
)

// line is a figure of a release as its canonical text holds it.
type line struct {
	indicator string
	measure   string // what the value is counted in
	month     assessment.Month
	region    org.RegionCode
	value     string // decimal
	change    string // on a year before, in percent; empty if not given
}

// The columns in their order, each with what a head row may call it.
var columns = [][]string{
	{"指标", "指标名称", "indicator"},
	{"计量单位", "单位", "measure", "unit"},
	{"月份", "时间", "month"},
	{"地区", "区域", "region", "place"},
	{"数值", "数据", "本期", "value"},
	{"同比", "同比(%)", "同比增长(%)", "同比增长", "change"},
	{"区划代码", "region code"},
}

const (
	indicatorColumn = iota
	measureColumn
	monthColumn
	regionColumn
	valueColumn
	changeColumn
	codeColumn // only where the head names it
)

// canonical is the head of the form in which figures are kept.
var canonical = []string{"指标", "计量单位", "月份", "地区", "区划代码", "数值", "同比"}

// Hooks are the rules of statistics that their definition names.
func Hooks() map[string]matter.Hook {
	return map[string]matter.Hook{"statistics.read": readable}
}

// readable reads the figures of a release, tells every defect of every line at once,
// and keeps them in one form: a line each, with tabs.
func readable(_ *store.Tx, d *matter.Draft) error {
	var released calendar.Date
	if err := released.UnmarshalText([]byte(d.Values[fieldReleased])); err != nil {
		return err
	}
	r := sheet{org: d.Org, measures: map[string]string{}, seen: map[line]int{}, last: assessment.Month(released.String()[:len("2006-01")])}
	if d.Today.Before(released) {
		r.ds = append(r.ds, fault.Defect{Field: fieldReleased, Text: lang.T("发布日期还没有到，请核对。", "That day has not come. Check it.")})
	}
	lines := r.read(d.Values[fieldFigures])
	if r.more > 0 {
		r.ds = append(r.ds, fault.Defect{Field: fieldFigures, Text: lang.T("此外还有{n}处。", "There are {n} more.").With("n", strconv.Itoa(r.more))})
	}
	if len(r.ds) > 0 {
		return fault.Defects(r.ds)
	}
	var out strings.Builder
	out.WriteString(strings.Join(canonical, "\t") + "\n")
	for _, l := range lines {
		place, _ := d.Org.Region(l.region)
		out.WriteString(strings.Join([]string{l.indicator, l.measure, string(l.month), place.Name.Zh, string(l.region), l.value, l.change}, "\t") + "\n")
	}
	d.Values[fieldFigures] = strings.TrimSpace(out.String())
	return nil
}

// parse reads the canonical text of a release.
func parse(text string) ([]line, error) {
	var out []line
	_, rows, _ := strings.Cut(text, "\n")
	for row := range strings.Lines(rows) {
		cells := append(strings.Split(strings.TrimSuffix(row, "\n"), "\t"), "")
		if len(cells) < len(canonical) {
			return nil, fault.Of(fault.Internal, "a figure has %d parts", len(cells))
		}
		out = append(out, line{cells[0], cells[1], assessment.Month(cells[2]), org.RegionCode(cells[4]), cells[5], cells[6]})
	}
	return out, nil
}

// sheet reads what somebody pasted from a spreadsheet.
type sheet struct {
	org  *org.Directory
	last assessment.Month // no figure is of a later one
	at   []int            // where each column stands, -1 for none
	ds   []fault.Defect
	more int // defects beyond those that are told

	measures map[string]string // by indicator
	seen     map[line]int      // lines, by indicator, month and region
}

func (s *sheet) read(text string) []line {
	in := csv.NewReader(strings.NewReader(text))
	in.FieldsPerRecord, in.LazyQuotes, in.TrimLeadingSpace = -1, true, true
	if strings.Contains(text, "\t") {
		in.Comma = '\t'
		in.TrimLeadingSpace = false // it would take empty cells away
	}
	var out []line
	for first := true; ; first = false {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		at, _ := in.FieldPos(0)
		if err != nil {
			s.wrong(at, lang.T("这一行无法读取。", "This line cannot be read."))
			break
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case strings.Join(cells, "") == "" || first && s.head(cells):
			continue
		case len(strings.Join(cells, "")) == len(slices.MaxFunc(cells, longer)):
			s.wrong(at, lang.T("这一行没有分栏：从表格粘贴，或者用英文逗号隔开。", "This line has one column alone: paste it from a sheet, or part its columns by commas."))
			continue
		case len(out) == most:
			s.wrong(at, lang.T("一份资料最多{n}个数，请分几份报送。", "A release holds {n} figures at most; hand in several.").With("n", strconv.Itoa(most)))
			return out
		}
		l := s.line(at, cells)
		s.once(at, l)
		out = append(out, l)
	}
	if len(out) == 0 && len(s.ds) == 0 {
		s.ds = append(s.ds, fault.Defect{Field: fieldFigures, Text: lang.T("里面没有数据。", "There are no figures in it.")})
	}
	return out
}

func longer(a, b string) int { return cmp.Compare(len(a), len(b)) }

// once says where a line does not fit those before it.
func (s *sheet) once(at int, l line) {
	if m := s.measures[l.indicator]; m != "" && l.measure != "" && m != l.measure {
		s.wrong(at, lang.T("“{name}”前面用的计量单位是{unit}，应当一致。", "“{name}” was counted in {unit} above; it takes one unit of measure.").With("name", l.indicator, "unit", m))
	}
	s.measures[l.indicator] = cmp.Or(s.measures[l.indicator], l.measure)
	key := line{indicator: l.indicator, month: l.month, region: l.region}
	if n := s.seen[key]; n > 0 && l.month != "" && l.region != "" {
		s.wrong(at, lang.T("与第{n}行是同一个指标、月份和地区。", "It is the same indicator, month and place as line {n}.").With("n", strconv.Itoa(n)))
	}
	s.seen[key] = at
}

// head takes a first row for the names of columns if it names the indicator and the
// value.
func (s *sheet) head(cells []string) bool {
	at := make([]int, len(columns))
	for c, names := range columns {
		at[c] = slices.IndexFunc(cells, func(cell string) bool { return slices.Contains(names, strings.ToLower(narrow(cell))) })
	}
	if at[indicatorColumn] < 0 || at[valueColumn] < 0 {
		return false
	}
	s.at = at
	return true
}

func (s *sheet) line(at int, cells []string) line {
	cell := func(column int) string {
		switch {
		case s.at != nil:
			column = s.at[column]
		case column == codeColumn:
			return ""
		}
		if column < 0 || column >= len(cells) {
			return ""
		}
		return cells[column]
	}
	l := line{indicator: cell(indicatorColumn), measure: strings.ReplaceAll(cell(measureColumn), "％", "%")}
	if l.indicator == "" {
		s.wrong(at, lang.T("没有指标名称。", "The indicator is missing."))
	}
	if l.measure == "" {
		s.wrong(at, lang.T("没有计量单位。", "The unit of measure is missing."))
	}
	l.month = s.month(at, narrow(cell(monthColumn)))
	l.region = s.region(at, cmp.Or(cell(codeColumn), cell(regionColumn)))
	l.value = s.decimal(at, narrow(cell(valueColumn)), lang.T("数值", "value"))
	if change := strings.TrimSuffix(narrow(cell(changeColumn)), "%"); change != "" && change != "-" && change != "—" {
		l.change = s.decimal(at, change, lang.T("同比", "change"))
	}
	return l
}

// months are the forms in which a month is written: 2026-10, 2026年10月, 2026/10,
// 2026.10, 202610.
var months = regexp.MustCompile(`^(\d{4})(?:[-/.年]?(\d{1,2})月?)$`)

func (s *sheet) month(at int, typed string) assessment.Month {
	m := months.FindStringSubmatch(typed)
	if m == nil {
		s.wrong(at, lang.T("月份“{v}”应写成 2026-10 的样子。", "Write the month “{v}” like 2026-10.").With("v", typed))
		return ""
	}
	month, err := assessment.ParseMonth(m[1] + "-" + ("0" + m[2])[len(m[2])-1:])
	switch {
	case err != nil:
		s.wrong(at, lang.T("没有“{v}”这个月份。", "There is no month “{v}”.").With("v", typed))
		return ""
	case month > s.last:
		s.wrong(at, lang.T("{v}晚于发布日期，请核对。", "{v} is later than the release. Check it.").With("v", typed))
	}
	return month
}

// region is a place by its code or its name; the whole city where none is given.
func (s *sheet) region(at int, typed string) org.RegionCode {
	city := s.org.City()
	if typed == "" || typed == "全市" || typed == city.Name.Zh {
		return city.Code
	}
	var found []org.RegionCode
	for _, r := range s.org.Regions() {
		if string(r.Code) == typed || r.Name.Zh == typed || strings.EqualFold(r.Name.En, typed) {
			found = append(found, r.Code)
		}
	}
	switch len(found) {
	case 0:
		s.wrong(at, lang.T("本市没有“{v}”这个地区。", "The city has no place “{v}”.").With("v", typed))
		return ""
	case 1:
		return found[0]
	}
	s.wrong(at, lang.T("叫“{v}”的地区有几个，请写12位代码。", "There are several places called “{v}”; write its code of 12 digits.").With("v", typed))
	return ""
}

var decimals = regexp.MustCompile(`^-?\d{1,15}(\.\d{1,6})?$`)

func (s *sheet) decimal(at int, typed string, what lang.Text) string {
	value := strings.TrimPrefix(strings.ReplaceAll(typed, ",", ""), "+")
	if !decimals.MatchString(value) {
		s.wrong(at, lang.Text{Zh: what.Zh + "“{v}”不是数字。", En: "The " + what.En + " “{v}” is no number."}.With("v", typed))
	}
	return value
}

// wrong notes a defect of a line. Of very many the first are told, and how many more.
func (s *sheet) wrong(at int, text lang.Text) {
	if len(s.ds) == told {
		s.more++
		return
	}
	s.ds = append(s.ds, fault.Defect{Field: fieldFigures, Text: lang.Text{Zh: "第" + strconv.Itoa(at) + "行：" + text.Zh, En: "Line " + strconv.Itoa(at) + ": " + text.En}})
}

// narrow is a number or the like in plain characters.
func narrow(cell string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r + '!' - '！'
		case unicode.Is(unicode.Pd, r) && r != '—':
			return '-'
		case r == '−':
			return '-'
		}
		return r
	}, cell)
}
