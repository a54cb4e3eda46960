package door

import (
	"net/http"
	"strconv"
	"time"
)

// timed tells in Server-Timing, in milliseconds, how long an answer took until
// its first byte.
type timed struct {
	http.ResponseWriter
	now   func() time.Time
	begun time.Time
}

// WriteHeader adds the time before the header goes out.
func (t *timed) WriteHeader(status int) {
	took := float64(t.now().Sub(t.begun).Microseconds()) / 1000
	t.Header().Set("Server-Timing", "app;dur="+strconv.FormatFloat(took, 'f', 3, 64))
	t.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what the writer can do besides.
func (t *timed) Unwrap() http.ResponseWriter { return t.ResponseWriter }
