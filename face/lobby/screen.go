package lobby

import (
	"net/http"
	"strconv"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/service/enterprises/approval/hall"
)

// refresh is how often the screen on the wall asks anew, in seconds. It is told in a
// header, so that the page works without scripts.
const refresh = 5

// What a screen has room for.
const (
	mostCalled = 6
	mostNext   = 12
)

// screen is the calling screen of a hall.
func (l *lobby) screen(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	o, err := l.room(r, v)
	if err != nil {
		return err
	}
	w.Header().Set("Refresh", strconv.Itoa(refresh))
	return l.Show(w, l.Page(r, v, o.Name).Wall(), o.wall())
}

func (o room) called() []hall.Visit { return o.stand.Serving[:min(len(o.stand.Serving), mostCalled)] }

func (o room) upNext() []hall.Visit { return o.stand.Waiting[:min(len(o.stand.Waiting), mostNext)] }

func (o room) clock() string { return o.now.String() }

func (o room) today() string { return page.Date(o.day).In(o.Lang) }

func (o room) to(v hall.Visit) string {
	return page.Word("lobby.to-window").With("n", v.Window).In(o.Lang)
}
