package process

import (
	"strconv"
	"strings"
	"unicode"

	"shuniu/kernel/calendar"
	"shuniu/kernel/lang"
	"shuniu/kernel/process/source"
)

// reader holds values against their form and gathers all that is wrong.
type reader struct {
	findings []Finding
	texts    []placedText
}

type placedText struct {
	lang.Text
	pos Position
}

func (r *reader) add(pos Position, text lang.Text) {
	r.findings = append(r.findings, Finding{Property: "yaml", Pos: pos, Text: text})
}

// check reports each way in which the value does not have the form.
func (r *reader) check(n *source.Node, f *form) {
	switch f.kind {
	case formObject, formText, formMap:
		r.checkMapping(n, f)
	case formList:
		r.checkList(n, f)
	case formSome:
		if n.Kind == source.Sequence {
			r.checkList(n, f)
			return
		}
		r.check(n, f.item)
	case formEither:
		if n.Kind == source.Mapping {
			r.check(n, f.other)
			return
		}
		r.check(n, f.item)
	default:
		r.checkScalar(n, f)
	}
}

func (r *reader) checkScalar(n *source.Node, f *form) {
	if n.Kind == source.Empty {
		r.add(n.Pos, say("此处没有写值", "there is no value here"))
		return
	}
	if n.Kind == source.Mapping || n.Kind == source.Sequence {
		r.add(n.Pos, say("此处应为单个值", "a single value belongs here"))
		return
	}
	switch f.kind {
	case formInt:
		if v, err := strconv.Atoi(n.Text); n.Kind != source.Int || err != nil || v < 0 || v > 1e9 {
			r.add(n.Pos, say("“{text}”应为不小于0的整数", "“{text}” must be a whole number, 0 or more", "text", n.Text))
		}
	case formBool:
		if n.Kind != source.Bool {
			r.add(n.Pos, say("“{text}”应为 true 或 false", "“{text}” must be true or false", "text", n.Text))
		}
	case formLimit:
		if _, err := calendar.ParseLimit(n.Text); err != nil && !has(f.words, n.Text) {
			r.add(n.Pos, say("“{text}”不是时限，应写成 20wd、15d、2h、30min、3mo、2y", "“{text}” is not a limit; write it like 20wd, 15d, 2h, 30min, 3mo, 2y", "text", n.Text))
		}
	case formWord:
		if !has(f.words, n.Text) {
			r.add(n.Pos, say("“{text}”应为以下之一：{words}{near}", "“{text}” must be one of: {words}{near}", "text", n.Text, "words", strings.Join(f.words, " "), "near", near(n.Text, f.words)))
		}
	case formLine:
		r.checkLine(n, f)
	}
}

func (r *reader) checkLine(n *source.Node, f *form) {
	if n.Kind != source.Text {
		r.add(n.Pos, say("“{text}”应为文字，请加引号", "“{text}” must be text; put it in quotes", "text", n.Text))
		return
	}
	if strings.TrimSpace(n.Text) == "" || strings.ContainsFunc(n.Text, unprintable) {
		r.add(n.Pos, say("此处应为不含控制字符的文字", "text without control characters belongs here"))
		return
	}
	if f.pattern != nil && !f.pattern.MatchString(n.Text) {
		r.add(n.Pos, say("“{text}”的写法不对，应像 {like}", "“{text}” is not written as it must be, like {like}", "text", n.Text, "like", f.pattern.like))
	}
}

func unprintable(c rune) bool { return unicode.IsControl(c) && c != '\n' || turnsText(c) }

func (r *reader) checkList(n *source.Node, f *form) {
	if n.Kind != source.Sequence {
		r.add(n.Pos, say("此处应为列表：[…]", "a list belongs here: […]"))
		return
	}
	seen := map[string]bool{}
	for _, item := range n.Items {
		r.check(item, f.item)
		if item.Kind != source.Text {
			continue
		}
		if seen[item.Text] {
			r.add(item.Pos, say("“{text}”列了两次", "“{text}” is listed twice", "text", item.Text))
		}
		seen[item.Text] = true
	}
	if len(n.Items) == 0 && f.item.kind != formObject {
		r.add(n.Pos, say("空列表请删去", "leave an empty list out"))
	}
}

func (r *reader) checkMapping(n *source.Node, f *form) {
	if n.Kind != source.Mapping {
		r.add(n.Pos, say("此处应为键和值：{…}", "keys and values belong here: {…}"))
		return
	}
	switch f.kind {
	case formText:
		r.checkText(n)
		return
	case formMap:
		for _, p := range n.Keys {
			if !f.pattern.MatchString(p.Key) {
				r.add(p.Pos, say("名称“{text}”的写法不对，应像 {like}", "the name “{text}” is not written as it must be, like {like}", "text", p.Key, "like", f.pattern.like))
			}
			r.check(p.Value, f.item)
		}
		return
	}
	for _, p := range n.Keys {
		if k := f.key(p.Key); k != nil {
			r.check(p.Value, k)
			continue
		}
		r.unknown(p, f)
	}
	for _, k := range f.keys {
		if k.required && n.Get(k.name) == nil {
			r.add(n.Pos, say("缺少“{key}”", "“{key}” is missing", "key", k.name))
		}
	}
}

func (r *reader) unknown(p source.Pair, f *form) {
	var names []string
	for _, k := range f.keys {
		names = append(names, k.name)
	}
	r.add(p.Pos, say("没有“{key}”这个键{near}", "there is no key “{key}”{near}", "key", p.Key, "near", near(p.Key, names)))
}

func (r *reader) checkText(n *source.Node) {
	t := textOf(n)
	for _, p := range n.Keys {
		if p.Key != string(lang.Zh) && p.Key != string(lang.En) {
			r.add(p.Pos, say("没有“{key}”这个键", "there is no key “{key}”", "key", p.Key))
			continue
		}
		r.checkLine(p.Value, line(nil))
	}
	for _, tag := range []lang.Tag{lang.Zh, lang.En} {
		if n.Get(string(tag)) == nil {
			r.add(n.Pos, say("缺少“{key}”：每句话都要有中文和英文", "“{key}” is missing: every sentence is in Chinese and English", "key", string(tag)))
		}
	}
	r.texts = append(r.texts, placedText{t, n.Pos})
}

// near suggests the listed word a slip of the finger away, or nothing. The
// suggestion reads the same in both languages.
func near(text string, words []string) string {
	best, least := "", 3
	for _, w := range words {
		if d := distance(text, w); d < least && d < len(w) {
			best, least = w, d
		}
	}
	if best == "" {
		return ""
	}
	return " (→ " + best + "?)"
}

// distance is Levenshtein's, given up beyond 40 characters, longer than any key.
func distance(a, b string) int {
	if len(a) > 40 || len(b) > 40 {
		return 40
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost = 1 + min(last, row[j], row[j+1])
			}
			last, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
