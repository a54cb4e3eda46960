package browse

import (
	"net/http/httptest"
	"testing"

	"shuniu/face/door"
	"shuniu/kernel/account"
	"shuniu/kernel/lang"
	"shuniu/kernel/store"
	"shuniu/test/city"
)

// Open opens a door of a city with the pages that register adds, and inspects the
// city once the test is over.
func Open(t *testing.T, c *city.City, demo bool, register func(*door.Door)) (url string, accounts *account.Keeper) {
	t.Helper()
	accounts, err := account.New(c.DB, account.Settings{Demo: demo})
	if err != nil {
		t.Fatal(err)
	}
	d := door.New(door.Setup{
		Styles:   c.Styles,
		Accounts: accounts, Systems: account.NewSystems(c.DB), Org: c.Org, Engine: c.Engine, Zone: city.Zone(), Now: c.Clock.Now,
		City: lang.T("澜湾市", "Lanwan"), Demo: demo,
	})
	register(d)
	s := httptest.NewServer(d)
	t.Cleanup(s.Close)
	t.Cleanup(func() { c.Inspect(t) })
	return s.URL, accounts
}

// Enrol gives people of the city accounts, each with their short name as the login.
func Enrol(t *testing.T, c *city.City, accounts *account.Keeper, names ...string) {
	t.Helper()
	for _, name := range names {
		id, err := accounts.NewID(t.Context())
		if err == nil {
			err = c.DB.Write(t.Context(), func(tx *store.Tx) error {
				return account.Enrol(tx, account.Account{ID: id, Person: c.People[name], Login: name})
			})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
