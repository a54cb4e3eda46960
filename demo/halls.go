package demo

import (
	"bytes"
	_ "embed"

	"shuniu/service/enterprises/approval/hall"
)

//go:embed halls.json
var hallsJSON []byte

// Halls are the service halls of the city, at all four levels.
func Halls() (*hall.Network, error) { return hall.ReadJSON(bytes.NewReader(hallsJSON)) }
