package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"shuniu/face/docket"
	"shuniu/face/door"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/process"
)

const (
	inQuery  = "query"
	inHeader = "header"
	inPath   = "path"
)

// describe adds the OpenAPI document, in both languages.
func (a *api) describe() error {
	documents := map[lang.Tag][]byte{}
	for _, tag := range []lang.Tag{lang.Zh, lang.En} {
		b, err := json.Marshal(a.document(tag))
		if err != nil {
			return fault.Wrap(fault.Internal, err, "openapi")
		}
		documents[tag] = b
	}
	a.Handle("GET "+Base+"/openapi.json", door.Anyone, func(w http.ResponseWriter, _ *http.Request, v *door.Visitor) error {
		w.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Add("Vary", "Accept-Language")
		_, err := w.Write(documents[v.Lang])
		return fault.Wrap(fault.Unavailable, err, "reader left")
	})
	return nil
}

// document describes every endpoint that there is.
func (a *api) document(tag lang.Tag) *huma.OpenAPI {
	schemas := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info:    &huma.Info{Title: lang.T("枢纽接口", "Shuniu API").In(tag), Version: "1"},
		Servers: []*huma.Server{{URL: Base}},
		Components: &huma.Components{Schemas: schemas, SecuritySchemes: map[string]*huma.SecurityScheme{
			"token": {Type: "http", Scheme: "bearer"},
			"code":  {Type: "apiKey", In: inHeader, Name: door.CodeHeader},
		}},
	}
	for _, e := range a.all {
		doc.AddOperation(e.operation(tag, schemas))
	}
	for _, s := range schemas.Map() {
		for _, p := range s.Properties {
			if p.Type == huma.TypeArray {
				p.Nullable = false
			}
		}
	}
	return doc
}

func (e endpoint) operation(tag lang.Tag, schemas huma.Registry) *huma.Operation {
	op := &huma.Operation{
		Method: e.method, Path: e.path, OperationID: e.name, Summary: e.title.In(tag), Description: e.about.In(tag), Responses: map[string]*huma.Response{},
	}
	switch e.right {
	case door.Program:
		op.Security = []map[string][]string{{"token": {string(e.scope)}}}
	case door.Holder:
		op.Security = []map[string][]string{{"code": {}}}
	}
	for part := range strings.SplitSeq(e.path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			op.Parameters = append(op.Parameters, &huma.Param{In: inPath, Name: strings.TrimSuffix(name, "}"), Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
		}
	}
	for _, p := range e.params {
		op.Parameters = append(op.Parameters, &huma.Param{In: p.in, Name: p.name, Required: p.required, Description: p.about.In(tag), Schema: p.schema(tag)})
	}
	if e.body != nil {
		op.RequestBody = e.body(tag)
	}
	given := map[string]*huma.MediaType{}
	if media, ok := e.gives.(content); ok {
		given[string(media)] = &huma.MediaType{}
	} else {
		given[jsonMedia] = &huma.MediaType{Schema: schemas.Schema(reflect.TypeOf(e.gives), true, "")}
	}
	failed := map[string]*huma.MediaType{problemMedia: {Schema: schemas.Schema(reflect.TypeFor[Problem](), true, "")}}
	op.Responses["200"] = &huma.Response{Description: http.StatusText(http.StatusOK), Content: given}
	for _, status := range append(slices.Clone(e.also), e.failures()...) {
		body := failed
		if status < http.StatusBadRequest {
			body = given
		}
		op.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status), Content: body}
	}
	return op
}

// failures are the statuses with which calls of the kind are refused.
func (e endpoint) failures() []int {
	all := []int{http.StatusUnprocessableEntity, http.StatusNotFound, http.StatusTooManyRequests, http.StatusServiceUnavailable}
	if e.right == door.Program {
		all = append(all, http.StatusUnauthorized, http.StatusForbidden)
	}
	if e.method == http.MethodPost {
		all = append(all, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return all
}

// words is the schema of a text of so many characters.
func words(least, most int) func(lang.Tag) *huma.Schema {
	return func(lang.Tag) *huma.Schema {
		s := &huma.Schema{Type: huma.TypeString}
		if least > 0 {
			s.MinLength = &least
		}
		if most > 0 {
			s.MaxLength = &most
		}
		return s
	}
}

func fileBody(lang.Tag) *huma.RequestBody {
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"application/octet-stream": {}, "image/*": {}, "application/pdf": {},
	}}
}

// opening describes what a program gives to the act that opens, as the definition
// asks for it.
func (a *api) opening(tag lang.Tag) *huma.RequestBody {
	s := &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Properties: map[string]*huma.Schema{}}
	for _, act := range a.def.ActsFrom(process.Start) {
		if !act.Allows(process.Program) {
			continue
		}
		s.Required = act.Needs
		for _, f := range docket.Fields(a.def, act) {
			s.Properties[f.Name] = fieldSchema(f, tag)
		}
	}
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{jsonMedia: {Schema: s}}}
}

func fieldSchema(f *process.Field, tag lang.Tag) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, Title: f.Label.In(tag), Description: f.Help.In(tag)}
	switch f.Type {
	case process.FieldBool:
		s.Type = huma.TypeBoolean
	case process.FieldNumber:
		s.Type = huma.TypeInteger
	case process.FieldFile:
		most := f.MostFiles()
		s.Type, s.Items, s.MaxItems = huma.TypeArray, &huma.Schema{Type: huma.TypeString}, &most
	case process.FieldChoice:
		for _, o := range f.Options {
			s.Enum = append(s.Enum, o.Value)
		}
	case process.FieldText, process.FieldProse:
		if f.Min > 0 {
			s.MinLength = &f.Min
		}
		if f.Max > 0 {
			s.MaxLength = &f.Max
		}
	}
	return s
}
