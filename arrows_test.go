// Package wxastore_test holds the arrows between the packages of this module:
// which package may import which. docs/design.md draws them.
package wxastore_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/wxastore/wxastore"

// modules hold rules. A module never imports another.
var modules = []string{"account", "component", "media", "merchant", "message", "fault", "geo", "network", "outbox", "quota", "review", "ridinfo", "shop"}

// listed is a package with what its files import, tests left out.
type listed struct {
	path    string
	imports []string
}

// packages reads the module's own files, so that a cached result is of these
// files and no others.
func packages(t *testing.T) []listed {
	t.Helper()
	imports := make(map[string][]string)
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); file != "." && (name == "conformance" || name == "testdata" || name[0] == '.') {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(file))
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports[dir] = append(imports[dir], imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for dir, imported := range imports {
		all = append(all, listed{dir, imported})
	}
	if len(all) < 10 {
		t.Fatalf("only %d packages: is this the module's root?", len(all))
	}
	return all
}

// allowed returns which packages of this module a package may import, as path
// patterns, and whether it may import other modules.
func allowed(pkg string) (inside []string, outside bool) {
	switch {
	case pkg == "weixin":
		return nil, false
	case pkg == "internal/store":
		return nil, false
	case pkg == "msgcrypt":
		return []string{"internal/said"}, false
	case pkg == "internal/random", pkg == "internal/rounds", pkg == "internal/freeport", pkg == "internal/built", pkg == "internal/tools", pkg == "internal/origin", pkg == "internal/folderfiles", pkg == "internal/wait", pkg == "internal/lcs":
		return nil, false
	case pkg == "client":
		return []string{"weixin", "internal/said", "internal/wait"}, true
	case pkg == "internal/push":
		return []string{"msgcrypt"}, false
	case pkg == "client/message":
		return []string{"weixin", "msgcrypt", "internal/push", "internal/said"}, false
	case pkg == "client/component":
		return []string{"weixin", "msgcrypt", "client", "client/message", "internal/push", "internal/said", "internal/wait"}, true
	case pkg == "client/component/filetokens":
		return []string{"client/component", "internal/said"}, true
	case pkg == "client/component/sqltokens", pkg == "client/component/tokenstoretest":
		return []string{"client", "client/component", "internal/placeholder", "internal/said"}, false
	case pkg == "client/fleet":
		return []string{"weixin", "client", "client/component", "internal/egress", "internal/said", "internal/wait"}, true
	case pkg == "client/fleet/input":
		return []string{"weixin", "client/fleet", "internal/said"}, true
	case pkg == "client/fleet/sqlledger":
		return []string{"client/fleet", "internal/placeholder", "internal/said"}, true
	case pkg == "internal/scripted":
		return []string{"weixin", "client"}, false
	case pkg == "docs":
		return nil, false
	case pkg == "internal/parity":
		return []string{"weixin", "docs", "internal/fidelity", "internal/replay", "internal/said"}, true
	case pkg == "internal/fleetruns":
		return []string{"weixin", "client/fleet", "client/fleet/sqlledger", "internal/store", "internal/console/api", "internal/folderfiles"}, true
	case pkg == "internal/parity/saved":
		return []string{"internal/atomicfile", "internal/store", "internal/console/api", "internal/folderfiles"}, false
	case pkg == "internal/parity/twin":
		return []string{"weixin", "client", "internal/parity", "wxastoretest"}, false
	case pkg == "internal/replay":
		return []string{"internal/said", "internal/lcs"}, true
	case pkg == "internal/journal":
		return []string{"weixin"}, false
	case pkg == "internal/edge":
		return []string{"weixin", "internal/journal", "internal/wait"}, true
	case pkg == "internal/ridinfo":
		return []string{"weixin", "internal/edge", "internal/journal", "internal/store"}, false
	case pkg == "internal/outbox":
		return []string{"weixin", "msgcrypt", "internal/journal", "internal/said", "internal/store"}, true
	case slices.Contains(modules, strings.TrimPrefix(pkg, "internal/")):
		return []string{"weixin", "internal/edge", "internal/random", "internal/said", "internal/store", "internal/wait"}, true
	case pkg == "internal/seed":
		return []string{"weixin", "internal/random", "internal/said", "internal/store", "internal/account", "internal/component", "internal/geo", "internal/merchant", "internal/review", "internal/shop"}, true
	case pkg == "internal/clock":
		return []string{"internal/store", "internal/wait"}, true
	case pkg == "internal/console":
		return []string{"weixin", "internal/said", "internal/words", "internal/store", "internal/origin", "internal/console/api", "internal/console/ops", "internal/console/pages", "internal/jsonschema", "internal/wireapi", "internal/wait"}, true
	case pkg == "internal/running":
		return []string{"internal/atomicfile", "internal/intercept", "internal/said"}, false
	case pkg == "console":
		return []string{"internal/console/api"}, false
	case pkg == "internal/console/apinames":
		return nil, false
	case pkg == "internal/console/apinames/generate":
		return []string{"internal/console/apinames"}, false
	case pkg == "internal/console/api":
		return []string{"weixin", "internal/said"}, false
	case pkg == "internal/said":
		return nil, false
	case pkg == "internal/egress":
		return []string{"internal/said"}, false
	case pkg == "internal/console/ops":
		return []string{"weixin", "internal/console/api", "internal/clock", "internal/edge", "internal/journal", "internal/metrics", "internal/search", "internal/store",
			"internal/account", "internal/component", "internal/fault", "internal/geo", "internal/media", "internal/merchant", "internal/message", "internal/outbox", "internal/quota", "internal/review", "internal/shop"}, false
	case pkg == "internal/jsonschema":
		return nil, false
	case pkg == "internal/wireapi":
		return []string{"weixin", "client", "internal/jsonschema"}, false
	case pkg == "internal/words":
		return []string{"internal/said"}, false
	case pkg == "internal/console/pages":
		return []string{"weixin", "internal/said", "internal/words", "internal/store", "internal/console/api", "internal/console/ops", "internal/lcs"}, false
	case pkg == "internal/state":
		return []string{"internal/*", "internal/console/api"}, true
	case pkg == "internal/snapshot":
		return []string{"internal/said", "internal/store", "internal/wait"}, false
	case pkg == "internal/integrity":
		return []string{"internal/store"}, false
	case pkg == "internal/metrics":
		return []string{"weixin", "internal/store", "internal/console/api", "internal/wait"}, false
	case pkg == "internal/intercept":
		return []string{"weixin", "internal/atomicfile", "internal/egress", "internal/said"}, false
	case pkg == "internal/store/sqlstore":
		return []string{"internal/store", "internal/store/sqldb", "internal/wait"}, true
	case pkg == "internal/search":
		return []string{"internal/store"}, true
	case pkg == "internal/search/sqlsearch":
		return []string{"internal/store/sqldb", "internal/search"}, true
	case pkg == "internal/journal/sqljournal":
		return []string{"internal/store", "internal/store/sqldb", "internal/journal"}, true
	case pkg == "internal/store/storetest": // tries the writes of the modules
		return []string{"internal/*"}, true
	case pkg == "internal/store/sqldb":
		return []string{"internal/store", "internal/said", "internal/wait"}, true
	case pkg == "internal/store/blobdir", pkg == "internal/store/blobmem", pkg == "internal/store/blobs3":
		return []string{"internal/store", "internal/said", "internal/wait"}, true
	case pkg == "internal/store/sqldb/postgres/pgtest":
		return []string{"internal/freeport", "internal/tools"}, true
	case pkg == "internal/store/sqldb/postgres/pgtest/run":
		return []string{"internal/store/sqldb/postgres/pgtest"}, false
	case strings.HasPrefix(pkg, "internal/store/sqldb/"):
		return []string{"internal/store", "internal/store/sqldb", "internal/said"}, true
	case pkg == "internal/app":
		return []string{"weixin", "internal/*", "internal/console/*", "internal/store/blobdir"}, true
	case pkg == "wxastoretest":
		return []string{"weixin", "client", "internal/app", "internal/clock", "internal/journal", "internal/merchant", "internal/outbox", "internal/review", "internal/seed", "internal/shop", "internal/store", "internal/store/blobmem", "internal/store/sqldb", "internal/store/sqldb/sqlite", "internal/store/sqlstore", "internal/journal/sqljournal", "internal/search", "internal/search/sqlsearch"}, false
	case pkg == "cmd/wxastore":
		return []string{"internal/cli", "internal/cli/command"}, false
	case pkg == "internal/cli":
		return []string{"weixin", "client", "internal/cli/*"}, true
	case pkg == "internal/cli/command":
		return []string{"weixin", "internal/atomicfile", "internal/said", "internal/words", "internal/journal", "internal/running", "internal/console/api"}, true
	case pkg == "internal/cli/state":
		return []string{"internal/*", "internal/console/api", "internal/store/*", "internal/store/sqldb/*", "internal/journal/sqljournal", "internal/search/sqlsearch", "internal/cli/command"}, true
	case pkg == "internal/cli/parity":
		return []string{"weixin", "client", "internal/cli/call", "internal/cli/command", "internal/console/api", "internal/fidelity", "internal/parity", "internal/parity/saved", "internal/parity/twin", "internal/replay"}, true
	case pkg == "internal/cli/fleet":
		return []string{"weixin", "client", "client/component", "client/component/filetokens", "client/component/sqltokens", "client/fleet", "client/fleet/input", "client/fleet/sqlledger",
			"internal/cli/call", "internal/cli/command", "internal/store/sqldb/postgres", "internal/store/sqldb/sqlite", "wxastoretest"}, true
	case pkg == "internal/cli/serve":
		return []string{"weixin", "client/fleet/sqlledger", "internal/fleetruns", "internal/parity/saved", "internal/store/sqldb/postgres", "internal/store/sqldb/sqlite", "internal/app", "internal/seed", "internal/store", "internal/running", "internal/cli/command", "internal/cli/state"}, true
	case pkg == "internal/cli/stores":
		return []string{"weixin", "client", "internal/cli/call", "internal/cli/command"}, true
	case strings.HasPrefix(pkg, "internal/cli/"):
		return []string{"weixin", "client", "internal/atomicfile", "internal/console/api", "client/component", "internal/intercept", "internal/journal", "internal/running", "internal/cli/command"}, true
	case pkg == "deploy/release":
		return nil, true
	case strings.HasPrefix(pkg, "bench"):
		return []string{"weixin", "client", "internal/freeport"}, true
	case strings.HasPrefix(pkg, "internal/fidelity"):
		return []string{"weixin", "internal/fidelity"}, false
	case strings.HasPrefix(pkg, "internal/crash"):
		return nil, false
	case pkg == "examples/shop", pkg == "examples/platform":
		return []string{"weixin", "client", "client/component", "client/component/filetokens"}, false
	case pkg == "internal/doctest":
		return []string{"internal/replay"}, false
	}
	return nil, false
}

