package desk

import (
	"strings"

	"shuniu/kernel/lang"
	"shuniu/service/people/request"
)

// compared are the texts of the act's form beside their originals, as they stand in
// the form now.
func compared(d doing) []request.Comparison {
	compare := d.desk.Compare[d.Definition.Name+"/"+d.act.Name]
	if compare == nil {
		return nil
	}
	typed := map[string]string{}
	for name := range d.typed {
		typed[name] = strings.Join(d.typed[name], " ")
	}
	return compare(d.View, typed)
}

func labelOf(d doing, field string) lang.Text {
	if f := d.Definition.Field(field); f != nil {
		return f.Label
	}
	return lang.Same(field)
}
