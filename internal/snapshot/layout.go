package snapshot

import (
	"bytes"
	"encoding/json"

	"github.com/wxastore/wxastore/internal/store"
)

// layout says how rows of a file become rows of the store.
type layout struct {
	// table is the store's.
	table store.Table
	// columns are those of a row in the file, in its order, as the store
	// declares them; null says which the file lets be nil.
	columns []store.Column
	null    []bool
	// place is where in the file's row a column of the store's has its value;
	// -1 where the file has none.
	place []int
}

// readManifest reads what a file says of itself. The version comes first:
// another version may have other fields.
func readManifest(text []byte) (manifest, error) {
	var m manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return manifest{}, bad("its manifest cannot be read")
	}
	switch {
	case m.Format != format:
		return manifest{}, bad("its manifest is another format's")
	case m.Version > version:
		return manifest{}, newer(store.Mistakef("it has version %d of the format, and this program reads versions up to %d", m.Version, version))
	case m.Version != version:
		return manifest{}, bad("its manifest names version %d of the format", m.Version)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil {
		return manifest{}, bad("its manifest cannot be read: %v", err)
	}
	return m, nil
}

// newer is the error of a file that this program is too old for.
func newer(what store.Mistake) error {
	return bad("it was made by a newer wxastore: %w; use that version", what)
}

// arrange finds the tables of a file among the store's, by the names of tables
// and columns. What the file lacks it may lack only if it was added since.
func arrange(inFile, inStore []store.Table) ([]layout, error) {
	var all []layout
	seen := make(map[string]bool)
	known := make(map[string]store.Table)
	for _, table := range inStore {
		known[table.Name] = table
	}
	for _, table := range inFile {
		into, ok := known[table.Name]
		switch {
		case !ok:
			return nil, newer(store.Mistakef("it has a table %.100q, which this program does not know", table.Name))
		case seen[table.Name]:
			return nil, bad("its manifest names the table %s twice", table.Name)
		}
		seen[table.Name] = true
		one, err := arrangeTable(table, into)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	for _, table := range inStore {
		if !seen[table.Name] && !table.Added {
			return nil, bad("its manifest lacks the table %s", table.Name)
		}
	}
	return all, nil
}

func arrangeTable(inFile, inStore store.Table) (layout, error) {
	l := layout{table: inStore}
	places, known := make(map[string]int), make(map[string]store.Column)
	for _, column := range inStore.Columns {
		known[column.Name] = column
	}
	for i, column := range inFile.Columns {
		into, ok := known[column.Name]
		_, twice := places[column.Name]
		switch {
		case !ok:
			return layout{}, newer(store.Mistakef("its table %s has a column %.100q, which this program does not know", inStore.Name, column.Name))
		case twice:
			return layout{}, bad("its manifest names the column %s of %s twice", column.Name, inStore.Name)
		case into.Kind != column.Kind:
			return layout{}, newer(store.Mistakef("its column %s of %s holds %.100q, and here %s", column.Name, inStore.Name, column.Kind, into.Kind))
		}
		places[column.Name] = i
		l.columns = append(l.columns, into)
		l.null = append(l.null, column.Null)
	}
	for _, column := range inStore.Columns {
		place, ok := places[column.Name]
		if !ok {
			if place = -1; !column.Added {
				return layout{}, bad("its manifest lacks the column %s of %s", column.Name, inStore.Name)
			}
		}
		l.place = append(l.place, place)
	}
	return l, nil
}

// row makes a row of the store of the values of one in the file. Where an older
// program let a value be nil and this one does not, it is the default.
func (l layout) row(values []any) []any {
	row := make([]any, len(l.place))
	for i, place := range l.place {
		if place >= 0 {
			row[i] = values[place]
		}
		if row[i] == nil {
			row[i] = l.table.Columns[i].Default
		}
	}
	return row
}
