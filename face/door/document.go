package door

import (
	"bytes"
	"mime"
	"net/http"
	"strings"

	"shuniu/kernel/attachment"
	"shuniu/kernel/instrument"
	"shuniu/kernel/lang"
)

// VerifyPath is where anyone asks whether a document was issued.
const VerifyPath = "/verify"

// Press makes the documents of the door's city.
func Press(d *Door) instrument.Press {
	return instrument.Press{Reader: d.Engine.Reader, Styles: d.Styles}
}

// Public is the address at which the public reaches the portal, without a slash at its
// end: what was set, or how this request came.
func Public(d *Door, r *http.Request) string {
	switch {
	case d.Site != "":
		return strings.TrimRight(d.Site, "/")
	case d.Secure:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// Verifiable gives a document the address at which it is verified.
func Verifiable(d *Door, r *http.Request, doc instrument.Document) instrument.Document {
	doc.Verify = Public(d, r) + VerifyPath + "/" + doc.Code
	return doc
}

// SendDocument sends a document as PDF, to be shown or, with SaveParam, saved.
func SendDocument(w http.ResponseWriter, r *http.Request, doc instrument.Document) error {
	var b bytes.Buffer
	if err := instrument.PDF(&b, doc); err != nil {
		return err
	}
	how := "inline"
	if r.URL.Query().Has(SaveParam) {
		how = "attachment"
	}
	name := doc.Title.In(lang.Zh) + " " + doc.Case + ".pdf"
	h := w.Header()
	h.Set("Content-Security-Policy", filePolicy)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Type", string(attachment.Type("application/pdf")))
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": name}))
	h.Set("Cache-Control", "no-store")
	_, err := w.Write(b.Bytes())
	return err
}
