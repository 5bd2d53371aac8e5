package state

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// workBar shows on a terminal how far a command is. Elsewhere it is silent.
type workBar struct{ bar *progressbar.ProgressBar }

// newWorkBar counts up to a number of bytes; -1 where it is not known.
func newWorkBar(w io.Writer, what string, bytes int64) *workBar {
	if !command.OnTerminal(w) {
		return &workBar{}
	}
	return &workBar{progressbar.NewOptions64(bytes,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowBytes(true),
		progressbar.OptionThrottle(200*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)}
}

// Write counts bytes. A bar that cannot be drawn does not stop the command.
func (b *workBar) Write(p []byte) (int, error) {
	if b.bar != nil {
		_ = b.bar.Add(len(p))
	}
	return len(p), nil
}

// at says what is being done, and how much of it so far.
func (b *workBar) at(what string, done int64) {
	if b.bar != nil && done%1000 == 0 {
		b.bar.Describe(fmt.Sprintf("%s: %d", what, done))
	}
}

func (b *workBar) end() {
	if b.bar != nil {
		_ = b.bar.Finish()
	}
}