// TestArrows checks every import of every package against the design.
func TestArrows(t *testing.T) {
	for _, p := range packages(t) {
		pkg := p.path
		inside, outside := allowed(pkg)
		for _, imported := range p.imports {
			target, ours := strings.CutPrefix(imported, module+"/")
			fits := func(pattern string) bool { ok, _ := path.Match(pattern, target); return ok }
			switch {
			case ours && !slices.ContainsFunc(inside, fits):
				t.Errorf("%s imports %s", pkg, target)
			case ours && target == "internal/app" && !strings.HasPrefix(pkg, "internal/cli/") && pkg != "wxastoretest":
				t.Errorf("%s imports app, which only internal/cli and wxastoretest may", pkg)
			case path.Base(target) == "pgtest" && path.Base(pkg) != "run":
				t.Errorf("%s imports pgtest, which only tests may", pkg)
			case !ours && strings.Contains(imported, ".") && !outside:
				t.Errorf("%s imports %s; it may only use the standard library", pkg, imported)
			case imported == "database/sql" && !strings.HasPrefix(pkg, "internal/store/sql") && pkg != "client/component/sqltokens" && pkg != "client/fleet/sqlledger" && pkg != "internal/cli/fleet":
				t.Errorf("%s imports database/sql, which only the SQL stores, sqltokens, sqlledger and the fleet's command may", pkg)
			case isDriver(imported) && !strings.HasPrefix(pkg, "internal/store/sqldb/"):
				t.Errorf("%s imports the driver %s, which only an engine under sqldb may", pkg, imported)
			case strings.HasPrefix(imported, "github.com/minio/") && pkg != "internal/store/blobs3":
				t.Errorf("%s imports %s, which only blobs3 may", pkg, imported)
			}
		}
	}
}

func isDriver(imported string) bool {
	return strings.HasPrefix(imported, "github.com/ncruces/go-sqlite3") ||
		strings.HasPrefix(imported, "modernc.org/sqlite") || strings.HasPrefix(imported, "github.com/jackc/pgx")
}
