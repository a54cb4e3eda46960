package page_test

import (
	"net/http"

	"shuniu/face/page"
	"shuniu/kernel/lang"
)

func site() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(page.AssetsPath, page.Assets())
	mux.Handle(page.PrefsPath, page.Prefs())
	mux.Handle(page.GalleryPath, page.Gallery(lang.T("青禾市", "Qinghe City")))
	return page.Headers(mux)
}
