package desk

import (
	"net/http"
	"net/url"
	"strings"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/account"
	"shuniu/kernel/fault"
	"shuniu/kernel/process"
)

// The names of the fields of the sign-in forms.
const (
	loginField    = "login"
	passwordField = "password"
	backField     = "back"
)

// gate is where staff come in and go out.
type gate struct {
	*door.Door
	people []door.Player // of a demonstration
}

// entry is somebody who has not signed in yet.
type entry struct {
	*door.Visitor
	login, back string
	changed     bool // has just changed the password
	people      []door.Player
	sent        door.Interrupted
	err         error
}

// localBack is where to go after signing in: a page of the desk and nothing else,
// because the address is anybody's to write.
func localBack(back string) string {
	u, err := url.Parse(back)
	local := err == nil && !u.IsAbs() && u.Host == "" && (u.Path == owedPath || strings.HasPrefix(u.Path, owedPath+"/"))
	if !local || strings.ContainsAny(back, "\\\r\n\t") || strings.HasPrefix(u.Path, door.SignInPath) || strings.Contains(u.Path, "..") {
		return owedPath
	}
	return back
}

func (e entry) form() page.Form {
	inputs := []page.Input{
		{Name: loginField, Type: process.FieldText, Label: page.Word("desk.login").Text(), Value: e.login, Autofill: "username"},
		{Name: passwordField, Type: process.FieldText, Label: page.Word("desk.password").Text(), Autofill: "current-password"},
	}
	inputs, problems := page.Mark(inputs, e.err)
	return page.Form{
		Action: door.SignInPath, Inputs: inputs, Problems: problems, Submit: page.Word("desk.sign-in").Text(),
		Hidden: e.hidden(),
	}
}

// hidden is where to go afterwards, and what was being sent.
func (e entry) hidden() []page.Hidden {
	return append([]page.Hidden{{Name: backField, Value: e.back}}, e.sent.Hidden()...)
}

// interrupted asks who has been away too long; a new password goes along nowhere.
func (g *gate) interrupted(w http.ResponseWriter, r *http.Request, v *door.Visitor, sent door.Interrupted) error {
	e := entry{Visitor: v, back: owedPath, sent: sent, err: door.ErrEnded}
	if sent.Path == accountPath {
		e.back, e.sent = accountPath, door.Interrupted{}
	}
	return g.showEntry(w, r, e)
}

func (g *gate) signInForm(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	q := r.URL.Query()
	return g.showEntry(w, r, entry{Visitor: v, back: localBack(q.Get(backField)), changed: q.Has(changedParam)})
}

func (g *gate) showEntry(w http.ResponseWriter, r *http.Request, e entry) error {
	if g.Demo {
		e.people = g.people
	}
	pg := g.Page(r, e.Visitor, page.Word("desk.sign-in-title").Text())
	if e.err == nil {
		return g.Show(w, pg.Portal(), e.page())
	}
	pg.Failed, pg.Path = true, door.SignInPath
	return g.Again(w, e.err, pg.Portal(), e.page())
}

// signIn opens a session. A wrong login and a wrong password are told apart to
// nobody; how long a throttled one has to wait is in the error.
func (g *gate) signIn(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := door.Form(r); err != nil {
		return err
	}
	e := entry{Visitor: v, login: strings.TrimSpace(r.PostForm.Get(loginField)), back: localBack(r.PostForm.Get(backField)), sent: door.InterruptedIn(r.PostForm, owedPath)}
	password := r.PostForm.Get(passwordField)
	if e.err = given(e.login, password); e.err != nil {
		return g.showEntry(w, r, e)
	}
	token, err := g.Accounts.SignIn(r.Context(), account.Credentials{Login: e.login, Password: password, Address: g.Address(r)})
	if err != nil {
		if e.err = err; !fault.Is(err, fault.Denied) && !fault.Is(err, fault.Unavailable) {
			return err
		}
		return g.showEntry(w, r, e)
	}
	return g.enter(w, r, token, e)
}

func given(login, password string) error {
	var ds []fault.Defect
	if login == "" {
		ds = append(ds, fault.Defect{Field: loginField, Text: page.Word("desk.login-missing").Text()})
	}
	if password == "" {
		ds = append(ds, fault.Defect{Field: passwordField, Text: page.Word("desk.password-missing").Text()})
	}
	return fault.Defects(ds)
}

// enter hands over the new session and ends the one the browser had before.
func (g *gate) enter(w http.ResponseWriter, r *http.Request, token account.Token, e entry) error {
	if old := g.Token(r); old != "" {
		if err := g.Accounts.Close(r.Context(), old); err != nil {
			return err
		}
	}
	g.SignedIn(w, token)
	if e.sent.Path != "" {
		return g.Show(w, g.Page(r, e.Visitor, page.Word("kit.go-on-title").Text()).Portal(), e.sent.Page(e.Lang))
	}
	http.Redirect(w, r, e.back, http.StatusSeeOther)
	return nil
}

// demoSignIn lets a newcomer to a demonstration be somebody with one click.
func (g *gate) demoSignIn(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := door.Form(r); err != nil {
		return err
	}
	token, err := g.Accounts.DemoLogin(r.Context(), r.PostForm.Get(loginField))
	if err != nil {
		return err
	}
	return g.enter(w, r, token, entry{Visitor: v, back: localBack(r.PostForm.Get(backField)), sent: door.InterruptedIn(r.PostForm, owedPath)})
}

// signOut ends the session, whether or not there still is one.
func (g *gate) signOut(w http.ResponseWriter, r *http.Request, _ *door.Visitor) error {
	if token := g.Token(r); token != "" {
		if err := g.Accounts.Close(r.Context(), token); err != nil {
			return err
		}
	}
	g.SignedOut(w)
	http.Redirect(w, r, door.SignInPath, http.StatusSeeOther)
	return nil
}

func (g *gate) signOutEverywhere(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := g.Accounts.CloseAll(r.Context(), v.Session.Person); err != nil {
		return err
	}
	g.SignedOut(w)
	http.Redirect(w, r, door.SignInPath, http.StatusSeeOther)
	return nil
}
