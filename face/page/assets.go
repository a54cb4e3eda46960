package page

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
)

// AssetsPath is the path under which Assets is to be served.
const AssetsPath = "/assets/"

// Hidden files are embedded too, so that the folder is not empty before the
// bundles were ever built; pages then come without style.
//
//go:embed all:assets
var assetFiles embed.FS

// asset is one bundle, as it is and packed by gzip, with the hash of its content.
type asset struct {
	hash         string
	mime         string
	body, packed []byte
}

// shelf holds the bundles by name and serves them.
type shelf map[string]asset

var assets = sync.OnceValue(func() shelf { return readAssets(assetFiles) })

func readAssets(files fs.FS) shelf {
	all := shelf{}
	names, err := fs.Glob(files, "assets/*")
	if err != nil {
		return all
	}
	for _, name := range names {
		body, err := fs.ReadFile(files, name)
		mime := mimeType(name)
		if err != nil || mime == "" {
			continue
		}
		packed, err := fs.ReadFile(files, name+".gz")
		if err != nil {
			packed = nil
		}
		sum := sha256.Sum256(body)
		all[path.Base(name)] = asset{hash: hex.EncodeToString(sum[:8]), mime: mime, body: body, packed: packed}
	}
	return all
}

// mimeType is fixed here because the machine's own tables differ.
func mimeType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return ""
}

// AssetHref is the address of a bundle (shuniu.css, app.js, desk.js, mark.svg,
// licences.txt) with its content's hash, so that it may be kept for ever.
func AssetHref(name string) string { return assets().href(name) }

// Assets serves the bundles under AssetsPath. An address with another hash is
// answered with the present content, but not to be kept.
func Assets() http.Handler { return assets() }

func (s shelf) href(name string) string {
	hash := "none"
	if a, ok := s[name]; ok {
		hash = a.hash
	}
	return AssetsPath + hash + "/" + name
}

func (s shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, AssetsPath), "/")
	a, ok := s[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.mime)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if hash == a.hash {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := a.body
	if a.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.packed
	}
	// The only failure is a reader that has gone.
	_, _ = w.Write(body)
}
