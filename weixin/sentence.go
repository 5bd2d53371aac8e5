package weixin

import "fmt"

// sentence is an error that can be said in other languages, by its format.
type sentence struct {
	format string
	args   []any
}

// sentencef returns an error as fmt.Errorf does. The format is a constant.
func sentencef(format string, args ...any) error { return &sentence{format, args} }

func (s *sentence) Error() string { return fmt.Sprintf(s.format, s.args...) }

// Sentence returns the format and what stands in it.
func (s *sentence) Sentence() (format string, args []any) { return s.format, s.args }
