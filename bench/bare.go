package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
)

// serveBare is the handler that ratios are taken to: it decodes the request of
// modify_merchant and answers ok.
func serveBare(ctx context.Context) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var req struct {
			HeadimgMediaID string `json:"headimg_mediaid"`
			Intro          string `json:"intro"`
		}
		if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json; encoding=utf-8")
		// A client that is gone needs no answer.
		_, _ = fmt.Fprint(w, success)
	})}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	fmt.Printf("api      http://%s\n", l.Addr())
	if err := server.Serve(l); err != http.ErrServerClosed {
		return err
	}
	return nil
}

// success is what every call of the bench is answered.
const success = `{"errcode":0,"errmsg":"ok"}`
