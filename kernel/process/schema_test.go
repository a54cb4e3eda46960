package process

import (
	"encoding/json"
	"regexp"
	"slices"
	"testing"
)

// holds is as much of JSON Schema as the schema of definitions uses.
type holds struct {
	defs map[string]any
}

func (h holds) value(schema map[string]any, v any) bool {
	if ref, ok := schema["$ref"].(string); ok {
		return h.value(h.defs[ref[len("#/$defs/"):]].(map[string]any), v)
	}
	if words, ok := schema["enum"].([]any); ok {
		return slices.Contains(words, v)
	}
	if either, ok := schema["anyOf"].([]any); ok {
		return slices.ContainsFunc(either, func(s any) bool { return h.value(s.(map[string]any), v) })
	}
	switch v := v.(type) {
	case map[string]any:
		return schema["type"] == "object" && h.object(schema, v)
	case []any:
		return schema["type"] == "array" && !slices.ContainsFunc(v, func(item any) bool { return !h.value(schema["items"].(map[string]any), item) })
	case string:
		pattern, _ := schema["pattern"].(string)
		return schema["type"] == "string" && regexp.MustCompile(pattern).MatchString(v)
	case float64:
		return schema["type"] == "integer"
	case bool:
		return schema["type"] == "boolean"
	}
	return false
}

func (h holds) object(schema, v map[string]any) bool {
	properties, _ := schema["properties"].(map[string]any)
	for key, value := range v {
		s, ok := properties[key].(map[string]any)
		if !ok {
			s, ok = schema["additionalProperties"].(map[string]any)
		}
		if !ok || !h.value(s, value) {
			return false
		}
		if names, ok := schema["propertyNames"].(map[string]any); ok && !h.value(names, key) {
			return false
		}
	}
	required, _ := schema["required"].([]any)
	return !slices.ContainsFunc(required, func(key any) bool { return v[key.(string)] == nil })
}

func TestSchemaAcceptsDefinitionsAndNothingElse(t *testing.T) {
	var schema map[string]any
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	h := holds{schema["$defs"].(map[string]any)}
	for _, file := range []string{"testdata/request.yaml", "testdata/permit.yaml", "testdata/opinion.yaml"} {
		d, _ := Parse(file, []byte(read(t, file)))
		src, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var v map[string]any
		if err := json.Unmarshal(src, &v); err != nil {
			t.Fatal(err)
		}
		delete(v, "digest")
		if !h.value(schema, v) {
			t.Errorf("the schema refuses %s", file)
		}
		for key, value := range map[string]any{"leter": "P", "letter": "p", "title": map[string]any{"zh": "x"}, "acts": []any{}} {
			kept := v[key]
			if v[key] = value; h.value(schema, v) {
				t.Errorf("the schema accepts %v as %s", value, key)
			}
			if v[key] = kept; kept == nil {
				delete(v, key)
			}
		}
	}
}
