package storetest

import (
	"fmt"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
)

// ShowDefault is the DEFAULT that a migration has to give a column, as SQL; ""
// for one that came with its table, or is NULL by default.
func ShowDefault(table store.Table, c store.Column) string {
	if table.Added || !c.Added {
		return ""
	}
	switch value := c.Default.(type) {
	case nil:
		return ""
	case string:
		return "'" + strings.ReplaceAll(value, "'", "''") + "'"
	case bool:
		return strings.ToUpper(fmt.Sprint(value))
	case []byte:
		return fmt.Sprintf("X'%X'", value)
	default:
		return fmt.Sprint(value)
	}
}
