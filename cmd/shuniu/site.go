package main

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"shuniu/demo"
	"shuniu/kernel/assessment/scorecard"
	"shuniu/kernel/attachment"
	"shuniu/kernel/calendar"
	"shuniu/kernel/category"
	"shuniu/kernel/fault"
	"shuniu/kernel/instrument"
	"shuniu/kernel/keyring"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/lineage"
	"shuniu/kernel/matter"
	"shuniu/kernel/org"
	"shuniu/kernel/process"
	"shuniu/kernel/search"
	"shuniu/kernel/store"
	"shuniu/kernel/supervision"
	definitions "shuniu/process"
	"shuniu/process/style"
	"shuniu/service/enterprises/approval"
	"shuniu/service/enterprises/approval/certificate"
	"shuniu/service/enterprises/approval/decision"
	"shuniu/service/enterprises/approval/hall"
	"shuniu/service/enterprises/approval/item"
	"shuniu/service/enterprises/approval/rating"
	"shuniu/service/enterprises/approval/theme"
	"shuniu/service/leaders/statistics"
	"shuniu/service/office/duty"
	"shuniu/service/people/knowledge"
	"shuniu/service/people/request"
)

// place says where a city's data is; every command that needs it embeds this.
type place struct {
	DB   string `help:"数据库：文件路径或 postgres:// 地址，默认在数据目录中 Database: a file path or a postgres:// address; by default in the data directory." env:"SHUNIU_DB"`
	Data string `help:"数据目录 Data directory." default:"data" env:"SHUNIU_DATA" type:"path"`
	Zone string `help:"计算法定期限所用时区 Time zone in which legal days are counted." default:"Asia/Shanghai" env:"SHUNIU_ZONE"`

	Scanner     string `help:"上传文件的病毒检查：tcp://主机:端口 或 unix:路径（clamd），或从标准输入读取的命令 What checks uploaded files for viruses: tcp://HOST:PORT or unix:PATH of a clamd, or a command that reads its input." env:"SHUNIU_SCANNER"`
	Definitions string `help:"本市流程定义目录，覆盖或增补随附的定义 Folder of the city's own definitions, over the shipped ones." env:"SHUNIU_DEFINITIONS" type:"existingdir"`
	Styles      string `help:"本市文书样式和机关代字目录，覆盖或增补随附的 Folder of the city's own styles of documents and marks of units, over the shipped ones." env:"SHUNIU_STYLES" type:"existingdir"`
	Categories  string `help:"本市诉求分类表（CSV），默认用数据目录中的 categories.csv，没有则用随附的 The city's own list of categories (CSV); by default categories.csv in the data directory, else the shipped one." env:"SHUNIU_CATEGORIES" type:"path"`

	Measures string `help:"本市考核指标目录，代替随附的指标 Folder of the city's own measures of assessment, in place of the shipped ones." env:"SHUNIU_MEASURES" type:"existingdir"`

	catalogue *item.Catalogue    // of service items; of serve only, which takes applications
	marks     *instrument.Styles // of the units of a demonstration
	book      *theme.Book        // what is done as one thing; of serve only
	network   *hall.Network      // of service halls; of serve only
}

// site is an installation: one city's database with everything that works on it.
type site struct {
	db        *store.DB
	log       *ledger.Log
	org       *org.Keeper
	engine    *matter.Engine
	files     *attachment.Keeper
	followers []ledger.Follower
	styles    *instrument.Styles
	advice    *request.Advice
	hotspots  *request.Hotspots
	measures  scorecard.Measures
	answers   *request.Answers
	zone      *time.Location
}

func (p place) url() string {
	if p.DB != "" {
		return p.DB
	}
	return filepath.Join(p.Data, "shuniu.db")
}

// named tells whether there is a database to ask: one that was named, or the one in
// the data directory.
func (p place) named() bool {
	if p.DB != "" {
		return true
	}
	_, err := os.Stat(p.url())
	return err == nil
}

// store opens the database alone. A file that is not there yet is refused unless
// make is set: a mistyped path must not look like an empty city.
func (p place) store(ctx context.Context, e *env, make bool) (*store.DB, error) {
	url := p.url()
	if !make && !strings.Contains(url, "://") {
		if _, err := os.Stat(strings.TrimPrefix(url, "file:")); err != nil {
			return nil, fault.New(fault.NotFound, lang.T("没有这个数据库："+url, "There is no database at "+url), "database file")
		}
	}
	return store.Open(ctx, store.Options{URL: url, Now: e.Now})
}

