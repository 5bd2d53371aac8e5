package command

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// FindInterface returns the declaration of a name or a path.
func FindInterface(nameOrPath string) (weixin.Declaration, error) {
	if d, ok := weixin.Find(nameOrPath); ok {
		return d, nil
	}
	if d, ok := weixin.FindPath("/" + strings.TrimPrefix(nameOrPath, "/")); ok {
		return d, nil
	}
	return weixin.Declaration{}, Usagef("there is no interface %q: wxastore interfaces lists their names and paths", nameOrPath)
}

// EndedAs says how a call ended. An injected fault comes first, because it
// explains the rest.
func EndedAs(e journal.Ending) string {
	switch {
	case e.Fault == "":
		return string(e.Kind)
	case e.Kind == journal.Injected, e.Kind == journal.Cut:
		return fmt.Sprintf("%s, by your fault %s", e.Kind, e.Fault)
	}
	return fmt.Sprintf("%s, after your fault %s made it wait", e.Kind, e.Fault)
}

// Readable indents JSON and leaves all else as it is.
func Readable(body string) string {
	var indented bytes.Buffer
	if err := json.Indent(&indented, []byte(body), "", "  "); err == nil {
		body = indented.String()
	}
	return weixin.PrintableText(body)
}

// OneLine keeps a table a table.
func OneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
