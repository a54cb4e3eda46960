package page_test

import (
	"flag"
	"net/http"
	"testing"

	"shuniu/face/page"
	"shuniu/kernel/lang"
)

var look = flag.String("look", "", "serve the gallery on this address until interrupted")

// TestLook serves the kit for the eye: go test ./face/page -run Look -look :8123 -timeout 0
func TestLook(t *testing.T) {
	if *look == "" {
		t.Skip("run with -look ADDRESS to see the gallery")
	}
	t.Log(http.ListenAndServe(*look, site()))
}

func site() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(page.AssetsPath, page.Assets())
	mux.Handle(page.PrefsPath, page.Prefs())
	mux.Handle(page.GalleryPath, page.Gallery(lang.T("青禾市", "Qinghe City")))
	return page.Headers(mux)
}
