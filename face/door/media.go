package door

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

var errMedia = fault.New(fault.Invalid, lang.T("提交的内容类型或编码不对，没有收下。", "What was sent is of the wrong type or encoding and was not taken in."), "content type")

// ErrEncoding refuses what is not in UTF-8, whatever it says of itself.
var ErrEncoding = fault.New(fault.Invalid, lang.T("提交的内容不是 UTF-8 编码，没有收下。如果用的是 GBK，请先转换。", "What was sent is not in UTF-8 and was not taken in. If it is in GBK, convert it first."), "encoding")

// Media refuses a body that says it is something else than what is taken, or not in
// UTF-8. An empty body needs no type.
func Media(r *http.Request, taken ...string) error {
	sent := r.Header.Get("Content-Type")
	if sent == "" && r.ContentLength == 0 {
		return nil
	}
	media, params, err := mime.ParseMediaType(sent)
	if charset := params["charset"]; err == nil && slices.Contains(taken, media) && (charset == "" || strings.EqualFold(charset, "utf-8")) {
		return nil
	}
	text := lang.T("这里只接受 UTF-8 编码的 "+strings.Join(taken, "、")+"，提交的是“"+sent+"”，没有收下。",
		"Only "+strings.Join(taken, ", ")+" in UTF-8 is taken here; what was sent says it is “"+sent+"”, and was not taken in.")
	return errors.Join(fault.New(fault.Invalid, text, "content type"), errMedia)
}

// Body is the whole body of a request in one of the types taken, which is text in
// UTF-8.
func Body(r *http.Request, taken ...string) ([]byte, error) {
	if err := Media(r, taken...); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(r.Body)
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return nil, errTooLong
	case err != nil:
		return nil, fault.Wrap(fault.Invalid, err, "body")
	case !utf8.Valid(b):
		return nil, ErrEncoding
	}
	return b, nil
}
