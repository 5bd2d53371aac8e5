package serve

import (
	"os"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// quietSize is the size in bytes of a seed file that is read too fast for a
// progress bar to be of use.
const quietSize = 1 << 20

// seedProgress shows how far a seed file has been read: as a bar on a terminal,
// elsewhere as a line for every tenth.
type seedProgress struct {
	bar   *progressbar.ProgressBar
	say   *command.Streams
	size  int64
	tenth int64
}

// newSeedProgress shows nothing for a small file.
func newSeedProgress(path string, s *command.Streams) *seedProgress {
	info, err := os.Stat(path)
	if path == "" || err != nil || info.Size() < quietSize {
		return &seedProgress{}
	}
	p := &seedProgress{say: s, size: info.Size()}
	if command.OnTerminal(s.Err) {
		p.bar = progressbar.NewOptions64(info.Size(),
			progressbar.OptionSetWriter(s.Err),
			progressbar.OptionSetDescription(s.Say("seeding")),
			progressbar.OptionShowBytes(true),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(200*time.Millisecond),
			progressbar.OptionClearOnFinish(),
		)
	}
	return p
}

// set shows how many bytes have been read. A bar that cannot be drawn does not
// stop the command.
func (p *seedProgress) set(read int64) {
	switch {
	case p.bar != nil:
		_ = p.bar.Set64(read)
	case p.size > 0 && read*10/p.size > p.tenth:
		p.tenth = read * 10 / p.size
		p.say.Notef("seeding: %d %% of %d MB read\n", p.tenth*10, p.size/1e6)
	}
}

func (p *seedProgress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
