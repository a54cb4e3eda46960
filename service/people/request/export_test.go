package request

// MakeLarge has the board treat whatever it holds as much.
func (h *Hotspots) MakeLarge() *Hotspots {
	h.few = 0
	return h
}
