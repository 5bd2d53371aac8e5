package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"

	"github.com/wxastore/wxastore/weixin"
)

// serveBare is the handler that ratios are taken to: it decodes the request of
// modify_merchant and answers ok.
func serveBare(ctx context.Context, address string) error {
	return serveYardstick(ctx, address, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		decode := decodeChange
		if r.URL.Path == weixin.UploadTempMedia.Path {
			decode = decodeUpload
		}
		if err := decode(r); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		answerOK(w)
	}))
}

// serveYardstick serves a handler until the context ends and prints its address
// as the service does.
func serveYardstick(ctx context.Context, address string, h http.Handler) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: h}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	fmt.Printf("api      http://%s\n", l.Addr())
	if err := server.Serve(l); err != http.ErrServerClosed {
		return err
	}
	return nil
}

// answerOK writes the answer of a change that succeeded.
func answerOK(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json; encoding=utf-8")
	// A client that is gone needs no answer.
	_, _ = fmt.Fprint(w, success)
}

// yardstickURL is where a yardstick takes changes with a token.
func yardstickURL(address, token string) string {
	return address + weixin.ModifyMerchant.Path + "?access_token=" + token
}

// changeRequest is the body of a change.
type changeRequest struct {
	HeadimgMediaID string `json:"headimg_mediaid"`
	Intro          string `json:"intro"`
}

func decodeChange(r *http.Request) error {
	var req changeRequest
	return json.NewDecoder(r.Body).Decode(&req)
}

// decodeUpload reads an upload into memory and drops it.
func decodeUpload(r *http.Request) error {
	if err := r.ParseMultipartForm(weixin.MaxMediaSize); err != nil {
		return err
	}
	file, _, err := r.FormFile("media")
	if err != nil {
		return err
	}
	return file.Close()
}

// success is what every call of the bench is answered.
const success = `{"errcode":0,"errmsg":"ok"}`
