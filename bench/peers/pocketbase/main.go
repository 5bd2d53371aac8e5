// Command pocketbase answers modify_merchant as a program on PocketBase would:
// a route decodes the request, finds a record by its key and saves it, with
// PocketBase's own checks, hooks and log of requests left as they come.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
)

// collection holds the merchants.
const collection = "merchants"

func main() {
	listen := flag.String("listen", "127.0.0.1:8090", "`address` to answer on")
	data := flag.String("data", "pb_data", "`folder` that holds the state")
	flush := flag.Bool("flush", false, "flush each commit to the disk, which PocketBase leaves to SQLite's checkpoints")
	merchants := flag.Int("merchants", 1000, "how many merchants there are")
	flag.Parse()
	if err := run(*listen, *data, *flush, *merchants); err != nil {
		fmt.Fprintln(os.Stderr, "pocketbase:", err)
		os.Exit(1)
	}
}

func run(listen, data string, flush bool, merchants int) error {
	config := pocketbase.Config{DefaultDataDir: data, HideStartBanner: true}
	if flush {
		config.DBConnect = connectFlushing
	}
	app := pocketbase.NewWithConfig(config)
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		if err := seed(e.App, merchants); err != nil {
			return err
		}
		e.InstallerFunc = nil // it opens a browser
		e.Router.POST("/wxa/modify_merchant", modify)
		return e.Next()
	})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := apis.Serve(app, apis.ServeConfig{HttpAddr: listen}); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// connectFlushing opens a database as PocketBase does, but flushes each commit.
func connectFlushing(path string) (*dbx.DB, error) {
	pragmas := []string{"busy_timeout(10000)", "journal_mode(WAL)", "journal_size_limit(200000000)", "synchronous(FULL)", "foreign_keys(ON)", "temp_store(MEMORY)", "cache_size(-32000)"}
	return dbx.Open("sqlite", path+"?_pragma="+strings.Join(pragmas, "&_pragma="))
}

// seed makes the merchants, whose keys are 0, 1, 2 and so on, where there are
// none.
func seed(app core.App, merchants int) error {
	if app.HasTable(collection) {
		return nil
	}
	return app.RunInTransaction(func(tx core.App) error {
		c := core.NewBaseCollection(collection)
		c.Fields.Add(
			&core.TextField{Name: "key", Required: true},
			&core.TextField{Name: "headimg"},
			&core.TextField{Name: "intro"},
		)
		c.AddIndex("merchants_key", true, "key", "")
		if err := tx.Save(c); err != nil {
			return err
		}
		for i := range merchants {
			r := core.NewRecord(c)
			r.Set("key", fmt.Sprint(i))
			if err := tx.Save(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// modify changes the merchant that the token names.
func modify(e *core.RequestEvent) error {
	var req struct {
		HeadimgMediaID string `json:"headimg_mediaid"`
		Intro          string `json:"intro"`
	}
	// Not BindBody, which asks for a Content-Type that the load has not.
	if err := json.NewDecoder(e.Request.Body).Decode(&req); err != nil {
		return e.BadRequestError("the body is not a JSON object", err)
	}
	r, err := e.App.FindFirstRecordByData(collection, "key", e.Request.URL.Query().Get("access_token"))
	if err != nil {
		return e.NotFoundError("no merchant has this token", err)
	}
	r.Set("intro", req.Intro)
	if req.HeadimgMediaID != "" {
		r.Set("headimg", req.HeadimgMediaID)
	}
	if err := e.App.Save(r); err != nil {
		return err
	}
	return e.Blob(http.StatusOK, "application/json; encoding=utf-8", []byte(`{"errcode":0,"errmsg":"ok"}`))
}
