package pgtest

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// guarded is a program that ends at the latest when this process is gone, and its folder
// with it.
type guarded struct {
	// end of a pipe: when it closes, the program is stopped.
	pipe io.WriteCloser
	run  *exec.Cmd
	dir  string
}

// untilTold runs a program until its standard input ends, which it does at the latest
// when the process that holds the other end is gone, and then removes the folder unless
// it is told to keep it.
const untilTold = `"$@" </dev/null & server=$!
read -r rest
kill -QUIT $server 2>/dev/null
wait $server
[ "$rest" = keep ] || rm -rf "$0"`

// logName is the file in a program's folder that has what it writes.
const logName = "log"

// guard runs a command in its folder by a script such as untilTold. The words before
// the program that lead to another user also lead the script there.
func guard(script, dir string, as, command []string) (*guarded, error) {
	log, err := os.OpenFile(filepath.Join(dir, logName), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	line := append(append(append([]string{}, as...), "sh", "-c", script, dir), command...)
	g := &guarded{run: exec.Command(line[0], line[1:]...), dir: dir}
	g.run.Stdout, g.run.Stderr, g.run.Dir = log, log, dir
	if g.pipe, err = g.run.StdinPipe(); err != nil {
		return nil, err
	}
	return g, g.run.Start()
}

// end stops the program and waits for it; without keep its folder goes, too.
func (g *guarded) end(keep bool) (err error) {
	if keep {
		if _, err := io.WriteString(g.pipe, "keep\n"); err != nil {
			return err
		}
	}
	err = g.pipe.Close()
	if ended := g.run.Wait(); ended != nil {
		if _, exited := errors.AsType[*exec.ExitError](ended); !exited {
			err = errors.Join(err, ended)
		}
	}
	if !keep {
		// The script's user could empty it, but perhaps not remove it.
		err = errors.Join(err, os.RemoveAll(g.dir))
	}
	return err
}
