package component_test

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"slices"

	_ "github.com/ncruces/go-sqlite3/driver"
	"golang.org/x/sync/errgroup"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/client/component/filetokens"
	"github.com/wxastore/wxastore/client/component/sqltokens"
	"github.com/wxastore/wxastore/weixin"
)

// crowdVariable makes the test binary a worker of TestCrowd.
const crowdVariable = "WXASTORE_CROWD_JOB"

// crowdJob is what a worker is told.
type crowdJob struct {
	Kind, Path, Base string
	Merchants        int
}

func openCrowdStore(kind, path string) (component.TokenStore, func() error, error) {
	if kind == "files" {
		s, err := filetokens.Open(path)
		return s, func() error { return nil }, err
	}
	db, err := sql.Open("sqlite3", "file:"+path+".db?_pragma=busy_timeout(30000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)")
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(1) // its connections would only wait for each other
	s := sqltokens.New(db, sqltokens.Question)
	return s, db.Close, s.Create(context.Background())
}

// runCrowdWorker calls once for each account whenever it reads a line.
func runCrowdWorker(text string) error {
	var job crowdJob
	if err := json.Unmarshal([]byte(text), &job); err != nil {
		return err
	}
	store, closeStore, err := openCrowdStore(job.Kind, job.Path)
	if err != nil {
		return err
	}
	defer closeStore()
	calls, err := component.New(component.Config{AppID: platformID, Secret: secret, Store: store}, client.WithBaseURL(job.Base))
	if err != nil {
		return err
	}
	ids := merchants(job.Merchants)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		order := slices.Clone(ids)
		if lines.Text() == "true" {
			slices.Reverse(order)
		}
		var all errgroup.Group
		all.SetLimit(16)
		for _, id := range order {
			all.Go(func() error {
				if err := calls.ClientFor(id).ModifyMerchant(context.Background(), weixin.ModifyMerchantRequest{}); err != nil {
					return fmt.Errorf("for %s: %w", id, err)
				}
				return nil
			})
		}
		if err := all.Wait(); err != nil {
			return err
		}
		fmt.Println("done")
	}
	return nil
}
