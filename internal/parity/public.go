package parity

import (
	"embed"

	"github.com/wxastore/wxastore/internal/said"
)

//go:embed public/*.txtar
var publicFiles embed.FS

// Public returns the recordings of what others have published, by name of file.
func Public() ([]Recording, error) {
	entries, err := publicFiles.ReadDir("public")
	if err != nil {
		return nil, err
	}
	var all []Recording
	for _, entry := range entries {
		text, err := publicFiles.ReadFile("public/" + entry.Name())
		if err != nil {
			return nil, err
		}
		r, err := ParseRecording(text)
		if err != nil {
			return nil, said.Errorf("%s: %w", entry.Name(), err)
		}
		all = append(all, r)
	}
	return all, nil
}
