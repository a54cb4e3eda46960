package process

import (
	"encoding/json"
	"strconv"
)

// MarshalJSON writes the definition with the keys of the language, in source
// order, and its digest.
func (d *Definition) MarshalJSON() ([]byte, error) {
	b := append([]byte(`{"digest":`), quoted(d.Digest)...)
	for _, p := range d.root.keys {
		b = append(append(append(b, ','), quoted(p.key)...), ':')
		b = p.value.json(b)
	}
	return append(b, '}'), nil
}

func (n *node) json(b []byte) []byte {
	switch n.kind {
	case mapping:
		b = append(b, '{')
		for i, p := range n.keys {
			if i > 0 {
				b = append(b, ',')
			}
			b = p.value.json(append(append(b, quoted(p.key)...), ':'))
		}
		return append(b, '}')
	case sequence:
		b = append(b, '[')
		for i, item := range n.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = item.json(b)
		}
		return append(b, ']')
	case scalarInt:
		return strconv.AppendInt(b, int64(atoi(n.text)), 10)
	case scalarBool:
		return append(b, n.text...)
	}
	return append(b, quoted(n.text)...)
}

func quoted(s string) []byte {
	b, err := json.Marshal(s)
	if err != nil {
		return []byte(`""`) // a string always marshals
	}
	return b
}

// MarshalText is the severity's word, for JSON.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
