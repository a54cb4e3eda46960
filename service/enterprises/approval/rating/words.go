package rating

import (
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

var errNoMore = fault.New(fault.Conflict, lang.T("一次服务评价一次：现在没有可以评价的服务。", "Each service is rated once: there is nothing to rate now."), "nothing to rate")
