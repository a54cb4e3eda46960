package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"shuniu/kernel/access"
	"shuniu/kernel/calendar"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
	"shuniu/kernel/number"
	"shuniu/kernel/org"
	"shuniu/service/office/duty"
)

type orgLeaveCmd struct {
	place
	Who    string            `arg:"" help:"离岗人员的姓名或工号 Name or code of whoever leaves."`
	Unit   string            `help:"离开的单位代码 Code of the unit left." required:""`
	Post   string            `help:"离开的岗位，不写表示在该单位的全部岗位 Post left; all posts in the unit without it."`
	Last   string            `help:"在岗的最后一日 Last day in the post, as 2026-03-31." required:""`
	To     string            `help:"接办人的姓名或工号 Name or code of the successor."`
	Share  map[string]string `help:"某件另交某人：编号=姓名或工号 A matter for somebody else: NUMBER=NAME."`
	Takes  bool              `help:"接办人自次日起接任该岗位 The successor takes over the post on the next day."`
	Reason string            `help:"事由 Reason."`
	By     string            `help:"下令的负责人或人事专员的姓名或工号 Name or code of the head or personnel officer who orders it."`
	Dry    bool              `help:"只列出要移交的事项 Only list what would be handed over." name:"dry-run"`
}

// Run lists what is handed over, orders it and carries it out if the last day has
// passed; otherwise the server does, on the day after.
func (c *orgLeaveCmd) Run(e *env) (err error) {
	ctx := context.Background()
	s, err := c.open(ctx, e, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	change, err := c.change(s.org.Now())
	if err != nil {
		return err
	}
	succession := duty.New(s.engine)
	p, err := succession.Plan(ctx, change)
	if err != nil {
		return err
	}
	if err := printPlan(e, s.org.Now(), p); err != nil {
		return err
	}
	if err := p.Err(); err != nil || c.Dry {
		return err
	}
	by, ok := duty.Named(s.org.Now(), c.By, change.Unit)
	if !ok {
		return noPerson(c.By)
	}
	today := calendar.DateOf(s.db.Now().In(s.zone))
	actor := access.StaffActor(s.org.Now(), by, s.org.Now().Stands(by, today))
	res, err := succession.Order(ctx, actor, change, matter.Input{Values: map[string]string{"reason": c.Reason}})
	if err != nil {
		return err
	}
	if !today.After(change.Last) {
		fmt.Fprintln(e.Out, lang.T("交接单 {number}：{day} 过后自动移交。", "Handover {number}: carried out once {day} has passed.").With("number", res.Matter.Number, "day", change.Last.String()).In(e.Lang))
		return nil
	}
	if err := succession.Carry(ctx, res.Matter.ID); err != nil {
		return err
	}
	fmt.Fprintln(e.Out, lang.T("交接单 {number}：已交清，任职已终止。", "Handover {number}: handed over, and the post has ended.").With("number", res.Matter.Number).In(e.Lang))
	return nil
}

func (c *orgLeaveCmd) change(dir *org.Directory) (duty.Change, error) {
	out := duty.Change{Kind: org.PostKind(c.Post), Appoint: c.Takes, Shares: map[string]org.PersonID{}}
	unit, ok := dir.UnitByCode(c.Unit)
	if !ok {
		return out, fault.New(fault.NotFound, lang.T("没有单位 "+c.Unit, "There is no unit "+c.Unit), "unit")
	}
	out.Unit = unit.ID
	var err error
	if out.Last, err = calendar.ParseDate(c.Last); err != nil {
		return out, err
	}
	if out.Leaver, ok = duty.Named(dir, c.Who, unit.ID); !ok {
		return out, noPerson(c.Who)
	}
	if out.Successor, ok = duty.Named(dir, c.To, unit.ID); !ok && c.To != "" {
		return out, noPerson(c.To)
	}
	for no, who := range c.Share {
		clean, _ := number.Clean(no)
		if out.Shares[clean], ok = duty.Named(dir, who, unit.ID); !ok {
			return out, noPerson(who)
		}
	}
	return out, nil
}

func noPerson(who string) error {
	return fault.New(fault.NotFound, lang.T("没有“"+who+"”这个人，或者有同名的人；请写工号。", "There is nobody called “"+who+"”, or there are several; give the code."), "person")
}

func printPlan(e *env, dir *org.Directory, p *duty.Plan) error {
	fmt.Fprintln(e.Out, lang.T("{n}件未办结的事项需要移交", "{n} open matters to hand over").With("n", fmt.Sprint(len(p.Moves))).In(e.Lang))
	w := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', 0)
	for _, m := range p.Moves {
		to, _ := dir.Person(m.To)
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", m.Number, to.Name.In(e.Lang), m.Title, m.Why.In(e.Lang))
	}
	return fault.Wrap(fault.Unavailable, w.Flush(), "output")
}
