package door

import (
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"shuniu/kernel/attachment"
	"shuniu/kernel/fault"
)

// What a form with files may send at once, so that whoever chose one file too many or
// too large is told which (what came stays, and more may follow); and how long it may
// take over a poor connection.
const (
	largestUpload = 10 * attachment.LargestFile
	uploadIn      = 15 * time.Minute
)

// HandleFiles registers a route whose form may bring files.
func (d *Door) HandleFiles(pattern string, right Right, h Answer) {
	d.bounded(Route{pattern, right}, largestUpload, func(w http.ResponseWriter, r *http.Request, v *Visitor) error {
		if d.Wall != nil {
			by, line := d.Wall().Add(uploadIn), http.NewResponseController(w)
			if err := line.SetReadDeadline(by); err != nil {
				return fault.Wrap(fault.Internal, err, "time for an upload")
			}
			if err := line.SetWriteDeadline(by.Add(time.Minute)); err != nil {
				return fault.Wrap(fault.Internal, err, "time for an upload")
			}
		}
		return h(w, r, v)
	})
}

// SaveParam in the address of a file asks for it to be saved, not shown.
const SaveParam = "save"

// filePolicy lets a file that is shown do nothing: it reads, runs and frames
// nothing. Browsers show PDF with a part of their own, which a sandbox would forbid.
const (
	filePolicy    = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
	picturePolicy = filePolicy + "; sandbox"
)

// Send sends a file that the visitor may read, and closes it. It comes in one piece,
// so that one reading is one request.
func Send(w http.ResponseWriter, r *http.Request, c *attachment.Content) error {
	defer c.Close()
	h := w.Header()
	h.Set("Content-Security-Policy", picturePolicy)
	if c.Type == "application/pdf" {
		h.Set("Content-Security-Policy", filePolicy)
	}
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Type", string(c.Type))
	h.Set("Content-Disposition", c.Disposition(!r.URL.Query().Has(SaveParam)))
	h.Set("Content-Length", strconv.FormatInt(c.Size, 10))
	if n, err := io.Copy(w, c); err != nil {
		slog.Error("file", "id", c.ID, "sent", n, "error", err)
		return http.ErrAbortHandler
	}
	return nil
}
