package complete

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed scripts
var scripts embed.FS

// Shells are the shells that lines can be completed in.
const Shells = "bash,zsh,fish,powershell"

// Script is what a shell loads.
func Script(shell string) (string, error) {
	text, err := fs.ReadFile(scripts, "scripts/"+shell)
	return string(text), err
}

// Lines are words as the scripts read them: first whether files are meant, too, then a
// line a word with what it is after a tab.
func Lines(words []Word, files bool) string {
	var b strings.Builder
	b.WriteString("words\n")
	if files {
		b.Reset()
		b.WriteString("files\n")
	}
	for _, w := range words {
		b.WriteString(w.Text + "\t" + strings.Join(strings.Fields(w.About), " ") + "\n")
	}
	return b.String()
}