// open opens the site whose city the database remembers; city names it on first
// use.
func (p place) open(ctx context.Context, e *env, city string) (*site, error) {
	db, err := p.store(ctx, e, city != "")
	if err != nil {
		return nil, err
	}
	s, err := p.assemble(ctx, db, city)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func (p place) assemble(ctx context.Context, db *store.DB, city string) (*site, error) {
	s := &site{db: db, answers: request.NewAnswers()}
	var err error
	if s.zone, err = time.LoadLocation(p.Zone); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "time zone")
	}
	defs, err := p.definitions()
	if err != nil {
		return nil, err
	}
	if s.styles, err = p.styles(defs); err != nil {
		return nil, err
	}
	if s.measures, err = p.yardsticks(defs); err != nil {
		return nil, err
	}
	categories, err := p.categories()
	if err != nil {
		return nil, err
	}
	if s.log, err = ledger.Open(ctx, db, city); err != nil {
		return nil, err
	}
	if s.org, err = org.NewKeeper(ctx, db, needs(defs)...); err != nil {
		return nil, err
	}
	keys, err := p.keyring(ctx, db)
	if err != nil {
		return nil, err
	}
	s.files = attachment.New(db, attachment.NewDisk(p.files()), attachment.ParseScanner(p.Scanner))
	s.engine, err = matter.New(ctx, matter.Setup{
		DB: db, Log: s.log, Org: s.org, Keys: keys, Calendar: calendar.Embedded(), Zone: s.zone, Definitions: defs, Categories: categories, Hooks: p.hooks(s), Files: s.files,
	})
	if err != nil {
		return nil, err
	}
	s.followers = followers(s)
	s.hotspots = request.NewHotspots(s.engine)
	s.advice = request.NewAdvice(s.engine, request.AdviceSettings{Folder: filepath.Join(p.Data, "insight")})
	return s, nil
}

// definitions are the shipped ones with those of the site over them; what cannot
// be proved is not run.
func (p place) definitions() ([]*process.Definition, error) {
	defs, findings := definitions.All()
	if len(findings) > 0 {
		return nil, fault.Of(fault.Internal, "shipped definitions: %v", findings)
	}
	if p.Definitions == "" {
		return defs, nil
	}
	own, findings := definitions.Read(os.DirFS(p.Definitions), p.Definitions+"/")
	all, more := process.Overlay(defs, own)
	return all, defects(slices.Concat(findings, more, process.Prove(all)))
}

// styles are those of the documents: the shipped ones, with those of the site over
// them; what does not fit the processes is not issued.
func (p place) styles(defs []*process.Definition) (*instrument.Styles, error) {
	shipped, findings := style.All()
	if p.marks != nil {
		shipped = p.marks.Over(shipped)
	}
	if p.Styles != "" {
		own, more := instrument.Read(os.DirFS(p.Styles), p.Styles+"/")
		shipped, findings = own.Over(shipped), more
	}
	return shipped, defects(append(findings, shipped.Check(defs)...))
}

func defects(findings []process.Finding) error {
	var ds []fault.Defect
	for _, f := range findings {
		ds = append(ds, fault.Defect{Field: f.Pos.String(), Text: f.Text})
	}
	return fault.Defects(ds)
}

// categories are the city's own list over the shipped one, whose names old matters
// may still need, or the shipped one.
func (p place) categories() (*category.List, error) {
	file := p.Categories
	if file == "" {
		file = filepath.Join(p.Data, "categories.csv")
		if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
			return category.Embedded(), nil
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fault.New(fault.NotFound, lang.T("分类表无法读取："+file, "The list of categories cannot be read: "+file), err.Error())
	}
	own, err := category.Load(file, text)
	if err != nil {
		return nil, err
	}
	return own.Over(category.Embedded()), nil
}

// items are the city's catalogue of services: the named one, that of the data
// directory, that of the demonstration, or none. One with defects is not served.
func (p place) items(named string, demonstration bool) (*item.Catalogue, error) {
	return source[item.Catalogue]{named, filepath.Join(p.Data, "items.json"), catalogue, demo.Items}.read(demonstration)
}

// halls are the city's service halls, found like its items.
func (p place) halls(named string, demonstration bool) (*hall.Network, error) {
	return source[hall.Network]{named, filepath.Join(p.Data, "halls.json"), network, demo.Halls}.read(demonstration)
}

