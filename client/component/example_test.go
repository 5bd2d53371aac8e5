package component_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"os"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/client/component/filetokens"
	"github.com/wxastore/wxastore/client/component/sqltokens"
	"github.com/wxastore/wxastore/weixin"
)

// A third-party platform: it receives tickets and authorizations, and changes
// the shop of an account that authorized it.
func ExampleComponent() {
	ctx := context.Background()
	store, err := filetokens.Open("/var/lib/platform/tokens")
	if err != nil {
		fmt.Println(err)
		return
	}
	platform, err := component.New(component.Config{
		AppID:          os.Getenv("PLATFORM_APPID"),
		Secret:         os.Getenv("PLATFORM_SECRET"),
		Token:          os.Getenv("PLATFORM_TOKEN"),
		EncodingAESKey: os.Getenv("PLATFORM_KEY"),
		Store:          store,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	events, err := platform.Receiver(nil) // stores tickets and refresh tokens
	if err != nil {
		fmt.Println(err)
		return
	}
	http.Handle("POST /weixin/events", events)

	http.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		page, err := platform.AuthorizationURL(r.Context(), component.AuthorizationPage{RedirectURI: "https://platform.example/authorized"})
		if err != nil {
			http.Error(w, "Weixin cannot be asked", http.StatusBadGateway)
			return
		}
		http.Redirect(w, r, page, http.StatusFound)
	})

	shop := platform.ClientFor("wx0123456789abcdef")
	err = shop.ModifyMerchant(ctx, weixin.ModifyMerchantRequest{Intro: "Open until ten"})
	fmt.Println(err)
}

// Handle authorizations with code of your own; tickets are stored all the same.
func ExampleComponent_Receiver() {
	var platform *component.Component // of NewComponent
	events, err := platform.Receiver(func(ctx context.Context, e weixin.ComponentEvent) error {
		if err := platform.Apply(ctx, e); err != nil {
			return err // pushed again later
		}
		switch body := e.Body.(type) {
		case weixin.AuthorizedBody:
			fmt.Println(e.InfoType, body.AuthorizerAppID)
		case weixin.UnauthorizedBody:
			fmt.Println(e.InfoType, body.AuthorizerAppID)
		}
		return nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	http.Handle("POST /weixin/events", events)
}

// Fetch the refresh tokens of all accounts again, after the store was lost.
func ExampleComponent_Resync() {
	var platform *component.Component // of NewComponent, with the empty store
	restored, err := platform.Resync(context.Background())
	fmt.Println(restored, err)
}

// Keep the tokens in a table that all processes share. The driver is yours.
func ExampleTokenStore_sql() {
	db, err := sql.Open("pgx", os.Getenv("DATABASE_URL"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	store := sqltokens.New(db, sqltokens.Dollar)
	if err := store.Create(context.Background()); err != nil { // or sqltokens.Schema in a migration
		fmt.Println(err)
		return
	}
	platform, err := component.New(component.Config{
		AppID: os.Getenv("PLATFORM_APPID"), Secret: os.Getenv("PLATFORM_SECRET"), Store: store,
	})
	fmt.Println(platform, err)
}
