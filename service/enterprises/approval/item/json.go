package item

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// largest is more than the catalogue of any city takes, in bytes.
const largest = 64 << 20

// ReadJSON reads a catalogue. What cannot be read is told all at once, each defect
// with the item and field where it is; Invalid as well if anything in it is wrong by
// Check.
func ReadJSON(r io.Reader) (*Catalogue, error) {
	var file struct {
		Items []map[string]json.RawMessage `json:"items"`
		Alike [][]string                   `json:"alike"`
	}
	if err := Document(io.LimitReader(r, largest), &file); err != nil {
		return nil, err
	}
	c := &Catalogue{Alike: file.Alike, Items: make([]Item, len(file.Items))}
	var ds []fault.Defect
	for n, fields := range file.Items {
		ds = append(ds, Decode(&c.Items[n], fields, fmt.Sprintf("items[%d].", n))...)
	}
	if len(ds) == 0 {
		ds = c.Check()
	}
	return c, fault.Defects(ds)
}

// Document reads the one JSON document there is into a struct that names all of its
// keys.
func Document(r io.Reader, into any) error {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return unreadable(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return unreadable(errors.New("more than one document"))
	}
	return nil
}

func unreadable(err error) error {
	return fault.Defects([]fault.Defect{{Text: lang.T("不是可读的JSON："+err.Error(), "It cannot be read as JSON: "+err.Error())}})
}

// Decode reads a record, given by its address, field by field, so that one that is
// wrong does not hide the next; at says where the record stands.
func Decode(record any, fields map[string]json.RawMessage, at string) []fault.Defect {
	var ds []fault.Defect
	v := reflect.ValueOf(record).Elem()
	for n := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(n).Tag.Get("json"), ",")
		raw, ok := fields[name]
		if name == "" || !ok {
			continue
		}
		delete(fields, name)
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		if err := d.Decode(v.Field(n).Addr().Interface()); err != nil {
			ds = append(ds, fault.Defect{Field: at + name, Text: told(err)})
		}
	}
	for name := range fields {
		ds = append(ds, fault.Defect{Field: at + name, Text: lang.T("没有这个要素。", "There is no such element.")})
	}
	slices.SortStableFunc(ds, func(a, b fault.Defect) int { return strings.Compare(a.Field, b.Field) })
	return ds
}

// told is what a person reads about a value that cannot be read.
func told(err error) lang.Text {
	var f *fault.Error
	if errors.As(err, &f) {
		if len(f.Defects) > 0 {
			return f.Defects[0].Text
		}
		return f.Person
	}
	return lang.T("值的类型或者格式不对："+err.Error(), "A value of the wrong kind or form: "+err.Error())
}

// WriteJSON writes the catalogue as ReadJSON reads it.
func (c *Catalogue) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return fault.Wrap(fault.Unavailable, e.Encode(c), "write catalogue")
}