// source is where a list of the city may come from.
type source[T any] struct {
	named, usual string
	from         func(string) (*T, error)
	shown        func() (*T, error) // that of the demonstration
}

func (s source[T]) read(demonstration bool) (*T, error) {
	if s.named != "" {
		return s.from(s.named)
	}
	if _, err := os.Stat(s.usual); err == nil {
		return s.from(s.usual)
	}
	if demonstration {
		return s.shown()
	}
	return nil, nil
}

// keyring reads the keys, which only a city without any matter may make anew.
func (p place) keyring(ctx context.Context, db *store.DB) (*keyring.Ring, error) {
	path := p.keys()
	known, err := matter.Tips(db.Read(ctx), 0, 1)
	if err != nil {
		return nil, err
	}
	read := keyring.Load
	if len(known) == 0 {
		read = keyring.Make
	}
	keys, err := read(path)
	if err != nil {
		return nil, err
	}
	return keys, db.Write(ctx, keys.Bind)
}

// files is where attached files are; all nodes of a city share it.
func (p place) files() string { return filepath.Join(p.Data, "files") }

func (p place) keys() string { return filepath.Join(p.Data, "keys", "keyring.json") }

// needs are the posts that the processes may ask for, so that a vacant one falls
// to the head instead of to nobody.
func needs(defs []*process.Definition) []org.Need {
	var out []org.Need
	for _, d := range defs {
		for _, r := range d.Roles {
			unit := r.Unit
			if strings.HasPrefix(unit, "$") {
				unit = ""
			}
			out = append(out, org.Need{Unit: unit, Post: org.PostKind(r.Post)})
		}
	}
	return out
}

// hooks are the rules of all services.
func (p place) hooks(s *site) map[string]matter.Hook {
	all := request.Hooks(s.answers)
	maps.Copy(all, duty.Hooks())
	maps.Copy(all, supervision.Hooks())
	maps.Copy(all, scorecard.Hooks(s.measures))
	maps.Copy(all, approval.Hooks(approval.Sources{Items: p.catalogue, Themes: p.book, Styles: s.styles}))
	maps.Copy(all, rating.Hooks())
	maps.Copy(all, statistics.Hooks())
	maps.Copy(all, hall.Hooks(hall.Rules{Halls: p.network, Items: p.catalogue, Zone: s.zone}))
	return all
}

// followers are the projections of this version.
func followers(s *site) []ledger.Follower {
	return []ledger.Follower{request.NewPublished(s.engine), request.NewPrecedents(s.engine), lineage.Links{}, knowledge.New(s.engine), certificate.NewRegister(s.engine), search.NewMatters(s.engine), instrument.Uses{Press: instrument.Press{Reader: s.engine.Reader, Styles: s.styles}}, rating.NewFigures(s.engine), decision.NewPublished(s.engine), hall.NewQueue(s.engine), supervision.NewCards(s.engine), scorecard.New(s.engine, s.measures), statistics.New(s.engine)}
}

func (s *site) close() error { return s.db.Close() }

// lookEvery is how often the followers are looked at while they are waited for.
const lookEvery = 100 * time.Millisecond

// caughtUp waits until the followers, which somebody runs, have read what is there.
func (s *site) caughtUp(ctx context.Context) error {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		lags, err := s.log.Lags(ctx)
		if err != nil || !slices.ContainsFunc(lags, func(g ledger.Lag) bool { return g.Behind > 0 }) {
			return err
		}
		select {
		case <-ctx.Done():
			return fault.Wrap(fault.Unavailable, ctx.Err(), "followers")
		case <-look.C:
		}
	}
}

// follow lets the followers read what is there, beside a server if one runs, and
// leaves nothing in their files of what they have dropped.
func (s *site) follow(ctx context.Context) error {
	if err := s.catchUp(ctx); err != nil {
		return err
	}
	return s.db.Follow().Scrub(ctx)
}

// catchUp lets the followers read what is there.
func (s *site) catchUp(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, followWithin)
	defer cancel()
	running, stop := context.WithCancel(ctx)
	var runner sync.WaitGroup
	lease := store.Lease{Name: "sequencer", Holder: rand.Text()}
	runner.Go(func() { ledger.NewRunner(s.log, lease.Holder, s.followers...).Run(running) })
	err := s.caughtUp(ctx)
	stop()
	runner.Wait()
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *store.Tx) error { // what has stopped holds nobody up
		_, err := tx.Acquire(&lease, 0)
		return err
	})
}

// followWithin bounds how long a command waits for followers.
const followWithin = 5 * time.Minute
