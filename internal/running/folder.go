package running

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/wxastore/wxastore/internal/said"
)

// maxOwn limits what is read of a file in the data folder.
const maxOwn = 1 << 20

// readOwn reads a file of a folder, if nobody but this user or root could have
// written it: both belong to one of them, and no one else may write to either.
// The folder comes first, and the file is looked at once it is open, so nothing
// changes in between.
func readOwn(dir, name string) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // it was only read
	info, err := root.Stat(".")
	if err == nil {
		err = believed(dir, info)
	}
	if err != nil {
		return nil, err
	}
	file, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err = file.Stat(); err == nil {
		err = believed(filepath.Join(dir, name), info)
	}
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(file, maxOwn))
}

// believed returns why something found at a path is not believed.
func believed(path string, info os.FileInfo) error {
	if owner, other := strangerOwns(info); other {
		return said.Errorf("%s is not believed, because it belongs to another user (%d): if you trust that user, run the command as that one; otherwise name the folder of your own service with --data", path, owner)
	}
	if mode := openTo(info); mode&0o022 != 0 {
		return said.Errorf("%s is not believed, because other users may write to it (mode %04o): if what is in it is yours, run chmod go-w %s", path, mode, path)
	}
	return nil
}

// OpenFolder makes the data folder if it is not there. It refuses one that is
// another user's, and says if others can get into it.
func OpenFolder(dir string, log *slog.Logger) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return said.Errorf("--data: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return said.Errorf("--data: %w", err)
	}
	if !info.IsDir() {
		return said.Errorf("--data: %s is not a folder", dir)
	}
	if owner, other := strangerOwns(info); other {
		return said.Errorf("--data: %s belongs to another user (%d), who could replace what is in it: name a folder of your own, or %w", dir, owner, giveAway(dir))
	}
	if !writable(dir) {
		return said.Errorf("--data: the user of the service (%d) may not write to %s: %w", os.Geteuid(), dir, giveAway(dir))
	}
	// The folder's group may read: a backup program may have to.
	if mode := openTo(info); mode&0o027 != 0 {
		log.Warn("other users can get into the data folder: with a file in it that is open to them they can read secrets or stop every write",
			"folder", dir, "mode", fmt.Sprintf("%04o", mode), "do", "chmod -R go= "+dir)
	}
	return nil
}

// giveAway says how a folder is given to the user of the service.
func giveAway(dir string) error {
	return said.Errorf("give this one to the user of the service: chown -R %d:%d %s (in a container that is the folder or volume of the host that is mounted there)", os.Geteuid(), os.Getegid(), dir)
}
