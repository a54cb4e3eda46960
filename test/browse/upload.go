package browse

import (
	"bytes"
	"mime/multipart"
	"net/http"
)

// Upload is a file chosen in a form.
type Upload struct{ Field, Name, Content string }

// Chooses fills the form that has the button, chooses files in it and sends it, as
// a browser sends a form with files.
func (r *Browser) Chooses(button string, files []Upload, typed ...string) *Browser {
	r.T.Helper()
	form := r.Form(button)
	if Attr(form, "enctype") != "multipart/form-data" {
		r.T.Fatalf("%s: the form of %q sends no files", r.At, button)
	}
	values := Values(form)
	for i := 0; i < len(typed); i += 2 {
		values.Set(typed[i], typed[i+1])
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, all := range values {
		for _, value := range all {
			if err := w.WriteField(name, value); err != nil {
				r.T.Fatal(err)
			}
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile(f.Field, f.Name)
		if err == nil {
			_, err = part.Write([]byte(f.Content))
		}
		if err != nil {
			r.T.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		r.T.Fatal(err)
	}
	req, err := http.NewRequestWithContext(r.T.Context(), http.MethodPost, r.url+Attr(form, "action"), &body)
	if err != nil {
		r.T.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	return r.do(req)
}
