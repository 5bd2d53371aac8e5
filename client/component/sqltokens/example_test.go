package sqltokens_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/client/component/sqltokens"
)

// One SQLite file for all processes of a machine.
func Example() {
	db, err := sql.Open("sqlite", "file:tokens.db?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	store := sqltokens.New(db, sqltokens.Question)
	if err := store.Create(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	platform, err := component.New(component.Config{
		AppID: os.Getenv("PLATFORM_APPID"), Secret: os.Getenv("PLATFORM_SECRET"), Store: store,
	})
	fmt.Println(platform, err)
}
