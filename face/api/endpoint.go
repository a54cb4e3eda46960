package api

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"shuniu/face/door"
	"shuniu/kernel/account"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// endpoint is one thing a program can ask for: its route and its description.
type endpoint struct {
	method, path string
	name         string // the operation's id
	right        door.Right
	scope        account.Scope // of a program's token
	saying
	params  []param
	body    func(lang.Tag) *huma.RequestBody
	uploads bool
	gives   any   // a value of the type that is answered with, or a content
	also    []int // statuses other than those every endpoint has
	answer  func(*call) (any, error)
}

// content is an answer of a media type of its own.
type content string

// saying is what an endpoint is for.
type saying struct{ title, about lang.Text }

// param is a parameter in the query or a header; those in the path follow from it.
type param struct {
	in, name string
	about    lang.Text
	schema   func(lang.Tag) *huma.Schema
	required bool
}

// call is one use of an endpoint.
type call struct {
	*door.Visitor
	w       http.ResponseWriter
	r       *http.Request
	end     *endpoint
	status  int // 200 if 0
	defects []fault.Defect
}

// admit refuses a program whose token was not given for this, and names the
// parameters that there are not.
func (c *call) admit() error {
	if c.end.scope != "" && !c.Token.Allows(c.end.scope) {
		return fault.New(fault.Denied, lang.T("这个令牌没有“"+string(c.end.scope)+"”权限。", "This token was not given the scope “"+string(c.end.scope)+"”."), "scope")
	}
	for name := range c.r.URL.Query() {
		if !slices.ContainsFunc(c.end.params, func(p param) bool { return p.in == inQuery && p.name == name }) {
			c.wrong(name, lang.T("没有“"+name+"”这个参数。", "There is no parameter “"+name+"”."))
		}
	}
	return nil
}

// wrong takes down one thing that is wrong with the call.
func (c *call) wrong(field string, text lang.Text) {
	c.defects = append(c.defects, fault.Defect{Field: field, Text: text})
}

// bad is all that was found wrong so far, nil if nothing.
func (c *call) bad() error { return fault.Defects(c.defects) }

func (c *call) query(name string) string { return c.r.URL.Query().Get(name) }

// number reads a whole number from the query; 0 if it is not given.
func (c *call) number(name string, most int) int {
	typed := c.query(name)
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 1 || n > most {
		c.wrong(name, lang.T("“{name}”应为1到{most}的整数。", "“{name}” must be a whole number from 1 to {most}.").With("name", name, "most", strconv.Itoa(most)))
	}
	return n
}

// send answers with a value as JSON, only when all of it has been made.
func (c *call) send(answer any) error {
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	if err := out.Encode(answer); err != nil {
		return fault.Wrap(fault.Internal, err, "answer")
	}
	c.w.Header().Set("Content-Type", "application/json")
	c.w.Header().Set("Content-Language", c.Lang.HTML())
	c.w.Header().Add("Vary", "Accept-Language")
	if c.status != 0 {
		c.w.WriteHeader(c.status)
	}
	if _, err := c.w.Write(b.Bytes()); err != nil {
		slog.Debug("reader left", "error", err)
	}
	return nil
}
