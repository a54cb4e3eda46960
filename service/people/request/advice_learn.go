package request

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"shuniu/kernel/fault"
	"shuniu/kernel/insight"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
)

const (
	nightHour = 2 // of the city's day, when it learns anew

	mostEvents   = 500_000 // it looks back so far
	mostExamples = 20_000
	fewestOfOne  = 10 // requests that a category or unit must have
	folds        = 5

	noteFile    = "advice.json"
	modelSuffix = ".model"
)

// Measure is how good a model is: of how many requests it was trained, when, and
// how often the true answer was its first suggestion, or one of its first two, for
// requests that it had not seen.
type Measure struct {
	Requests int     `json:"requests"`
	Accuracy float64 `json:"accuracy"`
	TopTwo   float64 `json:"top_two"`
	File     string  `json:"file"`

	Trained time.Time `json:"-"`
}

// note is what is known of the models in the folder; it is written last, so that the
// models it names are whole. One without models says that there was too little.
type note struct {
	At       time.Time          `json:"at"`
	Position int64              `json:"position"` // of the ledger up to which it was read
	Fields   map[string]Measure `json:"fields"`
}

type learned struct {
	note
	models map[string]*insight.Model
}

// Tend takes up what was learned, and learns anew once a night and after a request
// was erased.
func (a *Advice) Tend(ctx context.Context) error {
	a.tending.Lock()
	defer a.tending.Unlock()
	have, err := a.load()
	if err != nil {
		slog.Warn("advice is learned anew", "error", err)
	}
	a.now.Store(have)
	if have != nil {
		a.read = max(a.read, have.Position)
		if err := a.look(ctx); err != nil || !a.stale && !have.At.Before(a.lastNight()) {
			return err
		}
	}
	return a.learn(ctx)
}

func (a *Advice) lastNight() time.Time {
	now := a.engine.DB.Now().In(a.engine.Zone)
	night := time.Date(now.Year(), now.Month(), now.Day(), nightHour, 0, 0, 0, a.engine.Zone)
	if night.After(now) {
		return night.AddDate(0, 0, -1)
	}
	return night
}

// look sees whether a request was erased since it last learned.
func (a *Advice) look(ctx context.Context) error {
	head, err := a.engine.Log.Head(a.engine.DB.Read(ctx))
	if err != nil {
		return err
	}
	return a.events(ctx, head, func(e *ledger.Event) { a.stale = a.stale || e.Effects.Erased && e.Process == process })
}

// events reads on up to a position, in pages.
func (a *Advice) events(ctx context.Context, upTo int64, each func(*ledger.Event)) error {
	const atOnce = 500
	for a.read < upTo {
		records, err := a.engine.Log.After(ctx, a.read, atOnce)
		if err != nil || len(records) == 0 {
			return err
		}
		for _, r := range records {
			each(r.Event)
		}
		a.read = records[len(records)-1].Position
	}
	return nil
}

// learn trains and measures a model for each field, and puts them in the place of
// those before.
func (a *Advice) learn(ctx context.Context) error {
	examples, err := a.examples(ctx)
	if err != nil {
		return err
	}
	got := &learned{note{a.engine.DB.Now(), a.read, map[string]Measure{}}, map[string]*insight.Model{}}
	for _, field := range slices.Sorted(maps.Keys(examples)) {
		of := common(examples[field])
		if len(of) < a.fewest || !several(of) {
			continue
		}
		model, report, err := train(ctx, of)
		if err != nil {
			return err
		}
		got.models[field] = model
		got.Fields[field] = Measure{
			Requests: len(of), Accuracy: report.Accuracy(), TopTwo: report.TopTwo(), Trained: got.At,
			File: field + "-" + strconv.FormatInt(got.At.UnixMicro(), 10) + modelSuffix,
		}
		slog.Info("advice learned", "field", field, "requests", len(of), "classes", len(report.Classes), "accuracy", report.Accuracy(), "top_two", report.TopTwo())
	}
	if err := a.keep(got); err != nil {
		return err
	}
	a.now.Store(got)
	a.stale = false
	return nil
}

