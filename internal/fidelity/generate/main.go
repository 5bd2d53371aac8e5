// Command generate writes docs/fidelity.md from the marks in the code.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wxastore/wxastore/internal/fidelity"
	"github.com/wxastore/wxastore/weixin"
)

func main() {
	root := flag.String("root", ".", "the module's root")
	flag.Parse()
	if err := generate(*root); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func generate(root string) error {
	marks, err := fidelity.Read(os.DirFS(root))
	if err != nil {
		return err
	}
	declared, events := weixin.Declarations(), weixin.Events()
	if err := marks.Check(declared, events); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, filepath.FromSlash(fidelity.Path)), marks.Document(declared, events), 0o644)
}
