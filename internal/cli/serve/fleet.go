package serve

import (
	"context"
	"path/filepath"

	"github.com/wxastore/wxastore/client/fleet/sqlledger"
	"github.com/wxastore/wxastore/internal/fleetruns"
	"github.com/wxastore/wxastore/internal/store/sqldb/postgres"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
)

// fleet is what the console shows of wxastore fleet: the ledger that is named, or those
// that its commands make in the working folder. None needs to be there yet.
func (c *Command) fleet() (*fleetruns.Fleet, error) {
	address := c.FleetLedger.Reveal()
	if postgres.Is(address) {
		folder, err := filepath.Abs(".")
		if err != nil {
			return nil, err
		}
		return fleetruns.New(folder, fleetruns.Place{Open: func(ctx context.Context) (*sqlledger.Ledger, func() error, error) {
			db, err := postgres.OpenReadOnly(ctx, address)
			if err != nil {
				return nil, nil, err
			}
			return sqlledger.New(db, sqlledger.Dollar, ""), db.Close, nil
		}}), nil
	}
	names := []string{address}
	if address == "" {
		names = []string{"fleet.db", "fleet-twin.db"}
	}
	var places []fleetruns.Place
	for i, name := range names {
		path, err := filepath.Abs(name)
		if err != nil {
			return nil, err
		}
		places = append(places, fleetruns.Place{Path: path, Rehearsal: i > 0, Open: func(ctx context.Context) (*sqlledger.Ledger, func() error, error) {
			db, err := sqlite.OpenReadOnly(ctx, path)
			if err != nil {
				return nil, nil, err
			}
			return sqlledger.New(db, sqlledger.Question, ""), db.Close, nil
		}})
	}
	return fleetruns.New(filepath.Dir(places[0].Path), places...), nil
}
