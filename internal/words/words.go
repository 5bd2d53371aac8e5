package words

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
)

//go:embed *.txt
var files embed.FS

// Table are the texts of a language by their keys.
type Table map[string]string

// Read reads a file of lines of "key = text". Empty lines and those that begin
// with # are skipped.
func Read(name string) (Table, error) {
	file, err := files.ReadFile(name + ".txt")
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	table := make(Table)
	for line := range strings.Lines(string(file)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, text, ok := strings.Cut(line, " = ")
		if _, twice := table[key]; !ok || twice {
			return nil, fmt.Errorf("words: %s.txt: bad line %q", name, line)
		}
		table[key] = text
	}
	return table, nil
}

// Prefix begins the keys of what the service says to the operator. The rest of a key
// is the format in English.
const Prefix = "say."

// sentence is an error that can be said in another language.
type sentence interface {
	Sentence() (format string, args []any)
}

// ErrorPrefix begins the keys of errors of the system and of libraries, which are their
// texts.
const ErrorPrefix = "error."

// system is an error of the system as a sentence: what was tried, on what, and why not.
// ok is false for any other error.
func system(err error) (format string, args []any, ok bool) {
	switch err := err.(type) { //nolint:errorlint // each error of a chain is said by itself
	case *fs.PathError:
		return err.Op + " %s: %w", []any{err.Path, err.Err}, true
	case *os.LinkError:
		return err.Op + " %s %s: %w", []any{err.Old, err.New, err.Err}, true
	case *os.SyscallError:
		return "%w", []any{err.Err}, true
	case *net.OpError:
		if err.Addr == nil {
			return err.Op + " %s: %w", []any{err.Net, err.Err}, true
		}
		return err.Op + " %s %s: %w", []any{err.Net, err.Addr, err.Err}, true
	case *net.DNSError:
		if err.IsNotFound {
			return "%w: %s", []any{errors.New("no such host"), err.Name}, true
		}
	}
	return "", nil, false
}

// Say is the text of an error by the translations of formats. A sentence tells its format
// and what stands in it, which may be a sentence itself. What wraps an error in words
// without a translation, as those of the network do, is said in English around it.
func Say(err error, translated func(format string) (string, bool)) string {
	format, args, ok := system(err)
	if s, isSentence := err.(sentence); isSentence {
		format, args = s.Sentence()
		ok = true
	}
	if !ok {
		if text, ok := translated(err.Error()); ok {
			return text
		}
		if several, ok := err.(interface{ Unwrap() []error }); ok {
			text := err.Error()
			for _, inner := range several.Unwrap() {
				text = strings.Replace(text, inner.Error(), Say(inner, translated), 1)
			}
			return text
		}
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		before, ok := strings.CutSuffix(err.Error(), inner.Error())
		if !ok {
			return strings.Replace(err.Error(), inner.Error(), Say(inner, translated), 1)
		}
		return before + Say(inner, translated)
	}
	text, ok := translated(format)
	if !ok {
		// Its parts may have one.
		text = strings.ReplaceAll(format, "%w", "%v")
	}
	said := make([]any, len(args))
	for i, arg := range args {
		said[i] = arg
		if inner, ok := arg.(error); ok {
			if text := Say(inner, translated); text != inner.Error() {
				said[i] = text // a number that is an error, too, stays one
			}
		}
	}
	return fmt.Sprintf(text, said...)
}

// Say is the text of an error in the language of the table.
func (t Table) Say(err error) string {
	return Say(err, func(format string) (string, bool) {
		text, ok := t[Prefix+format]
		if !ok {
			text, ok = t[ErrorPrefix+format]
		}
		return text, ok
	})
}
