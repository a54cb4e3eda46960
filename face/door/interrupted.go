package door

import (
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"

	"shuniu/face/page"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// Interrupted is a form that somebody sent when it turned out that they first have
// to say who they are: a session has ended while they typed. It goes along with the
// form that asks and comes back afterwards, so that nothing typed is lost; files
// have to be chosen again.
type Interrupted struct {
	Path   string // where the form was going; empty if nothing was interrupted
	Values url.Values
}

const (
	wentToField = "interrupted"
	sentPrefix  = "interrupted."

	// ShowField says of a form that it is only to be shown again as it was filled in.
	ShowField = "show_again"
)

// Hidden lets the form go along with another one.
func (i Interrupted) Hidden() []page.Hidden {
	if i.Path == "" {
		return nil
	}
	return append([]page.Hidden{{Name: wentToField, Value: i.Path}}, i.hidden(sentPrefix)...)
}

func (i Interrupted) hidden(prefix string) []page.Hidden {
	var all []page.Hidden
	for _, name := range slices.Sorted(maps.Keys(i.Values)) {
		for _, value := range i.Values[name] {
			all = append(all, page.Hidden{Name: prefix + name, Value: value})
		}
	}
	return all
}

// InterruptedIn is the form that came along with another one that was sent; one that
// was going anywhere but below the path is none.
func InterruptedIn(sent url.Values, below string) Interrupted {
	i := Interrupted{Path: sent.Get(wentToField), Values: url.Values{}}
	if u, err := url.Parse(i.Path); err != nil || u.Path != i.Path || !strings.HasPrefix(i.Path, below+"/") || strings.Contains(i.Path, "..") || strings.ContainsAny(i.Path, "\\\r\n\t") {
		return Interrupted{}
	}
	for name, values := range sent {
		if of, ok := strings.CutPrefix(name, sentPrefix); ok {
			i.Values[of] = values
		}
	}
	return i
}

// Page is the way back: one button leads to the form as it was.
func (i Interrupted) Page(tag lang.Tag) templ.Component {
	f := page.Form{Action: i.Path, Submit: page.Word("kit.go-on").Text(), Hidden: append(i.hidden(""), page.Hidden{Name: ShowField, Value: "1"})}
	return f.GoOn(tag)
}

// Asks shows the form by which somebody says who they are, with what they were
// sending.
type Asks func(w http.ResponseWriter, r *http.Request, v *Visitor, i Interrupted) error

// AskWith says who asks where a route of the right was used by nobody yet.
func AskWith(d *Door, right Right, ask Asks) {
	if d.asks == nil {
		d.asks = map[Right]Asks{}
	}
	d.asks[right] = ask
}

type interrupting struct{ *Door }

// ask keeps what was being sent; false if there is nothing to keep.
func (i interrupting) ask(w http.ResponseWriter, r *http.Request, v *Visitor, right Right) bool {
	if r.Method != http.MethodPost || i.asks[right] == nil {
		return false
	}
	sent := Interrupted{Path: r.URL.Path, Values: words(r)}
	if len(sent.Values) == 0 {
		return false
	}
	if err := i.asks[right](w, r, v, sent); err != nil {
		i.fail(w, r, v, err)
	}
	return true
}

// words are what a form says without its files, as far as it can be read.
func words(r *http.Request) url.Values {
	const most, parts = largestForm / 2, 200
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // one that cannot be read has no words
	if media != "multipart/form-data" {
		if err := Form(r); err != nil {
			return nil
		}
		return r.PostForm
	}
	form, err := r.MultipartReader()
	if err != nil {
		return nil
	}
	out := url.Values{}
	size := 0
	for range parts {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			return nil
		}
		if part.FileName() != "" {
			continue
		}
		b, err := io.ReadAll(io.LimitReader(part, most))
		if size += len(b); err != nil || size >= most || !utf8.Valid(b) {
			return nil
		}
		out.Add(part.FormName(), string(b))
	}
	return out
}

// wellFormed refuses what is not in UTF-8, before it is shown or kept anywhere.
func wellFormed(form url.Values) error {
	for name, values := range form {
		if !utf8.ValidString(name) || slices.ContainsFunc(values, func(v string) bool { return !utf8.ValidString(v) }) {
			return ErrEncoding
		}
	}
	return nil
}

// ErrEnded tells why somebody is asked who they are in the middle of their work.
var ErrEnded = fault.New(fault.Denied, lang.T("登录或查询已过期。您刚才填写的内容都在：请在这里重新确认身份，然后接着办。附件需要重新选择。", "Your session has ended. What you entered is kept: say here who you are again, then go on. Files have to be chosen again."), "session ended")
