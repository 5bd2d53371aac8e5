package snapshot_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/snapshot"
	"github.com/wxastore/wxastore/internal/store"
)

// TestSamples restores what released builds have written, into both engines,
// and compares all of it with what the files hold. It reads them by itself.
func TestSamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/samples/*.snapshot")
	if err != nil || len(files) < 2 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	for _, file := range files {
		for engine, open := range map[string]func(*testing.T) state{
			"SQLite": func(t *testing.T) state { return openFile(t) }, "PostgreSQL": openPostgres,
		} {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".snapshot")+" into "+engine, func(t *testing.T) {
				t.Parallel()
				content, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				into, held := open(t), readSample(t, content)
				result, err := snapshot.Restore(t.Context(), bytes.NewReader(content), snapshot.Target{Store: into, Blobs: into.blobs})
				if err != nil {
					t.Fatalf("the sample cannot be restored any more: %v", err)
				}
				held.compare(t, into)
				if int(result.Blobs) != len(held.blobs) {
					t.Errorf("%d pictures, want %d", result.Blobs, len(held.blobs))
				}
				if found := findings(t, into); found != nil {
					t.Errorf("found %q", found)
				}
			})
		}
	}
}

// sample is what a file holds. A row is a JSON value for each column.
type sample struct {
	tables []store.Table
	rows   map[string][]map[string]any
	blobs  map[string]string
}

func readSample(t *testing.T, file []byte) sample {
	t.Helper()
	s := sample{rows: make(map[string][]map[string]any), blobs: make(map[string]string)}
	columns := make(map[string][]store.Column)
	for _, e := range unpack(t, file) {
		switch folder, name, _ := strings.Cut(e.name, "/"); folder {
		case "manifest.json":
			var m struct{ Tables []store.Table }
			if err := json.Unmarshal([]byte(e.content), &m); err != nil {
				t.Fatal(err)
			}
			for s.tables = m.Tables; len(m.Tables) > 0; m.Tables = m.Tables[1:] {
				columns[m.Tables[0].Name] = m.Tables[0].Columns
			}
		case "tables":
			table, _, _ := strings.Cut(name, "/")
			for line := range strings.Lines(e.content) {
				var values []any
				decoder := json.NewDecoder(strings.NewReader(line))
				decoder.UseNumber()
				if err := decoder.Decode(&values); err != nil || len(values) != len(columns[table]) {
					t.Fatalf("%s: %q, %v", e.name, line, err)
				}
				row := make(map[string]any)
				for i, column := range columns[table] {
					row[column.Name] = values[i]
				}
				s.rows[table] = append(s.rows[table], row)
			}
		case "blobs":
			s.blobs[name] = e.content
		}
	}
	return s
}

// has reports whether the build that made the sample had a table.
func (s sample) has(table string) bool {
	return slices.ContainsFunc(s.tables, func(t store.Table) bool { return t.Name == table })
}

// compare looks at all rows and bytes of a state.
func (s sample) compare(t *testing.T, into state) {
	t.Helper()
	var want, got []string
	for _, table := range into.Tables() {
		if rows := s.rows[table.Name]; len(rows) == 0 && (!table.Added || s.has(table.Name)) {
			t.Errorf("the sample holds no row of %s", table.Name)
		}
		for _, row := range s.rows[table.Name] {
			text := table.Name
			for _, column := range table.Columns {
				value, ok := row[column.Name]
				if !ok {
					value = shown(column.Kind, column.Default)
				}
				text += " " + column.Name + "=" + asJSON(t, value)
			}
			want = append(want, text)
		}
	}
	err := into.ReadAll(t.Context(), func(table store.Table, row []any) error {
		text := table.Name
		for i, column := range table.Columns {
			text += " " + column.Name + "=" + asJSON(t, shown(column.Kind, row[i]))
		}
		got = append(got, text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("restored is something else (-sample +restored):\n%s", diff)
	}
	for name, content := range s.blobs {
		hash, err := store.ParseHash(name)
		if err != nil {
			t.Fatal(err)
		}
		blob, err := into.blobs.Open(t.Context(), hash)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(blob)
		if err != nil || string(got) != content {
			t.Errorf("picture %s holds %q, %v, want %q", name, got, err, content)
		}
		blob.Close()
	}
}

// shown is a value as a file has it.
func shown(kind store.ColumnKind, value any) any {
	raw, ok := value.([]byte)
	switch {
	case !ok:
		return value
	case kind == store.ColumnHash:
		return hex.EncodeToString(raw)
	}
	return base64.StdEncoding.EncodeToString(raw)
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// entry is an entry of a file.
type entry struct{ name, content string }

func unpack(t *testing.T, file []byte) []entry {
	t.Helper()
	unpacked, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var all []entry
	for in := tar.NewReader(unpacked); ; {
		header, err := in.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, entry{header.Name, string(content)})
	}
}

// pack makes a file of entries.
func pack(t *testing.T, all []entry) []byte {
	t.Helper()
	var file bytes.Buffer
	packed := gzip.NewWriter(&file)
	out := tar.NewWriter(packed)
	for _, e := range all {
		if err := out.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: e.name, Size: int64(len(e.content)), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(out, e.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(out.Close(), packed.Close()); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// aging is a store with another idea of what tables there are: of a build
// before, or after.
type aging struct {
	store.Store
	tables []store.Table
}

func (a aging) Tables() []store.Table { return a.tables }

// Fill only reads the rows, which the database could not hold.
func (a aging) Fill(_ context.Context, fill func(func(string, []any) error) error) (store.Replacement, error) {
	return unchanged{}, fill(func(string, []any) error { return nil })
}

// unchanged replaces nothing.
type unchanged struct{}

func (unchanged) Swap(context.Context) error { return nil }
func (unchanged) Discard(context.Context)    {}

// TestByName reads files whose tables and columns are others than the store's.
func TestByName(t *testing.T) {
	t.Parallel()
	s := filled(t, 3)
	file := write(t, s)
	change := func(f func(all []store.Table) []store.Table) []store.Table {
		all := slices.Clone(s.Tables())
		for i := range all {
			all[i].Columns = slices.Clone(all[i].Columns)
		}
		return f(all)
	}
	at := func(all []store.Table, name string) *store.Table {
		return &all[slices.IndexFunc(all, func(table store.Table) bool { return table.Name == name })]
	}
	more := func(c store.Column) []store.Table {
		return change(func(all []store.Table) []store.Table {
			merchants := at(all, "merchants")
			merchants.Columns = slices.Insert(merchants.Columns, 1, c)
			return all
		})
	}
	note := store.Column{Name: "note", Kind: store.ColumnText}
	added := store.Column{Name: "note", Kind: store.ColumnText, Added: true, Default: "none"}
	other := func(c store.Column) store.Column { c.Kind = store.ColumnInteger; return c }
	for name, c := range map[string]struct {
		tables []store.Table
		why    string
	}{
		"the same":        {s.Tables(), ""},
		"another order":   {change(func(all []store.Table) []store.Table { slices.Reverse(at(all, "accounts").Columns); return all }), ""},
		"tables reversed": {change(func(all []store.Table) []store.Table { slices.Reverse(all); return all }), ""},
		"a column more":   {more(added), ""},
		"not added":       {more(note), "its manifest lacks the column note of merchants"},
		"a table more":    {change(func(all []store.Table) []store.Table { return append(all, store.Table{Name: "parlours", Added: true}) }), ""},
		"table not added": {change(func(all []store.Table) []store.Table { return append(all, store.Table{Name: "parlours"}) }), "its manifest lacks the table parlours"},
		"a column less": {change(func(all []store.Table) []store.Table {
			m := at(all, "merchants")
			m.Columns = m.Columns[:len(m.Columns)-1]
			return all
		}), `newer wxastore: its table merchants has a column "updated_at"`},
		"a table less": {change(func(all []store.Table) []store.Table { return all[1:] }), `newer wxastore: it has a table "accounts"`},
		"another kind": {change(func(all []store.Table) []store.Table {
			at(all, "accounts").Columns[1] = other(at(all, "accounts").Columns[1])
			return all
		}), "newer wxastore: its column name of accounts"},
	} {
		seen := 0
		_, err := snapshot.Restore(t.Context(), bytes.NewReader(file), snapshot.Target{
			Store: aging{s, c.tables}, Blobs: s.blobs,
			Check: func(table string, row map[string]any) error {
				if table == "merchants" {
					seen++
				}
				if want, ok := map[string]any{"a column more": "none"}[name]; ok && table == "merchants" && row["note"] != want {
					return fmt.Errorf("note %v", row["note"])
				}
				if id, ok := row["app_id"].(string); table == "accounts" && (!ok || !strings.HasPrefix(id, "wx")) {
					return fmt.Errorf("app id %v", row["app_id"])
				}
				return nil
			},
		})
		if c.why == "" && (err != nil || seen != 3) {
			t.Errorf("%s: %d merchants, %v", name, seen, err)
		}
		if c.why != "" && (err == nil || !strings.Contains(err.Error(), c.why)) {
			t.Errorf("%s: %v, want %s", name, err, c.why)
		}
	}
}

// TestManifest refuses manifests of other programs, each with a sentence.
func TestManifest(t *testing.T) {
	t.Parallel()
	all := unpack(t, write(t, filled(t, 1)))
	for name, c := range map[string]struct{ from, to, why string }{
		"format":       {`"version":1`, `"version":2`, "newer wxastore: it has version 2 of the format"},
		"more said":    {`"version":1`, `"version":9,"and":["more"]`, "newer wxastore: it has version 9 of the format"},
		"no version":   {`"version":1`, `"version":0`, "names version 0"},
		"a stray name": {`"version":1`, `"version":1,"x":1`, "cannot be read"},
		"twice":        {`"name":"intro"`, `"name":"nickname"`, "twice"},
	} {
		changed := slices.Clone(all)
		changed[0].content = strings.Replace(changed[0].content, c.from, c.to, 1)
		to := open(t)
		_, err := snapshot.Restore(t.Context(), bytes.NewReader(pack(t, changed)), snapshot.Target{Store: to, Blobs: to.blobs})
		var bad snapshot.Bad
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v, want %s", name, err, c.why)
		}
	}
}
