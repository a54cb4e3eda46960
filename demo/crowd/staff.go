package crowd

import (
	"context"
	"fmt"
	"net/http"

	"shuniu/kernel/account"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

// Office is where staff are hired for a crowd: a city made to be tried out.
type Office struct {
	DB       *store.DB
	Org      *org.Keeper
	Accounts *account.Keeper
	Today    calendar.Date
}

// SignedIn are n people of the city who hold posts, with a session each. Where there
// are not so many, handlers are added, unit by unit.
func (o Office) SignedIn(ctx context.Context, n int) ([]Person, error) {
	if err := o.hire(ctx, n); err != nil {
		return nil, err
	}
	var all []Person
	for _, id := range o.people() {
		if len(all) == n {
			break
		}
		a, err := o.account(ctx, id)
		if err != nil {
			return nil, err
		}
		token, err := o.Accounts.Open(ctx, a, account.ByPassword)
		if err != nil {
			return nil, err
		}
		i := len(all)
		all = append(all, Person{Cookie: &http.Cookie{Name: "shuniu", Value: string(token)}, Address: fmt.Sprintf("10.1.%d.%d", i/250, 1+i%250)})
	}
	return all, nil
}

// people are those who hold a post today, each once, those of every unit in turn.
func (o Office) people() []org.PersonID {
	dir := o.Org.Now()
	var all []org.PersonID
	seen := map[org.PersonID]bool{}
	for _, u := range dir.Units() {
		for _, kind := range posts {
			for _, h := range dir.HoldersOf(u.ID, kind, o.Today) {
				if !seen[h.Person] {
					seen[h.Person] = true
					all = append(all, h.Person)
				}
			}
		}
	}
	return all
}

var posts = []org.PostKind{"head", "deputy", "dispatcher", "auditor", "publisher", "agent", "quality", "callback", "supervisor", "liaison", "duty", "window", "keeper", "handler"}

// hire adds handlers until n people hold posts.
func (o Office) hire(ctx context.Context, n int) error {
	dir := o.Org.Now()
	var units []org.UnitID
	for _, u := range dir.Units() {
		if len(dir.HoldersOf(u.ID, "handler", o.Today)) > 0 {
			units = append(units, u.ID)
		}
	}
	ids := org.NewIDs(o.DB)
	have := len(o.people())
	for i := have; i < n; i++ {
		if len(units) == 0 {
			return fault.Of(fault.NotFound, "no unit has handlers")
		}
		person, err := ids.Person(ctx)
		if err != nil {
			return err
		}
		post, err := ids.Post(ctx)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("经办员%d", i+1)
		err = o.DB.Write(ctx, func(tx *store.Tx) error {
			if err := org.AddPerson(tx, org.Person{ID: person, Name: lang.T(name, fmt.Sprintf("Clerk %d", i+1))}); err != nil {
				return err
			}
			return org.Appoint(tx, org.Post{ID: post, Unit: units[i%len(units)], Kind: "handler", Person: person, Since: o.Today})
		})
		if err != nil {
			return err
		}
	}
	return o.Org.Refresh(ctx)
}

// account is the one that somebody has, or gets.
func (o Office) account(ctx context.Context, person org.PersonID) (account.ID, error) {
	a, err := o.Accounts.ByPerson(ctx, person)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return a.ID, err
	}
	id, err := o.Accounts.NewID(ctx)
	if err != nil {
		return 0, err
	}
	return id, o.DB.Write(ctx, func(tx *store.Tx) error {
		return account.Enrol(tx, account.Account{ID: id, Person: person, Login: fmt.Sprintf("crowd-%d", person)})
	})
}
