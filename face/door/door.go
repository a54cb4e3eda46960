// Package door is how requests come in: it knows who is asking, refuses what a
// route's access does not allow, and turns failures into pages.
//
// A route cannot be registered without naming its Right. Every form is protected
// against cross-origin posts, every body is bounded, and what fails is told in the
// reader's language with the status of its kind (kernel/fault). It decides nothing
// about matters: that is the engine's.
package door

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/time/rate"

	"shuniu/face/page"
	"shuniu/kernel/access"
	"shuniu/kernel/account"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
)

// Right is who may use a route at all; what they may do there, the engine says.
type Right string

// The rights a route may name.
const (
	Anyone   Right = "anyone"
	Follower Right = "follower" // somebody who has proved a matter theirs by its query code
	Holder   Right = "holder"   // somebody who sends with each request the query code of the matter whose number is in the path
	Staff    Right = "staff"    // somebody signed in
	Program  Right = "program"  // a program of another system, by its token
	DemoOnly Right = "demo"     // nobody, unless the city is a demonstration
)

// Setup is what the door works with.
type Setup struct {
	Accounts *account.Keeper
	Systems  *account.Systems // tokens of programs; nil: none is let in
	Org      *org.Keeper
	Engine   *matter.Engine
	Zone     *time.Location
	Now      func() time.Time
	City     lang.Text
	Styles   *instrument.Styles // of documents; nil: none are issued
	Site     string             // address at which the public reaches the portal; empty: as requests come
	Demo     bool
	Secure   bool             // cookies only over TLS; off for a demonstration on loopback
	Wall     func() time.Time // the machine's own clock, for how long an upload may take; nil: as long as any form
	Proxies  []netip.Prefix   // in front of this server; they are believed when they say who asks
	Uploads  int              // bytes of files that one address may send at once, and again in an hour; 0: 400 MB
	Timing   bool             // tells how long each answer took; an outsider could learn from it what exists
}

// Door routes requests.
type Door struct {
	Setup
	mux    *http.ServeMux
	guard  *http.CrossOriginProtection
	posts  *pace[netip.Prefix]
	calls  *pace[account.TokenID]
	bytes  *pace[netip.Prefix]
	prints chan struct{} // those being set as PDF
	routes []Route
	tells  []telling
	asks   map[Right]Asks // who asks where nobody has said yet who they are
}

// Route is a registered route, for the standing tests.
type Route struct {
	Pattern string
	Right   Right
}

// Visitor is who is asking, and how they like to read.
type Visitor struct {
	Lang    lang.Tag
	Large   bool
	Actor   access.Actor
	Person  org.Person       // staff
	Unit    org.Unit         // the unit of the first post held
	Session account.Session  // staff
	Matter  matter.ID        // follower and holder
	Token   account.APIToken // program
}

// Answer answers a request; an error becomes a page.
type Answer func(w http.ResponseWriter, r *http.Request, v *Visitor) error

// New makes a door with the assets and the switches of the kit already behind it.
func New(s Setup) *Door {
	if s.Uploads == 0 {
		s.Uploads = uploadsAtOnce
	}
	d := &Door{
		Setup: s, mux: http.NewServeMux(), guard: http.NewCrossOriginProtection(),
		posts:  newPace[netip.Prefix](s.Now, postsPerSecond, postsAtOnce),
		calls:  newPace[account.TokenID](s.Now, callsPerSecond, callsAtOnce),
		bytes:  newPace[netip.Prefix](s.Now, rate.Limit(s.Uploads)/rate.Limit(time.Hour/time.Second), s.Uploads),
		prints: make(chan struct{}, printing),
	}
	d.mux.Handle("GET "+page.AssetsPath, http.MaxBytesHandler(page.Assets(), largestForm))
	d.mux.Handle(page.PrefsPath, http.MaxBytesHandler(page.Prefs(), largestForm))
	d.Handle("GET "+page.GalleryPath, DemoOnly, func(w http.ResponseWriter, r *http.Request, _ *Visitor) error {
		page.Gallery(s.City).ServeHTTP(w, r)
		return nil
	})
	return d
}

// Handle registers a route. A pattern is that of http.ServeMux and names its
// method.
func (d *Door) Handle(pattern string, right Right, h Answer) {
	d.bounded(Route{pattern, right}, largestForm, h)
}

func (d *Door) bounded(route Route, largest int64, h Answer) {
	d.routes = append(d.routes, route)
	d.mux.HandleFunc(route.Pattern, func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, largest)
		v, err := d.admit(r, route)
		if err == nil {
			err = h(w, r, v)
		}
		if errors.Is(err, http.ErrAbortHandler) {
			panic(http.ErrAbortHandler) // the answer has begun: only a broken connection says that it is not whole
		}
		if err != nil {
			d.fail(w, r, v, err)
		}
	})
}

