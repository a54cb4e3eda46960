// Package insight holds the commands by which a city learns from its own messages:
// train and try a model of categories, and what else kernel/insight finds in a file
// of messages.
//
// They read files and print; they change no city. Progress goes to the error
// stream, so that what is printed can be kept.
package insight

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/insight"
	"shuniu/kernel/lang"
)

// Command is the grammar of shuniu insight.
type Command struct {
	Train   trainCmd   `cmd:"" help:"用已分类的来件训练模型 Train a model on messages that have their category."`
	Eval    evalCmd    `cmd:"" help:"用交叉验证测量训练效果 Measure by cross-validation how well training does."`
	Suggest suggestCmd `cmd:"" help:"给一段来件建议类别并说明理由 Suggest the category of a message, with reasons."`
	Hot     hotCmd     `cmd:"" help:"找出许多人反映的同一件事 Find the same trouble told by many people."`
	Quality qualityCmd `cmd:"" help:"看答复是否切题、具体、有依据、是自己的话 Tell whether answers take up what was asked, are specific, cite a basis and are their own."`
}

// Terminal is what surrounds a command.
type Terminal struct {
	In       io.Reader
	Out, Err io.Writer
	Now      func() time.Time
	Lang     lang.Tag
}

func (t *Terminal) say(text lang.Text, pairs ...string) {
	fmt.Fprintln(t.Out, text.With(pairs...).In(t.Lang))
}

// progress tells every tenth of a long work.
func (t *Terminal) progress() insight.Progress {
	told := 0
	return func(done, of int) {
		if tenth := done * 10 / of; tenth > told {
			told = tenth
			fmt.Fprintf(t.Err, "%d %%\n", 10*tenth)
		}
	}
}

// longestLine is how many bytes a line of a file has at most.
const longestLine = 1 << 20

// lines reads a file of one JSON value a line; every line that cannot be read is
// named.
func lines[T any](path string, lacks func(T) bool) ([]T, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.New(fault.NotFound, lang.T("打不开文件 "+path, "Cannot open the file "+path), err.Error())
	}
	var all []T
	var defects []fault.Defect
	in := bufio.NewScanner(bytes.NewReader(b))
	in.Buffer(nil, longestLine)
	for n := 1; in.Scan(); n++ {
		if len(bytes.TrimSpace(in.Bytes())) == 0 {
			continue
		}
		var one T
		if err := json.Unmarshal(in.Bytes(), &one); err != nil {
			defects = append(defects, fault.Defect{Field: path + ":" + strconv.Itoa(n), Text: lang.T("不是一行 JSON："+err.Error(), "Not a line of JSON: "+err.Error())})
		} else if lacks(one) {
			defects = append(defects, fault.Defect{Field: path + ":" + strconv.Itoa(n), Text: lang.T("缺少必需的内容。", "Something that is needed is missing.")})
		}
		all = append(all, one)
	}
	if err := in.Err(); err != nil {
		defects = append(defects, fault.Defect{Field: path, Text: lang.T("有一行太长："+err.Error(), "A line is too long: "+err.Error())})
	}
	return all, fault.Defects(defects)
}

// labelled is a line of a file of messages that have their category.
type labelled struct{ Text, Label string }

func examples(path string) ([]insight.Example, error) {
	all, err := lines(path, func(l labelled) bool { return l.Text == "" || l.Label == "" })
	if err != nil {
		return nil, err
	}
	out := make([]insight.Example, len(all))
	for i, l := range all {
		out[i] = insight.Example{Text: l.Text, Class: l.Label}
	}
	return out, nil
}

func percent(part float64) string { return strconv.FormatFloat(100*part, 'f', 1, 64) + "%" }
