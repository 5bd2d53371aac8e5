package app

import (
	"fmt"
	"log/slog"
	"os"
	"runtime"
)

// openToOthers are the rights of a folder by which other users than its owner
// reach what is in it, or could put something there. The group may look, as
// whoever takes copies may have to.
const openToOthers os.FileMode = 0o027

// makeFolder makes the folder of the state, closed to all other users. One that
// is there keeps its rights, because a mounted volume may come with them and not
// take others; that it is open is logged.
func makeFolder(data string, log *slog.Logger) error {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return fmt.Errorf("--data: %w", err)
	}
	info, err := os.Stat(data)
	if err != nil {
		return fmt.Errorf("--data: %w", err)
	}
	if mode := info.Mode().Perm(); mode&openToOthers != 0 && runtime.GOOS != "windows" {
		log.Warn("other users of this machine can reach the data folder: close it with chmod 700, unless it is a volume that nobody else uses",
			"folder", data, "mode", fmt.Sprintf("%o", mode))
	}
	return nil
}
