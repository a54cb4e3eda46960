package process

import "encoding/json"

// Schema is the JSON Schema (2020-12) of a definition, for editors: names of
// keys, what each is for, which values there are. It is made from the same
// shapes as the strict reader, and so refuses nothing the reader accepts.
func Schema() []byte {
	s := definitionForm().schema()
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["$id"] = "urn:shuniu:process-definition"
	s["title"] = "Shuniu process definition"
	s["$defs"] = schema{
		"text": schema{
			"type": "object", "additionalProperties": false, "required": []string{"zh", "en"},
			"properties": schema{"zh": schema{"type": "string", "minLength": 1}, "en": schema{"type": "string", "minLength": 1}},
		},
		"limit": schema{"type": "string", "pattern": `^[1-9][0-9]{0,4}(wd|d|h|min|mo|y)$`},
	}
	out, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil // maps of strings and lists always marshal
	}
	return append(out, '\n')
}

type schema = map[string]any

func (f *form) schema() schema {
	s := f.shape()
	if f.help != "" {
		s["description"] = f.help
	}
	return s
}

func (f *form) shape() schema {
	switch f.kind {
	case formText:
		return schema{"$ref": "#/$defs/text"}
	case formLimit:
		if f.words != nil {
			return schema{"anyOf": []schema{{"$ref": "#/$defs/limit"}, {"enum": f.words}}}
		}
		return schema{"$ref": "#/$defs/limit"}
	case formInt:
		return schema{"type": "integer", "minimum": 0}
	case formBool:
		return schema{"type": "boolean"}
	case formWord:
		return schema{"enum": f.words}
	case formList:
		s := schema{"type": "array", "items": f.item.schema()}
		if f.item.kind != formObject {
			s["minItems"], s["uniqueItems"] = 1, true
		}
		return s
	case formSome:
		return schema{"anyOf": []schema{f.item.schema(), list(f.item).schema()}}
	case formEither:
		return schema{"anyOf": []schema{f.item.schema(), f.other.schema()}}
	case formMap:
		return schema{"type": "object", "propertyNames": patterned(f.pattern), "additionalProperties": f.item.schema()}
	case formObject:
		return f.properties()
	}
	return patterned(f.pattern)
}

func patterned(pattern *shape) schema {
	if pattern == nil {
		return schema{"type": "string", "minLength": 1}
	}
	return schema{"type": "string", "pattern": pattern.String()}
}

func (f *form) properties() schema {
	properties, required := schema{}, []string{}
	for _, k := range f.keys {
		properties[k.name] = k.form.schema()
		if k.required {
			required = append(required, k.name)
		}
	}
	return schema{"type": "object", "additionalProperties": false, "properties": properties, "required": required}
}