// admit tells who comes, and refuses who posts too much or has no right to the route.
func (d *Door) admit(r *http.Request, route Route) (*Visitor, error) {
	if r.Method == http.MethodPost && route.Right != Program && !d.posts.allows(d.sender(r), 1) {
		return d.plain(r), errPace
	}
	return d.visitor(r, route.Right)
}

// Routes are the routes registered so far.
func (d *Door) Routes() []Route { return d.routes }

// largestForm bounds what a form without files may send.
const largestForm = 1 << 20

// ServeHTTP lets a request in.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if d.Timing {
		w = &timed{ResponseWriter: w, now: d.Now, begun: d.Now()}
	}
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler { //nolint:errorlint // the value itself is the signal
				panic(p)
			}
			d.fail(w, r, d.plain(r), fault.Of(fault.Internal, "panic: %v", p))
		}
	}()
	if err := d.guard.Check(r); err != nil {
		d.fail(w, r, d.plain(r), fault.Wrap(fault.Denied, err, "cross-origin post"))
		return
	}
	page.Headers(router{d}).ServeHTTP(w, r)
}

// router hands a request to its route. Where there is none, the mux knows whether
// the path has one for other methods.
type router struct{ *Door }

func (d router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, pattern := d.mux.Handler(r)
	if pattern != "" {
		d.mux.ServeHTTP(w, r)
		return
	}
	said := refusal{header: http.Header{}}
	h.ServeHTTP(&said, r)
	if said.status != http.StatusMethodNotAllowed {
		d.fail(w, r, d.plain(r), fault.Of(fault.NotFound, "no such page"))
		return
	}
	w.Header()["Allow"] = said.header["Allow"]
	d.fail(w, r, d.plain(r), errMethod)
}

// refusal takes down what the mux would have answered.
type refusal struct {
	header http.Header
	status int
}

func (r *refusal) Header() http.Header         { return r.header }
func (r *refusal) WriteHeader(status int)      { r.status = status }
func (r *refusal) Write(b []byte) (int, error) { return len(b), nil }

// Form reads the form that a request sent into r.PostForm. One that is too long, or
// is none, is Invalid and says so.
func Form(r *http.Request) error {
	if err := Media(r, "application/x-www-form-urlencoded"); err != nil {
		return err
	}
	err := r.ParseForm()
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return errTooLong
	case err != nil:
		return fault.Wrap(fault.Invalid, err, "form")
	}
	return wellFormed(r.PostForm)
}

// plain is a visitor of whom only the reading habits are known.
func (d *Door) plain(r *http.Request) *Visitor {
	v := &Visitor{Actor: access.Outsider()}
	v.Lang, v.Large = page.ReadPrefs(r)
	return v
}

// visitor finds out who is asking; the error is that the route is not for them.
func (d *Door) visitor(r *http.Request, right Right) (*Visitor, error) {
	v := d.plain(r)
	switch right {
	case Anyone:
		return v, nil
	case DemoOnly:
		if !d.Demo {
			return v, fault.Of(fault.NotFound, "demo only")
		}
		return v, nil
	case Follower:
		return v, d.follower(r, v)
	case Staff:
		return v, d.staff(r, v)
	case Holder:
		return v, d.holder(r, v)
	case Program:
		return v, d.program(r, v)
	}
	return v, fault.Of(fault.Internal, "route without a right: %q", right)
}

func (d *Door) staff(r *http.Request, v *Visitor) error {
	c, err := r.Cookie(d.sessionCookie())
	if err != nil {
		return errSignIn
	}
	s, ok, err := d.Accounts.Lookup(r.Context(), account.Token(c.Value))
	if err != nil {
		return err
	}
	if !ok {
		return errSignIn
	}
	v.Session = s
	dir := d.Org.Now()
	v.Person, _ = dir.Person(s.Person)
	stands := dir.Stands(s.Person, calendar.DateOf(d.Now().In(d.Zone)))
	v.Actor = access.StaffActor(dir, s.Person, stands)
	if len(stands) > 0 {
		v.Unit, _ = dir.Unit(stands[0].Unit)
	}
	return nil
}

func (d *Door) follower(r *http.Request, v *Visitor) error {
	c, err := r.Cookie(followCookie)
	if err != nil {
		return errFollow
	}
	number, code, _ := strings.Cut(c.Value, ".")
	if v.Actor, err = d.Engine.Prove(r.Context(), number, code); err != nil {
		if fault.Is(err, fault.NotFound) {
			return errFollow
		}
		return err
	}
	v.Matter = matter.ID(v.Actor.Matter)
	return nil
}

// The two ways of being nobody yet lead to a form, not to an error page.
var (
	errSignIn = fault.New(fault.Denied, lang.T("请先登录。", "Sign in first."), "not signed in")
	errFollow = fault.New(fault.Denied, lang.T("请先输入受理编号和查询码。", "Enter the number and the query code first."), "no matter proved")
)

