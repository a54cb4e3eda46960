package hall

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"

	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/service/enterprises/approval/item"
)

// largest is more than the network of any city takes, in bytes.
const largest = 16 << 20

// ReadJSON reads a network. What cannot be read and what is wrong by Check is told
// all at once, each defect with the hall and field where it is.
func ReadJSON(r io.Reader) (*Network, error) {
	var file struct {
		Halls []map[string]json.RawMessage `json:"halls"`
	}
	if err := item.Document(io.LimitReader(r, largest), &file); err != nil {
		return nil, err
	}
	n := &Network{Halls: make([]Hall, len(file.Halls))}
	var ds []fault.Defect
	for i, fields := range file.Halls {
		ds = append(ds, item.Decode(&n.Halls[i], fields, fmt.Sprintf("halls[%d].", i))...)
	}
	if len(ds) == 0 {
		ds = n.Check()
	}
	return n, fault.Defects(ds)
}

// Check is everything that is wrong with the network by itself; see Against for what
// the register and the catalogue say of it.
func (n *Network) Check() []fault.Defect {
	var c checking
	c.want(len(n.Halls) > 0, "halls", lang.T("至少要有一个大厅。", "There is at least one hall."))
	seen := map[string]bool{}
	for i := range n.Halls {
		c.at = fmt.Sprintf("halls[%d].", i)
		h := &n.Halls[i]
		c.want(!seen[h.Code], "code", lang.T("与前面的大厅重复。", "Another hall has it."))
		seen[h.Code] = true
		c.hall(h)
	}
	return c.ds
}

// checking gathers all that is wrong; fields are named as in JSON.
type checking struct {
	at string
	ds []fault.Defect
}

func (c *checking) want(ok bool, field string, text lang.Text) {
	if !ok {
		c.ds = append(c.ds, fault.Defect{Field: c.at + field, Text: text})
	}
}

func (c *checking) text(field string, t lang.Text) {
	c.want(t.Zh != "" && t.En != "", field, lang.T("中文和英文都要填写。", "Both Chinese and English are wanted."))
}

// Codes stand in addresses, tickets and the ledger.
var (
	code   = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,31}$`)
	number = regexp.MustCompile(`^[0-9A-Za-z]{1,6}$`)
	phone  = regexp.MustCompile(`^[0-9-]{3,20}$`)
)

func (c *checking) hall(h *Hall) {
	c.want(code.MatchString(h.Code), "code", lang.T("应为2至32个小写字母、数字、点或者横线。", "It has 2 to 32 small letters, digits, dots or hyphens."))
	c.text("name", h.Name)
	_, err := org.ParseRegionCode(string(h.Region))
	c.want(err == nil, "region", lang.T("应为12位区划代码。", "It is a region code of 12 digits."))
	c.want(h.Unit != "", "unit", lang.T("没有填写。", "It is missing."))
	c.text("address", h.Address)
	c.want(phone.MatchString(h.Phone), "phone", lang.T("应为电话号码。", "It is a telephone number."))
	c.hours(h.Hours)
	for i, t := range h.Access {
		c.text(fmt.Sprintf("access[%d]", i), t)
	}
	c.want(h.At == nil || h.At.Lat >= -90 && h.At.Lat <= 90 && h.At.Lon >= -180 && h.At.Lon <= 180, "at", lang.T("经纬度超出范围。", "Latitude or longitude is out of range."))
	c.want(h.Slots.Minutes >= 5 && h.Slots.Minutes <= 240, "slots.minutes", lang.T("应为5至240分钟。", "It is 5 to 240 minutes."))
	c.want(h.Slots.Places >= 0 && h.Slots.Places <= 500, "slots.places", lang.T("应为0至500。", "It is 0 to 500."))
	c.want(h.Slots.Draw >= 0 && h.Slots.Draw <= 500, "slots.draw", lang.T("应为0至500。", "It is 0 to 500."))
	c.want(h.Slots.Days >= 0 && h.Slots.Days <= 60, "slots.days", lang.T("应为0至60天。", "It is 0 to 60 days."))
	c.windows(h)
}

func (c *checking) hours(hours map[string]Spans) {
	c.want(len(hours) > 0, "hours", lang.T("没有开放时间。", "There are no hours."))
	for _, day := range slices.Sorted(maps.Keys(hours)) {
		c.want(slices.Contains(days(), day), "hours."+day, lang.T("应为mon至sun，或者holiday（法定节假日）。", "Days are mon to sun, or holiday."))
		spans := hours[day]
		for i := 1; i < len(spans); i++ {
			c.want(spans[i].From > spans[i-1].To, fmt.Sprintf("hours.%s[%d]", day, i), lang.T("应在前一段之后。", "It comes after the one before."))
		}
	}
}

func (c *checking) windows(h *Hall) {
	c.want(len(h.Windows) > 0, "windows", lang.T("至少要有一个窗口。", "There is at least one window."))
	seen := map[string]bool{}
	for i, w := range h.Windows {
		at := fmt.Sprintf("windows[%d].", i)
		c.want(number.MatchString(w.Number) && !seen[w.Number], at+"number", lang.T("窗口号应为1至6个字母或者数字，同一大厅内不重复。", "A number has 1 to 6 letters or digits, once in each hall."))
		seen[w.Number] = true
		c.text(at+"name", w.Name)
		c.want(w.Comprehensive == (len(w.Items) == 0), at+"items", lang.T("综合窗口不列事项，其他窗口至少列一项。", "A comprehensive window lists no items, any other at least one."))
	}
}

// Against is what the register and the catalogue know otherwise: a unit or region
// that is not there, and items that nobody offers.
func (n *Network) Against(dir *org.Directory, items *item.Catalogue) []fault.Defect {
	var c checking
	for i := range n.Halls {
		h := &n.Halls[i]
		c.at = fmt.Sprintf("halls[%d].", i)
		_, known := dir.UnitByCode(h.Unit)
		c.want(known, "unit", lang.T("单位名录中没有这个单位。", "The register has no such unit."))
		_, known = dir.Region(h.Region)
		c.want(known, "region", lang.T("名录中没有这个区划。", "The register has no such region."))
		for k, w := range h.Windows {
			for m, code := range w.Items {
				c.want(offers(items, code), fmt.Sprintf("windows[%d].items[%d]", k, m), lang.T("事项库中没有这个编码。", "The catalogue has no such code."))
			}
		}
	}
	return c.ds
}

func offers(items *item.Catalogue, code string) bool {
	return items != nil && slices.ContainsFunc(items.Items, func(i item.Item) bool {
		return string(i.Code) == code || i.Implementing() == code
	})
}
