package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"shuniu/kernel/account"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/org"
	"shuniu/kernel/store"
)

var cityShape = regexp.MustCompile(`^[0-9]{6}$`)

// ready refuses to serve a city that could not handle what it is asked: the code
// is fixed in the ledger for good, and a request that nobody owes an answer to
// must not be taken in. All that is missing is told at once.
func (c *serveCmd) ready(ctx context.Context, e *env) (err error) {
	db, err := c.store(ctx, e, false)
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, lang.T("没有这个数据库："+c.url()+"。新城市先用 shuniu org import 导入区划、单位和人员；只想试用请加 --demo。",
			"There is no database at "+c.url()+". For a new city first enter regions, units and people with shuniu org import; to try Shuniu out add --demo."), "database file")
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	defs, err := c.definitions()
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "time zone")
	}
	d, err := org.Load(db.Read(ctx))
	if err != nil {
		return err
	}
	defects := missing(d, needs(defs), calendar.DateOf(e.Now().In(zone)))
	if text := wrongCity(c.City, d.City()); !text.IsZero() {
		defects = append(defects, fault.Defect{Field: "--city", Text: text})
	}
	if len(defects) > 0 {
		f := fault.New(fault.Invalid, lang.T("还不能启动服务，缺少：", "The city cannot be served yet. What is missing:"), "city is not ready")
		f.Defects = defects
		return f
	}
	return c.notice(ctx, e, db)
}

// wrongCity says what is wrong with the code of the city, which is the first six
// digits of its region. An empty one is that which the ledger remembers.
func wrongCity(code string, region org.Region) lang.Text {
	switch {
	case code == "":
		return lang.Text{}
	case !cityShape.MatchString(code):
		return lang.T("城市代码是 6 位行政区划代码，如 990100。", "The code of a city is the 6 digits of its region, like 990100.")
	case region.Code != "" && string(region.Code[:6]) != code:
		return lang.T("库中的区划属于 {city}。", "The regions in the database are those of {city}.").With("city", string(region.Code[:6]))
	}
	return lang.Text{}
}

// missing is what a city lacks for every post that the processes ask for to be
// somebody's.
func missing(d *org.Directory, needs []org.Need, today calendar.Date) []fault.Defect {
	var found []fault.Defect
	add := func(text lang.Text, pairs ...string) {
		found = append(found, fault.Defect{Text: text.With(pairs...)})
	}
	if len(d.Regions()) == 0 {
		add(lang.T("区划（regions.csv）", "regions (regions.csv)"))
	}
	top, there := d.Top()
	if !there {
		add(lang.T("单位（units.csv）", "units (units.csv)"))
		add(lang.T("人员和任职（posts.csv）", "people and their posts (posts.csv)"))
		return found
	}
	if _, answers := d.Resolve(top.ID, org.Head, today); !answers {
		add(lang.T("{name} 的负责人（岗位 head）：空缺的岗位最终由其负责", "a head of {name} (post head), to whom vacant posts fall in the end"), "name", top.Name.Zh)
	}
	told := map[string]bool{}
	for _, n := range needs {
		if _, known := d.UnitByCode(n.Unit); n.Unit == "" || known || told[n.Unit] {
			continue
		}
		told[n.Unit] = true
		add(lang.T("代码为 {unit} 的单位：流程由它办理", "a unit with the code {unit}, to which processes give work"), "unit", n.Unit)
	}
	return found
}

// settle brings a database that may have been restored by any means up to what is
// kept beside it: erasures that the journal names are made again, and projections
// of a later or another ledger are emptied.
func (p place) settle(ctx context.Context, e *env, s *site) error {
	journal, err := readJournal(p.journal())
	if err != nil {
		return err
	}
	erased, err := eraseAgain(ctx, s, journal)
	if err != nil {
		return err
	}
	if erased > 0 {
		fmt.Fprintln(e.Err, lang.T("数据库比删除日志旧：已重新删除 {n} 件事项的个人信息。", "The database is older than the journal of erasures: the personal data of {n} matters was erased again.").With("n", fmt.Sprint(erased)).In(e.Lang))
	}
	emptied, err := s.log.Reconcile(ctx, s.followers...)
	if err != nil {
		return err
	}
	for _, name := range emptied {
		fmt.Fprintln(e.Err, lang.T("派生数据 {name} 不属于此台账，已清空并重建。", "The projection {name} was not of this ledger; it is emptied and built again.").With("name", name).In(e.Lang))
	}
	return nil
}

// notice tells what does not hinder serving but will be missed.
func (c *serveCmd) notice(ctx context.Context, e *env, db *store.DB) error {
	k, err := account.New(db, account.Settings{})
	if err != nil {
		return err
	}
	all, err := k.Accounts(ctx)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Password && !a.Disabled {
			return nil
		}
	}
	fmt.Fprintln(e.Err, lang.T("还没有人能登录工作台：请用 shuniu account add 和 shuniu account password 开设账号。",
		"Nobody can sign in to the desk yet: add accounts with shuniu account add and shuniu account password.").In(e.Lang))
	return nil
}
