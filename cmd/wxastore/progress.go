package main

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
)

// quietSize is the size in bytes of a seed file that is read too fast for a
// progress bar to be of use.
const quietSize = 1 << 20

// seedProgress shows how far a seed file has been read.
type seedProgress struct{ bar *progressbar.ProgressBar }

// newSeedProgress shows a bar for a large file and nothing for a small one.
func newSeedProgress(path string, w io.Writer) seedProgress {
	info, err := os.Stat(path)
	if path == "" || err != nil || info.Size() < quietSize {
		return seedProgress{progressbar.DefaultBytesSilent(-1)}
	}
	return seedProgress{progressbar.NewOptions64(info.Size(),
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription("seeding"),
		progressbar.OptionShowBytes(true),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(200e6),
		progressbar.OptionClearOnFinish(),
	)}
}

func (p seedProgress) set(read int64) {
	// A bar that cannot be drawn is no reason to stop.
	_ = p.bar.Set64(read)
}

func (p seedProgress) end() { _ = p.bar.Finish() }
