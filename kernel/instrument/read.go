package instrument

import (
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
	"shuniu/kernel/process/source"
)

// Read reads every *.yaml below a folder as styles, and says all that is wrong with
// them; prefix goes before the names of files.
func Read(folder fs.FS, prefix string) (*Styles, []process.Finding) {
	r := &reader{styles: &Styles{marks: map[string]string{}}}
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".yaml") {
			return err
		}
		src, err := fs.ReadFile(folder, name)
		if err == nil {
			r.file(prefix+name, src)
		}
		return err
	})
	if err != nil {
		r.add(source.Position{File: prefix, Line: 1, Col: 1}, lang.T("无法读取：{why}", "cannot be read: {why}").With("why", err.Error()))
	}
	return r.styles, r.findings
}

type reader struct {
	styles   *Styles
	findings []process.Finding
}

func (r *reader) add(pos source.Position, text lang.Text) {
	r.findings = append(r.findings, process.Finding{Property: "style", Pos: pos, Text: text})
}

// file reads one file: the styles of one process, or the marks of units, or both.
func (r *reader) file(name string, src []byte) {
	n, problems := source.Read(name, src)
	for _, p := range problems {
		r.add(p.Pos, p.Text)
	}
	if n == nil {
		return
	}
	r.keys(n, "process", "marks", "seals", "remedies", "styles")
	for _, p := range r.table(n.Get("marks")) {
		r.styles.marks[p.Key] = r.line(p.Value)
	}
	seals := map[string]lang.Text{Organ: lang.T("机关印章", "Seal of the organ")}
	for _, p := range r.table(n.Get("seals")) {
		seals[p.Key] = r.both(p.Value)
	}
	remedies := r.lines(n.Get("remedies"))
	for _, node := range r.list(n.Get("styles")) {
		s := r.style(node, r.line(n.Get("process")))
		if s.Seal != "" {
			var known bool
			if s.SealAs, known = seals[s.Seal]; !known {
				r.add(node.Get("seal").Pos, lang.T("没有名为“{name}”的印章，现有 {all}", "there is no seal “{name}”, there are {all}").With("name", s.Seal, "all", strings.Join(slices.Sorted(maps.Keys(seals)), " ")))
			}
		}
		if r.yes(node.Get("remedies")) {
			s.Closing = append(s.Closing, remedies...)
		}
		r.styles.all = append(r.styles.all, s)
	}
}

func (r *reader) style(n *source.Node, proc string) *Style {
	r.keys(n, "act", "version", "from", "title", "number", "to", "basis", "issuer", "seal", "text", "rows", "closing", "remedies", "plate")
	for _, key := range []string{"act", "version", "from", "title", "basis"} {
		if n.Get(key) == nil {
			r.add(n.Pos, lang.T("缺少“{key}”", "“{key}” is missing").With("key", key))
		}
	}
	s := &Style{
		Process: proc, Act: r.line(n.Get("act")), Title: r.both(n.Get("title")), Number: r.line(n.Get("number")), To: r.line(n.Get("to")),
		Basis: r.lines(n.Get("basis")), Seal: r.line(n.Get("seal")), Text: r.lines(n.Get("text")), Closing: r.lines(n.Get("closing")), Plate: r.yes(n.Get("plate")), Node: n,
	}
	if v := n.Get("version"); v != nil {
		var err error
		if s.Version, err = strconv.Atoi(v.Text); err != nil || s.Version < 1 {
			r.add(v.Pos, lang.T("version 应为从1起的整数", "version must be a whole number from 1"))
		}
	}
	if v := n.Get("from"); v != nil {
		var err error
		if s.From, err = calendar.ParseDate(v.Text); err != nil {
			r.add(v.Pos, lang.T("from 应为日期，如 2026-01-01", "from must be a day like 2026-01-01"))
		}
	}
	if v := n.Get("issuer"); v != nil {
		if s.Own = v.Text == "own"; !s.Own {
			r.add(v.Pos, lang.T("issuer 只能写 own：由经办人所在单位出具", "issuer can only be own: issued by the unit of whoever acted"))
		}
	}
	for _, row := range r.list(n.Get("rows")) {
		r.keys(row, "label", "value")
		s.Rows = append(s.Rows, Row{Label: r.line(row.Get("label")), Value: r.line(row.Get("value"))})
	}
	return s
}

// keys says which keys a table must not have.
func (r *reader) keys(n *source.Node, allowed ...string) {
	if n.Kind != source.Mapping {
		r.add(n.Pos, lang.T("此处应为键和值", "keys and values belong here"))
	}
	for _, p := range n.Keys {
		if !slices.Contains(allowed, p.Key) {
			r.add(p.Pos, lang.T("没有“{key}”这个键，应为 {all} 之一", "there is no key “{key}”; it is one of {all}").With("key", p.Key, "all", strings.Join(allowed, " ")))
		}
	}
}

func (r *reader) table(n *source.Node) []source.Pair {
	if n == nil {
		return nil
	}
	if n.Kind != source.Mapping {
		r.add(n.Pos, lang.T("此处应为键和值", "keys and values belong here"))
	}
	return n.Keys
}

func (r *reader) list(n *source.Node) []*source.Node {
	if n == nil {
		return nil
	}
	if n.Kind != source.Sequence {
		r.add(n.Pos, lang.T("此处应为列表", "a list belongs here"))
	}
	return n.Items
}

// line is a single text; of no node it is empty.
func (r *reader) line(n *source.Node) string {
	if n == nil {
		return ""
	}
	if n.Kind != source.Text || strings.TrimSpace(n.Text) == "" {
		r.add(n.Pos, lang.T("此处应为文字", "a text belongs here"))
	}
	return n.Text
}

// lines is a list of texts, or one.
func (r *reader) lines(n *source.Node) []string {
	if n == nil || n.Kind != source.Sequence {
		if one := r.line(n); one != "" {
			return []string{one}
		}
		return nil
	}
	var out []string
	for _, item := range n.Items {
		out = append(out, r.line(item))
	}
	return out
}

func (r *reader) both(n *source.Node) lang.Text {
	if n == nil {
		return lang.Text{}
	}
	r.keys(n, "zh", "en")
	t := lang.T(r.line(n.Get("zh")), r.line(n.Get("en")))
	if t.Zh == "" || t.En == "" {
		r.add(n.Pos, lang.T("要有中文和英文：{zh: …, en: …}", "it is in Chinese and English: {zh: …, en: …}"))
	}
	return t
}

func (r *reader) yes(n *source.Node) bool {
	if n != nil && n.Kind != source.Bool {
		r.add(n.Pos, lang.T("应为 true 或 false", "true or false belongs here"))
	}
	return n != nil && n.Text == "true"
}
