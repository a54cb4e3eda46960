package source

import (
	"encoding/json"
	"strconv"
)

// AppendJSON writes the value as JSON, keys in source order.
func (n *Node) AppendJSON(b []byte) []byte {
	switch n.Kind {
	case Mapping:
		b = append(b, '{')
		for i, p := range n.Keys {
			if i > 0 {
				b = append(b, ',')
			}
			b = p.Value.AppendJSON(append(append(b, quoted(p.Key)...), ':'))
		}
		return append(b, '}')
	case Sequence:
		b = append(b, '[')
		for i, item := range n.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = item.AppendJSON(b)
		}
		return append(b, ']')
	case Int:
		return strconv.AppendInt(b, number(n.Text), 10)
	case Bool:
		return append(b, n.Text...)
	}
	return append(b, quoted(n.Text)...)
}

// number reads what was read as an integer; one beyond 64 bits is refused by
// every form before.
func number(s string) int64 {
	v, _ := strconv.ParseInt(s, 10, 64)
	return v
}

func quoted(s string) []byte {
	b, err := json.Marshal(s)
	if err != nil {
		return []byte(`""`) // a string always marshals
	}
	return b
}
