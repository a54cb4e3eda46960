package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"shuniu/face/door"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
)

const (
	jsonMedia = "application/json"
	keyHeader = "Idempotency-Key"
	longest   = 128
)

// act is what a call gives to an act, with what is wrong with it beyond what the
// engine finds.
type act struct {
	matter.Input
	wrong map[string]lang.Text
}

// unreadable is a value that no field takes: with it the engine names every other
// defect as well, and does nothing.
const unreadable = "\xff"

// act reads the body as the values of an act.
func (c *call) act() (*act, error) {
	raw, err := door.Body(c.r, jsonMedia)
	if err != nil {
		return nil, err
	}
	a := &act{Input: matter.Input{Values: map[string]string{}}, wrong: map[string]lang.Text{}}
	if len(bytes.TrimSpace(raw)) > 0 {
		if err := a.read(raw); err != nil {
			return nil, err
		}
	}
	for _, d := range c.defects {
		a.refuse(d.Field, d.Text)
	}
	key, text := c.key()
	if a.Key = key; key == "" {
		a.refuse(keyHeader, text)
	}
	return a, nil
}

func (a *act) read(raw []byte) error {
	var body map[string]any
	in := json.NewDecoder(bytes.NewReader(raw))
	in.UseNumber()
	err := in.Decode(&body)
	if err == nil {
		if _, more := in.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("more than one value")
		}
	}
	if err != nil {
		return fault.New(fault.Invalid, lang.T("请求体不是一个 JSON 对象："+err.Error(), "The body is not one JSON object: "+err.Error()), "json")
	}
	for name, value := range body {
		text, ok := plain(value)
		if !ok {
			a.refuse(name, lang.T("“"+name+"”的类型不对：应为字符串、整数、布尔值或字符串数组。", "“"+name+"” is of the wrong type: it must be a string, a whole number, a boolean or an array of strings."))
		} else if text != "" {
			a.Values[name] = text
		}
	}
	return nil
}

// plain is a JSON value as a form would send it.
func plain(value any) (string, bool) {
	switch v := value.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return map[bool]string{true: "true"}[v], true
	case []any:
		var all []string
		for _, one := range v {
			s, ok := one.(string)
			if !ok {
				return "", false
			}
			all = append(all, s)
		}
		return strings.Join(all, " "), true
	}
	return "", false
}

func (a *act) refuse(field string, text lang.Text) {
	a.Values[field], a.wrong[field] = unreadable, text
}

// told puts what the engine said of refused fields into the words they were refused
// with.
func (a *act) told(err error) error {
	f := fault.As(err)
	if f == nil || len(a.wrong) == 0 {
		return err
	}
	for i, d := range f.Defects {
		if text, ok := a.wrong[d.Field]; ok {
			f.Defects[i].Text = text
		}
	}
	return err
}

// key is the idempotency key of the call; the text says why there is none.
func (c *call) key() (string, lang.Text) {
	key := c.r.Header.Get(keyHeader)
	printable := strings.IndexFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
	if key != "" && len(key) <= longest && printable {
		return key, lang.Text{}
	}
	return "", lang.T("请在 Idempotency-Key 请求头中给出本次提交的唯一编号（1至128个可见ASCII字符，如UUID），重发时不变。",
		"Give this submission a key of its own in the Idempotency-Key header (1 to 128 visible ASCII characters, such as a UUID) and keep it when you send again.")
}
