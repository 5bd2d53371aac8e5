package console

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/console/ops"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/words"
)

// maxBody is how many bytes a request's body may have, unless its operation says
// otherwise.
const maxBody = 1 << 20

// carrier carries out an operation with a pointer to its input.
type carrier func(ctx context.Context, in any) (out any, err error)

// serveOperation makes a handler of an operation.
func serveOperation(c Config, o api.Operation, do carrier) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out, err := carryOut(o, do, w, r)
		failure := ops.Failure{Status: http.StatusOK}
		if err != nil {
			failure = ops.Explain(err)
		}
		if failure.Status == http.StatusInternalServerError {
			c.Log.Error("console request failed", "method", r.Method, "path", r.URL.Path, "error", err)
		} else if r.Method != http.MethodGet {
			c.Log.Info("console", "method", r.Method, "path", r.URL.Path, "status", failure.Status)
		}
		switch file, isFile := out.(api.File); {
		case err != nil:
			refuseWith(w, r, failure)
		case isFile:
			sendFile(w, r, file)
		case o.Answer() == nil:
			w.WriteHeader(http.StatusNoContent)
		default:
			writeJSON(w, http.StatusOK, out)
		}
	})
}

// carryOut reads the input of an operation and carries it out.
func carryOut(o api.Operation, do carrier, w http.ResponseWriter, r *http.Request) (any, error) {
	ctx, cancel := ops.WithTime(w, r, o)
	defer cancel()
	in, limit := o.NewInput(), o.MaxBody
	if limit == 0 {
		limit = maxBody
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	if err := o.ReadParams(r.PathValue, r.URL.RawQuery, in); err != nil {
		return nil, ops.Unreadable(err)
	}
	if err := o.ReadBody(r.Body, in); err != nil {
		return nil, ops.Unreadable(err)
	}
	return do(ctx, in)
}

// refuseWith answers an error, in the language that the client asks for.
func refuseWith(w http.ResponseWriter, r *http.Request, f ops.Failure) {
	say := words.Sayer(r.Header.Get("Accept-Language"))
	if conflict, ok := errors.AsType[*ops.Conflict](f.Said); ok {
		writeJSON(w, f.Status, struct {
			Error   string `json:"error"`
			Yours   any    `json:"yours"`
			Current any    `json:"current"`
		}{say(conflict), conflict.Yours, conflict.Current})
		return
	}
	if f.Said == nil {
		f.Said = said.Errorf("the service failed; its log says how")
	}
	refuse(w, f.Status, say(f.Said))
}

// refusal is the body of a refusal.
type refusal struct {
	Error string `json:"error"`
}

func refuse(w http.ResponseWriter, status int, sentence string) {
	writeJSON(w, status, refusal{sentence})
}

func writeJSON(w http.ResponseWriter, status int, answer any) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false) // nosniff and the content type hold off browsers
	if err := encoder.Encode(answer); err != nil {
		status = http.StatusInternalServerError
		body.Reset()
		body.WriteString(`{"error":"the answer could not be encoded"}` + "\n")
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	// A client that is gone needs no answer.
	_, _ = w.Write(body.Bytes())
}

// sendFile answers bytes.
func sendFile(w http.ResponseWriter, r *http.Request, file api.File) {
	defer file.Close()
	header := w.Header()
	header.Set("Content-Type", file.Type)
	if file.Name != "" {
		header.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", file.Name))
	}
	if content, ok := file.ReadCloser.(io.ReadSeeker); ok {
		http.ServeContent(w, r, "", time.Time{}, content)
		return
	}
	// A client that is gone needs no more of it.
	_, _ = io.Copy(w, file)
}
