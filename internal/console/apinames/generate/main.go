// Command generate writes operations.go of package console.
package main

import (
	"fmt"
	"os"

	"github.com/wxastore/wxastore/internal/console/apinames"
)

func main() {
	text, err := apinames.File("../internal/console/api")
	if err == nil {
		err = os.WriteFile("operations.go", text, 0o644) //nolint:gosec // a source file
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
