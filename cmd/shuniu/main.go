// Command shuniu is the whole platform in one binary: each subcommand is a file
// of this folder.
//
// A subcommand is given its surroundings as an env and reaches for nothing else.
// Its failures are those of kernel/fault: the person's sentence and all defects
// go to the error stream, and the exit code is the kind's, after sysexits.h.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"
	_ "time/tzdata" // the static binary runs where no zones are installed

	"github.com/alecthomas/kong"

	"shuniu/cmd/shuniu/insight"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
)

// cli is the grammar of the command line; every subcommand adds one line.
type cli struct {
	Lang string `help:"输出语言 Language of the output: zh, en." enum:"zh,en" default:"zh"`

	Serve       serveCmd       `cmd:"" help:"启动服务 Serve the city."`
	Clock       clockCmd       `cmd:"" help:"计算期限并逐日说明 Compute a due date and explain it day by day."`
	Calendar    calendarCmd    `cmd:"" help:"管理年度放假安排 Manage yearly arrangements."`
	Backup      backupCmd      `cmd:"" help:"备份与恢复 Back up and restore."`
	Erase       eraseCmd       `cmd:"" help:"依法删除一件事项的个人信息 Erase the personal data of a matter by law."`
	Org         orgCmd         `cmd:"" help:"导入区划、机构和人员 Import regions, units and people."`
	Account     accountCmd     `cmd:"" help:"管理工作人员账号 Manage accounts of staff."`
	Token       tokenCmd       `cmd:"" help:"管理其他系统的访问令牌 Manage access tokens of other systems."`
	Import      importCmd      `cmd:"" help:"导入另一系统的历史 Take in the history of another system."`
	Ledger      ledgerCmd      `cmd:"" help:"核验与重放台账 Verify and replay the ledger."`
	Supervise   superviseCmd   `cmd:"" help:"检查和试行监察规则 Check rules of supervision and try them on the past."`
	Assess      assessCmd      `cmd:"" help:"考核：指标 Assessment: the measures."`
	Simulate    simulateCmd    `cmd:"" help:"让城市过上一段日子：来件、申请和办理 Let the city live: requests, applications and acts."`
	Bench       benchCmd       `cmd:"" help:"测量速度 Measure speed."`
	Process     processCmd     `cmd:"" help:"证明、显示和比较流程 Prove, show and compare processes."`
	Item        itemCmd        `cmd:"" help:"管理政务服务事项库 Manage the catalogue of service items."`
	Hall        hallCmd        `cmd:"" help:"管理政务服务大厅 Manage the service halls."`
	Exchange    exchangeCmd    `cmd:"" help:"查看和核对与其他系统的交换 Look after what is exchanged with other systems."`
	Certificate certificateCmd `cmd:"" help:"离线核验证照的可信凭证 Verify credentials of certificates offline."`
	Followers   followersCmd   `cmd:"" help:"查看与重建派生数据 Show followers and rebuild projections."`

	Insight insight.Command `cmd:"" help:"从本市的来件中学习：类别建议等 Learn from the city's messages: categories and more."`
}

// env is what surrounds a subcommand. Now is the one clock of the program.
type env struct {
	In       io.Reader
	Out, Err io.Writer
	Now      func() time.Time
	Lang     lang.Tag
}

// Collecting garbage less often is worth a seventh of the speed of acts ("shuniu
// bench act" with GOGC=100 beside it); near the limit it is done as often as
// needed. GOGC and GOMEMLIMIT are obeyed where they are set.
const (
	heapGrowth  = 400       // percent
	memoryLimit = 384 << 20 // bytes
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(heapGrowth)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	os.Exit(run(os.Args[1:], &env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now}))
}

// run carries out one command line and returns the exit code.
func run(args []string, e *env) int {
	var c cli
	helped := false
	parser, err := kong.New(&c,
		kong.Name("shuniu"),
		kong.Description("枢纽：件件有回音，事事有着落。\nShuniu: every request is answered, every matter has an owner and a date."),
		kong.Writers(e.Out, e.Err),
		kong.Vars{"demo_city": demoCity},
		// Only --help exits from inside the parser, which then goes on parsing.
		kong.Exit(func(int) { helped = true }),
	)
	if err != nil {
		return e.fail(err)
	}
	ctx, err := parser.Parse(args)
	if helped {
		return 0
	}
	if err != nil {
		// The parser sets nothing when it fails; its failure still has a reader.
		e.Lang = asked(args)
		return e.fail(fault.New(fault.Invalid, lang.T(
			"命令写法有误（"+err.Error()+"）。用 shuniu --help 查看用法。",
			"The command is not written right ("+err.Error()+"). See shuniu --help."), "command line"))
	}
	e.Lang = lang.Parse(c.Lang)
	if err := ctx.Run(e, &insight.Terminal{In: e.In, Out: e.Out, Err: e.Err, Now: e.Now, Lang: e.Lang}); err != nil {
		var told kong.ExitCoder
		if errors.As(err, &told) {
			return told.ExitCode()
		}
		return e.fail(err)
	}
	return 0
}

// asked is the language named anywhere on the command line.
func asked(args []string) lang.Tag {
	line := strings.ReplaceAll(strings.Join(args, " "), "--lang=", "--lang ")
	_, after, _ := strings.Cut(line, "--lang ")
	return lang.Parse(after)
}

// fail tells the person at the terminal, who is also the operator, and gives the
// exit code.
func (e *env) fail(err error) int {
	f := fault.As(err)
	fmt.Fprintln(e.Err, f.Person.In(e.Lang))
	for _, d := range f.Defects {
		line := d.Text.In(e.Lang)
		if d.Field != "" {
			line = d.Field + ": " + line
		}
		fmt.Fprintln(e.Err, "  "+line)
	}
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		fmt.Fprintln(e.Err, "  "+f.Error())
	}
	return f.Kind.Exit()
}
