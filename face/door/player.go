package door

import "shuniu/kernel/lang"

// Player is one of the made-up people of a demonstration, who can be signed in as
// with one click.
type Player struct {
	Login string
	Name  lang.Text
	Unit  lang.Text
	Title lang.Text
	Who   lang.Text // what they do
	Try   lang.Text // what to try as them
}
