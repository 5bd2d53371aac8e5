package postgres

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/stdlib"
)

// plainConnections is how many connections a plain database has.
const plainConnections = 8

// OpenPlain opens a database for what is none of the service's tables. Its errors do
// not repeat the address.
func OpenPlain(ctx context.Context, address string) (*sql.DB, error) {
	return openPlain(ctx, address, false)
}

// OpenReadOnly is OpenPlain for statements that change nothing, on a standby, too.
func OpenReadOnly(ctx context.Context, address string) (*sql.DB, error) {
	return openPlain(ctx, address, true)
}

func openPlain(ctx context.Context, address string, readOnly bool) (*sql.DB, error) {
	config, err := parse(address)
	if err != nil {
		return nil, err
	}
	if readOnly {
		config.RuntimeParams["default_transaction_read_only"] = "on"
		config.ValidateConnect = nil // it would refuse such a connection
	}
	config.RuntimeParams["application_name"] = "wxastore fleet" // it is not a service
	db := sql.OpenDB(stdlib.GetConnector(*config))
	db.SetMaxOpenConns(plainConnections)
	db.SetConnMaxLifetime(connectionLife)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(explain(err), db.Close())
	}
	return db, nil
}
