package page

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"shuniu/kernel/lang"
)

// Word is the key of a sentence of the faces, "file.key": kit.print is the key
// print in words/kit.yaml. What a process, a unit or a matter is called is never
// a Word but comes with it.
type Word string

//go:embed words/*.yaml
var wordFiles embed.FS

// entry is one sentence; One is its English for a count of one.
type entry struct {
	Zh  string `yaml:"zh"`
	En  string `yaml:"en"`
	One string `yaml:"one"`
}

type vocabulary map[Word]entry

var words = sync.OnceValues(func() (vocabulary, error) { return readWords(wordFiles) })

func readWords(files fs.FS) (vocabulary, error) {
	names, err := fs.Glob(files, "words/*.yaml")
	if err != nil {
		return nil, err
	}
	all := vocabulary{}
	for _, name := range names {
		src, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		var file map[string]entry
		if err := yaml.UnmarshalWithOptions(src, &file, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		shelf := strings.TrimSuffix(path.Base(name), ".yaml")
		for key, e := range file {
			all[Word(shelf+"."+key)] = e
		}
	}
	return all, nil
}

// Text is the sentence in both languages. A key that is not in the files stands
// for itself; the tests see to it that there is none.
func (w Word) Text() lang.Text {
	all, err := words()
	e, ok := all[w]
	if err != nil || !ok {
		return lang.T(string(w), string(w))
	}
	return lang.T(e.Zh, e.En)
}

// In is the sentence in one language.
func (w Word) In(tag lang.Tag) string { return w.Text().In(tag) }

// With is the sentence with its {names} replaced, as lang.Text.With does.
func (w Word) With(pairs ...string) lang.Text { return w.Text().With(pairs...) }

// Texts are the {names} of a sentence, each in both languages.
type Texts map[string]lang.Text

// Fill is the sentence with its {names} replaced in each language by their own.
func (w Word) Fill(with Texts) lang.Text {
	var zh, en []string
	for name, text := range with {
		zh, en = append(zh, name, text.In(lang.Zh)), append(en, name, text.In(lang.En))
	}
	return lang.T(w.With(zh...).Zh, w.With(en...).En)
}

// Count is the sentence with {n} replaced by n, in the English singular for one.
func (w Word) Count(n int) lang.Text {
	text := w.Text()
	if all, err := words(); err == nil && n == 1 && all[w].One != "" {
		text.En = all[w].One
	}
	return text.With("n", strconv.Itoa(n))
}
