package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"shuniu/kernel/attachment"
	"shuniu/kernel/fault"
	"shuniu/kernel/keyring"
	"shuniu/kernel/lang"
	"shuniu/kernel/ledger"
	"shuniu/kernel/matter"
	"shuniu/kernel/store"
)

type backupCmd struct {
	Create  backupCreateCmd  `cmd:"" help:"在线备份，不含密钥 Back up while serving; keys are not included."`
	Restore backupRestoreCmd `cmd:"" help:"恢复到空的数据目录并核验 Restore into an empty place and verify."`
}

type backupCreateCmd struct {
	place
	To string `arg:"" help:"备份文件 File to write." type:"path"`
}

// Run writes the backup.
func (c *backupCreateCmd) Run(e *env) error {
	n := 0
	var damaged error
	// After the database: what it names is there, or was erased meanwhile. The
	// backup gets its name when both are whole; a damaged file must not keep all else
	// from being backed up.
	err := c.write(context.Background(), e, func() (err error) {
		n, err = attachment.NewDisk(c.files()).CopyTo(filesOf(c.To))
		if fault.Is(err, fault.Conflict) {
			damaged, err = err, nil
		}
		return err
	})
	if err != nil {
		return err
	}
	if n > 0 {
		fmt.Fprintln(e.Out, lang.T("附件 {n} 个已复制到 {to}，须与备份文件一起保管。", "{n} attached files were copied to {to}; keep them with the backup.").With("n", fmt.Sprint(n), "to", filesOf(c.To)).In(e.Lang))
	}
	fmt.Fprintln(e.Out, lang.T("已备份到 "+c.To+"。密钥和删除日志不在其中，请另行保管 {data} 中的 keys 和 erasures.jsonl。",
		"Backed up to "+c.To+". Neither the keys nor the journal of erasures are in it: keep keys and erasures.jsonl of {data} elsewhere.").With("data", c.Data).In(e.Lang))
	return damaged
}

func (c *backupCreateCmd) write(ctx context.Context, e *env, files func() error) (err error) {
	db, err := c.store(ctx, e, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := attachment.NewDisk(c.files()).Belongs(db.Read(ctx)); err != nil {
		return err
	}
	if !db.IsPostgres() {
		return db.Backup(ctx, c.To, files)
	}
	return store.Publish(c.To, func(part string) error {
		if err := tool(ctx, e, c.url(), []string{"pg_dump", "--format=custom", "--file=" + part}); err != nil {
			return err
		}
		return files()
	})
}

// filesOf is the folder of the attached files beside a backup.
func filesOf(backup string) string { return backup + ".files" }

type backupRestoreCmd struct {
	place
	From string `arg:"" help:"备份文件 Backup file." type:"existingfile"`
}

// Run restores, erases again what the journal says was erased after the backup,
// rebuilds every projection and verifies the ledger. Without the keyring it does
// nothing: what was to be erased again would be left.
func (c *backupRestoreCmd) Run(e *env) error {
	ctx := context.Background()
	if _, err := keyring.Load(c.keys()); err != nil {
		return err
	}
	journal, err := readJournal(c.journal())
	if err != nil {
		return err
	}
	if err := store.Vacant(ctx, c.url()); err != nil {
		return err
	}
	// The files first: what broke off before the database is there is only to be
	// done again.
	files := attachment.NewDisk(c.files())
	if _, err := attachment.NewDisk(filesOf(c.From)).CopyTo(c.files()); err != nil && !fault.Is(err, fault.Conflict) {
		return err // what is damaged is told with what is missing
	}
	if err := c.read(ctx, e); err != nil {
		return err
	}
	s, err := c.open(ctx, e, "")
	if err != nil {
		return err
	}
	defer s.close()
	if err := errors.Join(files.Adopt(ctx, s.db), files.Belongs(s.db.Read(ctx))); err != nil {
		return err
	}
	erased, err := eraseAgain(ctx, s, journal)
	if err != nil {
		return err
	}
	if err := ledger.RebuildAll(ctx, s.log, s.followers, func(int64, int64) {}); err != nil {
		return err
	}
	v, err := s.log.Verify(ctx, matter.Tips, e.progress(lang.T("已核验记录", "events verified")))
	if err != nil {
		return err
	}
	fmt.Fprintln(e.Out, lang.T("已恢复：事项 {m} 件，记录 {n} 条；按删除日志重新删除 {x} 件；派生数据已重建。", "Restored: {m} matters, {n} events; erased again by the journal: {x}; projections rebuilt.").
		With("m", fmt.Sprint(v.Matters), "n", fmt.Sprint(v.Events), "x", fmt.Sprint(erased)).In(e.Lang))
	lost, err := s.files.Lost(ctx)
	if err != nil {
		return err
	}
	for _, number := range lost {
		fmt.Fprintln(e.Err, lang.T("缺少附件文件 {id}：请放回 {folder}。", "The attached file {id} is missing: put it back into {folder}.").With("id", string(number), "folder", c.files()).In(e.Lang))
	}
	if _, err := os.Stat(c.journal()); errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintln(e.Err, lang.T("没有删除日志 {path}。若备份之后依法删除过个人信息，请先放回日志再启动服务。",
			"There is no journal of erasures at {path}. If personal data was erased after the backup, put the journal there before serving.").With("path", c.journal()).In(e.Lang))
	}
	return e.damage(v.Damage, verdict{whole: lang.T("台账完好。", "The ledger is whole."), broken: lang.T("台账有损坏。", "The ledger is damaged.")})
}

func (c *backupRestoreCmd) read(ctx context.Context, e *env) error {
	if isPostgres(c.url()) {
		return tool(ctx, e, c.url(), []string{"pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", c.From})
	}
	if err := store.CheckBackup(ctx, c.From); err != nil {
		return err
	}
	path := strings.TrimPrefix(c.url(), "file:")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.Wrap(fault.Unavailable, err, "restore")
	}
	return store.Publish(path, func(part string) error {
		return fault.Wrap(fault.Unavailable, copyFile(c.From, part), "restore")
	})
}

func isPostgres(url string) bool { return strings.Contains(url, "://") }

// tool runs one of PostgreSQL's own programs on the database. A password goes
// there through the environment: other users of the machine can read arguments.
func tool(ctx context.Context, e *env, address string, command []string) error {
	u, err := url.Parse(address)
	if err != nil {
		return fault.Of(fault.Invalid, "database address")
	}
	name := command[0]
	cmd := exec.CommandContext(ctx, name, command[1:]...) //nolint:gosec // it is one of the two commands above
	cmd.Stdout, cmd.Stderr = e.Err, e.Err
	if password, set := u.User.Password(); set {
		u.User = url.User(u.User.Username())
		cmd.Env = append(cmd.Environ(), "PGPASSWORD="+password)
	}
	cmd.Args = append(cmd.Args, "--dbname="+u.String())
	switch err := cmd.Run(); {
	case errors.Is(err, exec.ErrNotFound):
		return fault.New(fault.Unavailable, lang.T("找不到 "+name+"，请安装 PostgreSQL 客户端程序。", name+" was not found: install the client programs of PostgreSQL."), name)
	case err != nil:
		return fault.New(fault.Unavailable, lang.T(name+" 未能完成："+err.Error(), name+" did not succeed: "+err.Error()), name)
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
