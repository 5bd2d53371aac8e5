package sqldb

import (
	"context"
	"strconv"
	"strings"
)

// Plan is how SQLite would run a query, a step a line. The plan does not depend on
// the arguments, which are all null.
func (d *Database) Plan(ctx context.Context, query string) (steps []string, err error) {
	args := []any{}
	for strings.Contains(query, "?"+strconv.Itoa(len(args)+1)) {
		args = append(args, nil)
	}
	err = d.Rows(ctx, "EXPLAIN QUERY PLAN "+query, args, func(row Row) error {
		var id, parent, unused int
		var step string
		err := row.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	})
	return steps, err
}
