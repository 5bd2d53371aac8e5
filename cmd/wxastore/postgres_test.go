package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/wxastore/wxastore/internal/store/sqldb/postgres/pgtest"
)

// TestPostgreSQLScripts runs the scripts that need a server, whose empty schemas
// they find in ADDRESS and OTHER.
func TestPostgreSQLScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("make test runs it")
	}
	address, other := pgtest.Address(t), pgtest.Address(t)
	params := scripts(t, "testdata/postgres")
	setup := params.Setup
	params.Setup = func(env *testscript.Env) error {
		env.Setenv("ADDRESS", address)
		env.Setenv("OTHER", other)
		return setup(env)
	}
	testscript.Run(t, params)
}
