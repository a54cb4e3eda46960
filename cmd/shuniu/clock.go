package main

import (
	"context"
	"errors"

	"shuniu/cmd/shuniu/clock"
	"shuniu/kernel/calendar"
	"shuniu/kernel/matter"
)

// clockCmd computes one clock of kernel/calendar, by the arrangements that the city
// has loaded where there is a database.
type clockCmd struct {
	place
	clock.Flags
	JSON bool `name:"json" help:"输出 JSON Print JSON."`
}

// Run prints when the clock runs out and why.
func (c *clockCmd) Run(e *env) error {
	cal, err := c.calendar(e)
	if err != nil {
		return err
	}
	out, err := c.Flags.Count(cal, c.Zone, e.Now())
	if err != nil {
		return err
	}
	out.Tag = e.Lang
	if c.JSON {
		return out.JSON(e.Out)
	}
	return out.Table(e.Out)
}

// calendar is the city's, or the one compiled in where no database is named and none
// is in the data directory.
func (c *clockCmd) calendar(e *env) (cal *calendar.Calendar, err error) {
	cal = calendar.Embedded()
	if !c.named() {
		return cal, nil
	}
	ctx := context.Background()
	db, err := c.store(ctx, e, false)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return matter.LoadedCalendar(db.Read(ctx), cal)
}
