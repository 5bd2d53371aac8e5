// Package docs hands the documents that a program reads to it.
package docs

import _ "embed"

//go:embed fidelity.md
var fidelity []byte

// Fidelity returns docs/fidelity.md.
func Fidelity() []byte { return fidelity }