// What HTTP has a status of its own for.
var (
	errPace    = fault.New(fault.Unavailable, lang.T("操作过于频繁，请稍等片刻再试。您填写的内容可用浏览器的“后退”找回。", "That was too much at once. Wait a moment and try again; the browser's back button brings back what you entered."), "too many posts")
	errTooLong = fault.New(fault.Invalid, lang.T("提交的内容太长（超过 1 MB），没有收下。请用浏览器的“后退”找回填写的内容，缩短后再提交。",
		"What was sent is too long (over 1 MB) and was not taken in. The browser's back button brings back what you entered; shorten it and send it again."), "body too long")
	errMethod = fault.New(fault.NotFound, lang.T("这个地址不接受这种请求方式。", "This address does not take requests of this kind."), "method not allowed")
)

// Status is the HTTP status that a failure is told with.
func Status(err error) int {
	switch {
	case errors.Is(err, errPace), errors.Is(err, errCalls), errors.Is(err, ErrUploads):
		return http.StatusTooManyRequests
	case errors.Is(err, errToken):
		return http.StatusUnauthorized
	case errors.Is(err, errMedia):
		return http.StatusUnsupportedMediaType
	case errors.Is(err, errTooLong):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, errMethod):
		return http.StatusMethodNotAllowed
	}
	return fault.As(err).Kind.Status()
}

// Log takes down a failure for the operator.
func Log(r *http.Request, err error) {
	slog.Error("request", "method", r.Method, "route", r.Pattern, "error", err.Error())
}

// fail tells a failure in the visitor's language.
func (d *Door) fail(w http.ResponseWriter, r *http.Request, v *Visitor, err error) {
	if v == nil {
		v = d.plain(r)
	}
	switch {
	case errors.Is(err, errSignIn) && interrupting{d}.ask(w, r, v, Staff), errors.Is(err, errFollow) && interrupting{d}.ask(w, r, v, Follower):
		return
	case errors.Is(err, errSignIn):
		http.Redirect(w, r, SignInPath+"?back="+backTo(r), http.StatusSeeOther) //nolint:gosec // the path is fixed; back is checked when it is used
		return
	case errors.Is(err, errFollow):
		http.Redirect(w, r, FollowPath, http.StatusSeeOther)
		return
	}
	f := fault.As(err)
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable || f.Kind == fault.Withheld {
		Log(r, f)
	}
	w.Header().Set("Cache-Control", "no-store")
	status := Status(err)
	switch {
	case errors.Is(err, ErrUploads):
		w.Header().Set("Retry-After", "600")
	case f.Kind == fault.Unavailable:
		w.Header().Set("Retry-After", "5")
	case status == http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	for _, t := range d.tells {
		if strings.HasPrefix(r.URL.Path, t.prefix) {
			t.tell(w, v, err)
			return
		}
	}
	home := "/"
	if strings.HasPrefix(r.URL.Path, "/desk") {
		home = "/desk"
	}
	p := d.Page(r, v, page.FailureTitle(err))
	if renderErr := d.render(w, status, p.Portal(), page.Failure{Err: err, Home: home}.In(v.Lang)); renderErr != nil {
		slog.Error("failure page", "error", renderErr)
	}
}

// Tell tells a failure with its Status.
type Tell func(w http.ResponseWriter, v *Visitor, err error)

type telling struct {
	prefix string
	tell   Tell
}

// FailAs tells the failures of all addresses below a prefix otherwise than as pages.
func (d *Door) FailAs(prefix string, tell Tell) { d.tells = append(d.tells, telling{prefix, tell}) }

// Page is a page of this city for the visitor, to be given its navigation.
func (d *Door) Page(r *http.Request, v *Visitor, title lang.Text) page.Page {
	p := page.Page{Title: title, Lang: v.Lang, Large: v.Large, Path: r.URL.RequestURI(), City: d.City, Demo: d.Demo}
	if v.Session.Person != 0 {
		p.User = &page.User{Name: v.Person.Name.In(v.Lang), Unit: v.Unit.Name, SignOut: SignOutPath}
	}
	return p
}

// Show renders content within a layout: Show(w, v, p.Portal(), body).
func (d *Door) Show(w http.ResponseWriter, layout, content templ.Component) error {
	return d.render(w, http.StatusOK, layout, content)
}

// Again renders a form that came back with errors.
func (d *Door) Again(w http.ResponseWriter, err error, layout, content templ.Component) error {
	return d.render(w, fault.As(err).Kind.Status(), layout, content)
}

// render writes a page only when all of it has been made, so that a failure
// halfway never looks like a page.
func (d *Door) render(w http.ResponseWriter, status int, layout, content templ.Component) error {
	var b bytes.Buffer
	if err := layout.Render(templ.WithChildren(context.Background(), content), &b); err != nil {
		return fault.Wrap(fault.Internal, err, "render")
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	if err != nil {
		slog.Debug("reader left", "error", err)
	}
	return nil
}
