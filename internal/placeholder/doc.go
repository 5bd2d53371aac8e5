// Package placeholder writes statements for the drivers of programs that bring a database
// of their own to packages sqltokens and sqlledger.
//
// It owns how the parameters of a statement are written. It does not own the statements.
package placeholder

import (
	"fmt"
	"strings"
)

// Style is how a driver writes the parameters of a statement.
type Style int

// The ways to write parameters.
const (
	// Question is ?, as SQLite has it.
	Question Style = iota
	// Dollar is $1, $2 and so on, as PostgreSQL has it.
	Dollar
)

// Text is a statement, which is written with ?, in the style of the driver.
func (s Style) Text(statement string) string {
	if s != Dollar {
		return statement
	}
	parts := strings.Split(statement, "?")
	var b strings.Builder
	for i, part := range parts {
		if i > 0 {
			fmt.Fprintf(&b, "$%d", i)
		}
		b.WriteString(part)
	}
	return b.String()
}
