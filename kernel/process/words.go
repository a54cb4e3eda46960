package process

import (
	"strings"

	"shuniu/kernel/lang"
)

// RoleTitle is what screens call a role, built-in ones included.
func (d *Definition) RoleTitle(role string) lang.Text {
	switch role {
	case Applicant:
		return d.Applicant
	case System:
		return lang.T("系统", "System")
	case Program:
		return lang.T("接入系统", "Connected system")
	}
	if r := d.Role(role); r != nil {
		return r.Title
	}
	return lang.Text{}
}

// LimitText is a clock's limit in words: "5个工作日", "紧急2小时，一般5个工作日",
// "至承诺完成日期".
func (d *Definition) LimitText(c *Clock) lang.Text {
	if c.Until != "" {
		label := d.Field(c.Until).Label
		return lang.T("至"+label.Zh, "until "+label.En)
	}
	if c.By == "" {
		return lang.T(c.Limit.In(lang.Zh), c.Limit.In(lang.En))
	}
	var zh, en []string
	for _, o := range d.Field(c.By).Options {
		l, ok := c.Limits[o.Value]
		if !ok {
			continue
		}
		zh = append(zh, o.Label.Zh+l.In(lang.Zh))
		en = append(en, o.Label.En+" "+l.In(lang.En))
	}
	return lang.T(strings.Join(zh, "，"), strings.Join(en, ", "))
}
