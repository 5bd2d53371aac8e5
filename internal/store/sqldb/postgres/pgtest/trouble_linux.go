package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// OwnOnSmallDisk is Own for a server whose folder is a disk of its own with room for a
// number of bytes. It is started again whenever it ends, as a service manager would. Only
// root can make the disk.
func OwnOnSmallDisk(t testing.TB, bytes int64) *Server {
	t.Helper()
	return own(t, func(s *Server) error {
		s.as = append(smallDisk(bytes), s.as...)
		s.script = untilToldAgain
		return s.startOwn(t.Context())
	})
}

// smallDisk are the words before a command that give it a disk in the place of the
// folder data, with what was in there. The disk is gone with the command.
func smallDisk(bytes int64) []string {
	return []string{"unshare", "--mount", "sh", "-c", fmt.Sprintf(`mv data full && mkdir data && mount -t tmpfs -o size=%d,mode=700 none data &&
cp -a full/. data/ && chown --reference=full data && rm -rf full && exec "$0" "$@"`, bytes)}
}

// untilToldAgain is untilTold for a program that is started again when it has ended.
const untilToldAgain = `(trap 'kill -QUIT $server; wait $server; exit' TERM
while :; do "$@" </dev/null & server=$!; wait $server; sleep 0.1; done) & keeper=$!
read -r rest
kill -TERM $keeper
wait $keeper
[ "$rest" = keep ] || rm -rf "$0"`

// ballast is what fills the small disk.
const ballast = "ballast"

// FillDisk leaves no room on the small disk of a server.
func (s *Server) FillDisk() error { return FillDisk(s.disk()) }

// FreeDisk takes away what filled it.
func (s *Server) FreeDisk() error { return FreeDisk(s.disk()) }

// disk is where the small disk is seen from here.
func (s *Server) disk() string {
	return fmt.Sprintf("/proc/%d/root%s", s.program.run.Process.Pid, s.data())
}

// FillDisk fills the disk that a folder is on by a file in the folder.
func FillDisk(folder string) error {
	f, err := os.Create(filepath.Join(folder, ballast))
	if err != nil {
		return err
	}
	for size := 1 << 20; size > 0; size /= 2 {
		zeros := make([]byte, size)
		for err = nil; err == nil; _, err = f.Write(zeros) {
		}
		if !errors.Is(err, syscall.ENOSPC) {
			return errors.Join(err, f.Close())
		}
	}
	return f.Close()
}

// FreeDisk undoes FillDisk.
func FreeDisk(folder string) error { return os.Remove(filepath.Join(folder, ballast)) }

// Freeze stops all processes of the server, as a machine that hangs does: connections
// stay, and get no answer.
func (s *Server) Freeze() error { return s.signal(syscall.SIGSTOP) }

// Thaw lets them go on.
func (s *Server) Thaw() error { return s.signal(syscall.SIGCONT) }

func (s *Server) signal(signal syscall.Signal) error {
	first, err := s.postmaster()
	if err != nil {
		return err
	}
	if err := first.Signal(signal); err != nil {
		return err
	}
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", first.Pid, first.Pid))
	if err != nil {
		return err
	}
	for _, child := range strings.Fields(string(children)) {
		pid, err := strconv.Atoi(child)
		if err != nil {
			return err
		}
		if err := syscall.Kill(pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
	}
	return nil
}

// Demote makes the server one that only reads, as a standby whose primary is elsewhere.
func (s *Server) Demote(ctx context.Context) error {
	if err := s.close(true); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(s.data(), "standby.signal"), nil, 0o644); err != nil {
		return err
	}
	return s.startOwn(ctx)
}

// Promote undoes Demote.
func (s *Server) Promote(ctx context.Context) error {
	return s.exec(ctx, "SELECT pg_promote(TRUE, 60)")
}

// LockTable keeps a table locked against all others until unlock is called.
func (s *Server) LockTable(ctx context.Context, table string) (unlock func() error, err error) {
	conn, err := s.connectOwner(ctx)
	if err != nil {
		return nil, err
	}
	_, err = conn.Exec(ctx, "BEGIN; LOCK TABLE "+pgx.Identifier{table}.Sanitize()+" IN ACCESS EXCLUSIVE MODE")
	if err != nil {
		return nil, errors.Join(err, conn.Close(ctx))
	}
	return func() error { return conn.Close(context.WithoutCancel(ctx)) }, nil
}
