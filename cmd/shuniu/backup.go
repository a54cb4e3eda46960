package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"shuniu/kernel/access"
	"shuniu/kernel/fault"
	"shuniu/kernel/lang"
	"shuniu/kernel/matter"
)

type backupCmd struct {
	Create  backupCreateCmd  `cmd:"" help:"在线备份，不含密钥 Back up while serving; keys are not included."`
	Restore backupRestoreCmd `cmd:"" help:"恢复到空的数据目录并核验 Restore into an empty place and verify."`
}

type backupCreateCmd struct {
	place
	To string `arg:"" help:"备份文件 File to write." type:"path"`
}

// Run writes the backup under a temporary name and renames it when it is whole.
func (c *backupCreateCmd) Run(e *env) error {
	ctx := context.Background()
	if _, err := os.Stat(c.To); err == nil {
		return fault.New(fault.Conflict, lang.T("文件已存在："+c.To, c.To+" exists already."), "backup file")
	}
	part := c.To + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fault.Wrap(fault.Unavailable, err, "backup")
	}
	if err := c.write(ctx, e, part); err != nil {
		return err
	}
	if err := os.Rename(part, c.To); err != nil {
		return fault.Wrap(fault.Unavailable, err, "backup")
	}
	fmt.Fprintln(e.Out, lang.T("已备份到 "+c.To+"。密钥不在其中，请另行保管 keys 目录。", "Backed up to "+c.To+". Keys are not in it: keep the keys folder elsewhere.").In(e.Lang))
	return nil
}

func (c *backupCreateCmd) write(ctx context.Context, e *env, part string) error {
	if isPostgres(c.url()) {
		return tool(ctx, e, "pg_dump", "--format=custom", "--file="+part, c.url())
	}
	db, err := c.store(ctx, e, false)
	if err != nil {
		return err
	}
	return errors.Join(db.Backup(ctx, part), db.Close())
}

type backupRestoreCmd struct {
	place
	From string `arg:"" help:"备份文件 Backup file." type:"existingfile"`
}

// Run restores, erases again what the journal says was erased after the backup,
// rebuilds every projection and verifies the ledger.
func (c *backupRestoreCmd) Run(e *env) error {
	ctx := context.Background()
	if err := c.read(ctx, e); err != nil {
		return err
	}
	s, err := c.open(ctx, e, "")
	if err != nil {
		return err
	}
	defer s.close()
	erased, err := eraseAgain(ctx, s, c.journal())
	if err != nil {
		return err
	}
	v, err := s.log.Verify(ctx, matter.Tips, e.progress(lang.T("已核验记录", "events verified")))
	if err != nil {
		return err
	}
	fmt.Fprintln(e.Out, lang.T("已恢复：事项 {m} 件，记录 {n} 条；按删除日志重新删除 {x} 件。", "Restored: {m} matters, {n} events; erased again by the journal: {x}.").
		With("m", fmt.Sprint(v.Matters), "n", fmt.Sprint(v.Events), "x", fmt.Sprint(erased)).In(e.Lang))
	return e.damage(false, v.Damage, lang.T("台账完好。", "The ledger is whole."), lang.T("台账有损坏。", "The ledger is damaged."))
}

func (c *backupRestoreCmd) read(ctx context.Context, e *env) error {
	if isPostgres(c.url()) {
		return tool(ctx, e, "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--dbname="+c.url(), c.From)
	}
	path := strings.TrimPrefix(c.url(), "file:")
	if _, err := os.Stat(path); err == nil {
		return fault.New(fault.Conflict, lang.T("此处已有数据库，不会覆盖："+path, "There is a database already and it is not overwritten: "+path), "restore")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.Wrap(fault.Unavailable, err, "restore")
	}
	return fault.Wrap(fault.Unavailable, copyFile(c.From, path), "restore")
}

func isPostgres(url string) bool { return strings.Contains(url, "://") }

// tool runs one of PostgreSQL's own programs; the address, which may hold a
// password, is kept out of messages.
func tool(ctx context.Context, e *env, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // the names are constants of this file
	cmd.Stdout, cmd.Stderr = e.Err, e.Err
	if err := cmd.Run(); err != nil {
		return fault.New(fault.Unavailable, lang.T(name+" 未能完成："+err.Error(), name+" did not succeed: "+err.Error()), name)
	}
	return nil
}

// copyFile makes a durable copy that appears under its name only when whole.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	part := to + ".part"
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	return os.Rename(part, to)
}

// journal is where erasures are remembered outside the database, so that a
// restored backup does not bring back what the law had erased.
func (p place) journal() string { return filepath.Join(p.Data, "erasures.jsonl") }

type eraseCmd struct {
	place
	Number string `arg:"" help:"编号 Number of the matter."`
	Ground string `help:"法律依据 Legal ground." required:""`
}

// Run erases the personal data of one matter; the journal is written first, so
// that no erasure can be missing from it.
func (c *eraseCmd) Run(e *env) error {
	ctx := context.Background()
	s, err := c.open(ctx, e, "")
	if err != nil {
		return err
	}
	defer s.close()
	number, ok := matter.CleanNumber(c.Number)
	if !ok {
		return fault.New(fault.Invalid, lang.T("编号有误，请核对。", "The number is not right; please check it."), "number")
	}
	id, err := s.engine.Find(ctx, number)
	if err != nil {
		return err
	}
	if err := remember(c.journal(), erasure{Number: number, Ground: c.Ground, At: e.Now().UTC().Format(time.RFC3339)}); err != nil {
		return err
	}
	if err := s.engine.Erase(ctx, access.TheSystem(), id, c.Ground); err != nil {
		return err
	}
	fmt.Fprintln(e.Out, lang.T("已删除个人信息，记录链保持完整。", "The personal data is erased; the chain of events is whole.").In(e.Lang))
	return nil
}
