package door

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strings"

	"shuniu/kernel/fault"
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

// printing is how many PDFs are set at once: each takes some 60 MB while it is.
const printing = 2

// Print is what is set as PDF: a document, a certificate.
type Print struct {
	Name string // of the file, without its ending
	Set  func(io.Writer) error
}

// Printed is a document as PDF.
func Printed(doc instrument.Document) Print {
	return Print{
		Name: doc.Title.In(lang.Zh) + " " + doc.Case,
		Set:  func(w io.Writer) error { return instrument.PDF(w, doc) },
	}
}

// Send sends the PDF, to be shown or, with SaveParam, saved. It waits for its turn
// among those that are being set.
func (p Print) Send(d *Door, w http.ResponseWriter, r *http.Request) error {
	b, err := p.set(d, r)
	if err != nil {
		return err
	}
	how := "inline"
	if r.URL.Query().Has(SaveParam) {
		how = "attachment"
	}
	h := w.Header()
	h.Set("Content-Security-Policy", filePolicy)
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": p.Name + ".pdf"}))
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(b) //nolint:gosec // a PDF, sent as one
	return fault.Wrap(fault.Unavailable, err, "send PDF")
}

func (p Print) set(d *Door, r *http.Request) ([]byte, error) {
	select {
	case d.prints <- struct{}{}:
		defer func() { <-d.prints }()
	case <-r.Context().Done():
		return nil, fault.Wrap(fault.Unavailable, r.Context().Err(), "wait for the press")
	}
	var b bytes.Buffer
	err := p.Set(&b)
	return b.Bytes(), err
}