// examples are the latest requests that were settled, by field. Texts are read as
// they are now, and none that is personal.
func (a *Advice) examples(ctx context.Context) (map[string][]insight.Example, error) {
	head, err := a.engine.Log.Head(a.engine.DB.Read(ctx))
	if err != nil {
		return nil, err
	}
	a.read = max(0, head-mostEvents)
	seen := map[int64]*settled{}
	err = a.events(ctx, head, func(e *ledger.Event) {
		if e.Process != process {
			return
		}
		if seen[e.Matter] == nil {
			seen[e.Matter] = &settled{}
		}
		seen[e.Matter].take(e)
	})
	if err != nil {
		return nil, err
	}
	out := map[string][]insight.Example{}
	for i, id := range slices.Backward(slices.Sorted(maps.Keys(seen))) {
		if len(seen)-i > mostExamples {
			break
		}
		classes := seen[id].classes()
		if len(classes) == 0 {
			continue
		}
		text, err := a.text(ctx, matter.ID(id))
		if err != nil {
			return nil, err
		}
		for field, class := range classes {
			if text != "" {
				out[field] = append(out[field], insight.Example{Text: text, Class: class})
			}
		}
	}
	return out, nil
}

// text is what was asked, "" once it is erased or if it counts as personal.
func (a *Advice) text(ctx context.Context, id matter.ID) (string, error) {
	q := a.engine.DB.Read(ctx)
	title, told, err := a.engine.Text(q, id, fieldTitle, 1)
	if err == nil && told {
		var body string
		if body, told, err = a.engine.Text(q, id, fieldBody, 1); err == nil && told {
			return asked(title, body), nil
		}
	}
	if fault.Is(err, fault.Denied) {
		err = nil
	}
	return "", err
}

// common are the examples of classes that have enough of them.
func common(all []insight.Example) []insight.Example {
	n := map[string]int{}
	for _, e := range all {
		n[e.Class]++
	}
	return slices.DeleteFunc(all, func(e insight.Example) bool { return n[e.Class] < fewestOfOne })
}

func several(of []insight.Example) bool {
	return slices.ContainsFunc(of, func(e insight.Example) bool { return e.Class != of[0].Class })
}

// train trains and measures. It works in memory alone, so that whoever stops does
// not wait for it.
func train(ctx context.Context, of []insight.Example) (*insight.Model, *insight.Report, error) {
	var model *insight.Model
	var report *insight.Report
	done := make(chan error, 1)
	go func() {
		silent := func(int, int) {}
		var err error
		if report, err = insight.Evaluate(of, insight.Division{Folds: folds, Seed: 1}, silent); err == nil {
			model, err = insight.Train(of, silent)
		}
		done <- err
	}()
	select {
	case err := <-done:
		return model, report, err
	case <-ctx.Done():
		return nil, nil, fault.Wrap(fault.Unavailable, ctx.Err(), "training")
	}
}

// load reads what was learned; nil if nothing was.
func (a *Advice) load() (*learned, error) {
	text, err := os.ReadFile(filepath.Join(a.folder, noteFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	got := &learned{models: map[string]*insight.Model{}}
	if err == nil {
		err = json.Unmarshal(text, &got.note)
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "note of the advice")
	}
	if now := a.now.Load(); now != nil && now.At.Equal(got.At) {
		return now, nil
	}
	for field, m := range got.Fields {
		if got.models[field], err = a.model(m.File); err != nil {
			return nil, err
		}
		m.Trained = got.At
		got.Fields[field] = m
	}
	return got, nil
}

func (a *Advice) model(name string) (_ *insight.Model, err error) {
	f, err := os.Open(filepath.Join(a.folder, filepath.Base(name)))
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "model")
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return insight.Read(f)
}

// keep writes the models, then the note that names them, and removes the rest.
func (a *Advice) keep(got *learned) error {
	if err := os.MkdirAll(a.folder, 0o700); err != nil {
		return fault.Wrap(fault.Unavailable, err, "folder of the advice")
	}
	kept := map[string]bool{}
	for field, m := range got.models {
		kept[got.Fields[field].File] = true
		if err := a.write(got.Fields[field].File, m.Write); err != nil {
			return err
		}
	}
	err := a.write(noteFile, func(w io.Writer) error { return json.NewEncoder(w).Encode(got.note) })
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(a.folder)
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), modelSuffix) && !kept[e.Name()] {
			err = errors.Join(err, os.Remove(filepath.Join(a.folder, e.Name())))
		}
	}
	return fault.Wrap(fault.Unavailable, err, "folder of the advice")
}

// write puts a file in the place of the one before, whole or not at all.
func (a *Advice) write(name string, content func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(a.folder, ".draft-*"+modelSuffix) // with permissions 0600; a draft left behind goes with the old models
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "file of the advice")
	}
	err = errors.Join(content(f), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(a.folder, name))
	}
	if err != nil {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return fault.Wrap(fault.Unavailable, err, "file of the advice")
}
