package desk

import (
	"net/http"

	"shuniu/face/door"
	"shuniu/face/page"
	"shuniu/kernel/account"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
)

const (
	oldField     = "old"
	againField   = "again"
	changedParam = "changed"
)

// own is the account of whoever reads it.
type own struct {
	*door.Visitor
	posts []lang.Text
	err   error
}

func (o own) form() page.Form {
	inputs := []page.Input{
		{Name: oldField, Type: process.FieldText, Label: page.Word("desk.password-old").Text(), Autofill: "current-password"},
		{Name: passwordField, Type: process.FieldText, Label: page.Word("desk.password-new").Text(), Help: page.Word("desk.password-help").Text(), Autofill: "new-password"},
		{Name: againField, Type: process.FieldText, Label: page.Word("desk.password-again").Text(), Autofill: "new-password"},
	}
	inputs, problems := page.Mark(inputs, o.err)
	return page.Form{Action: accountPath, Inputs: inputs, Problems: problems, Submit: page.Word("desk.password-change").Text()}
}

// passwordless reports whether the account is one of a demonstration, which is
// entered with one click.
func (o own) passwordless() bool { return o.Session.Method == account.ByDemo }

func (k *desk) accountForm(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	return k.showAccount(w, r, own{Visitor: v})
}

func (k *desk) showAccount(w http.ResponseWriter, r *http.Request, o own) error {
	o.posts = k.posts(o.Visitor)
	pg, err := k.page(r, o.Visitor, page.Word("desk.account").Text(), accountPath)
	if err != nil {
		return err
	}
	if o.err == nil {
		return k.Show(w, pg.Desk(), o.page())
	}
	pg.Failed = true
	return k.Again(w, o.err, pg.Desk(), o.page())
}

// changePassword replaces the password, which ends every session of the account:
// whoever knew the old one is out.
func (k *desk) changePassword(w http.ResponseWriter, r *http.Request, v *door.Visitor) error {
	if err := door.Form(r); err != nil {
		return err
	}
	c := account.Change{Old: r.PostForm.Get(oldField), New: r.PostForm.Get(passwordField), Address: k.Address(r)}
	o := own{Visitor: v}
	switch {
	case c.Old == "":
		o.err = fault.Defects([]fault.Defect{{Field: oldField, Text: page.Word("desk.password-missing").Text()}})
	case c.New != r.PostForm.Get(againField):
		o.err = fault.Defects([]fault.Defect{{Field: againField, Text: page.Word("desk.password-differs").Text()}})
	default:
		o.err = k.Accounts.ChangePassword(r.Context(), v.Session.Account, c)
	}
	switch {
	case o.err == nil:
		k.SignedOut(w)
		http.Redirect(w, r, door.SignInPath+"?"+changedParam, http.StatusSeeOther)
		return nil
	case fault.Is(o.err, fault.Internal):
		return o.err
	}
	return k.showAccount(w, r, o)
}

// posts are the seats the reader acts in, own and delegated; vacancies that fall to
// a head are too many to list.
func (k *desk) posts(v *door.Visitor) []lang.Text {
	var out []lang.Text
	dir := k.Org.Now()
	for _, s := range v.Actor.Stands {
		if s.Why == org.ByVacancy {
			continue
		}
		unit, _ := dir.Unit(s.Unit)
		post := lang.T(unit.Name.In(lang.Zh)+" "+k.postName(s.Post).Zh, k.postName(s.Post).En+", "+unit.Name.In(lang.En))
		if p, ok := dir.Person(s.Principal); ok && s.Principal != v.Person.ID {
			post = page.Word("desk.post-for").Fill(page.Texts{"post": post, "principal": p.Name})
		}
		out = append(out, post)
	}
	return out
}

// postName is what the processes call whoever fills a post of the kind.
func (k *desk) postName(kind org.PostKind) lang.Text {
	for _, def := range k.Engine.Definitions {
		for _, role := range def.Roles {
			if role.Post == string(kind) {
				return role.Title
			}
		}
	}
	return lang.Same(string(kind))
}
