package cli

import "github.com/wxastore/wxastore/internal/cli/admin"

// New makes the program with the whole grammar.
func New() (*Program, error) { return program(&cli{Admin: admin.New()}) }
