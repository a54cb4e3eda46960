package insight

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/insight"
	"shuniu/kernel/lang"
)

type trainCmd struct {
	Labelled string `required:"" placeholder:"FILE" help:"已分类的来件，每行一个 JSON：text、label Messages with their category, a JSON object a line: text, label."`
	Model    string `required:"" placeholder:"FILE" help:"模型写到哪里 Where the model is written."`
}

// Run trains and puts the model in the place of the one before, whole or not at all.
func (c *trainCmd) Run(t *Terminal) error {
	given, err := examples(c.Labelled)
	if err != nil {
		return err
	}
	start := t.Now()
	m, err := insight.Train(given, t.progress())
	if err != nil {
		return err
	}
	took := t.Now().Sub(start)
	size, err := replace(c.Model, m)
	if err != nil {
		return err
	}
	t.say(lang.T("已用{n}件来件训练，{classes}个类别，用时{took}；模型 {size} MiB，写在 {file}。", "Trained on {n} messages of {classes} categories in {took}; the model has {size} MiB and is in {file}."),
		"n", strconv.Itoa(len(given)), "classes", strconv.Itoa(len(m.Classes())), "took", took.Round(100*time.Millisecond).String(),
		"size", fmt.Sprintf("%.1f", float64(size)/(1<<20)), "file", c.Model)
	return nil
}

func replace(path string, m *insight.Model) (size int64, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".model-*")
	if err != nil {
		return 0, fault.New(fault.Unavailable, lang.T("写不了文件 "+path, "Cannot write the file "+path), err.Error())
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	err = errors.Join(m.Write(f), f.Sync())
	state, statErr := f.Stat()
	if err = errors.Join(err, statErr, f.Close()); err != nil {
		return 0, err
	}
	return state.Size(), fault.Wrap(fault.Unavailable, os.Rename(f.Name(), path), "renaming the model")
}

type suggestCmd struct {
	Model string   `required:"" type:"existingfile" placeholder:"FILE" help:"模型 The model."`
	Text  []string `arg:"" optional:"" help:"来件的标题和正文；不写则读标准输入 Subject and body of the message; standard input if absent."`
}

// Run prints the likeliest categories, three at most, with what spoke for them.
func (c *suggestCmd) Run(t *Terminal) error {
	m, err := open(c.Model)
	if err != nil {
		return err
	}
	text := strings.Join(c.Text, "\n")
	if text == "" {
		b, err := io.ReadAll(io.LimitReader(t.In, longestLine))
		if err != nil {
			return fault.Wrap(fault.Unavailable, err, "standard input")
		}
		text = string(b)
	}
	found := m.Suggest(text)
	if len(found) == 0 {
		t.say(lang.T("这段文字里没有模型认得的内容，不作建议。", "The model knows nothing in this text and suggests nothing."))
	}
	for _, s := range found[:min(3, len(found))] {
		if s.Share < 0.01 {
			break
		}
		var why []string
		for _, r := range s.Why {
			why = append(why, r.Words)
		}
		t.say(lang.T("{class}（{share}）：{why}", "{class} ({share}): {why}"), "class", s.Class, "share", percent(s.Share), "why", strings.Join(why, " · "))
	}
	return nil
}

func open(path string) (_ *insight.Model, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.New(fault.NotFound, lang.T("打不开文件 "+path, "Cannot open the file "+path), err.Error())
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return insight.Read(f)
}
