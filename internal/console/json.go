package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/store"
)

// maxBody is how many bytes a request's body may have.
const maxBody = 1 << 20

// answerer answers a request of the admin API with a value to encode, or with
// nil for 204.
type answerer func(w http.ResponseWriter, r *http.Request) (any, error)

// problem is an error with its status and a sentence for the operator.
type problem struct {
	status   int
	sentence string
}

func (p problem) Error() string { return p.sentence }

// bad is a problem of the request itself.
func bad(format string, args ...any) error {
	return problem{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

// serveJSON makes a handler of an answerer. It is the one place where an error
// becomes a status.
func serveJSON(answer answerer, log *slog.Logger) http.Handler {
	return serveJSONUpTo(maxBody, answer, log)
}

// serveJSONUpTo is serveJSON for bodies of up to so many bytes.
func serveJSONUpTo(limit int64, answer answerer, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		got, err := answer(w, r)
		status, sentence := http.StatusOK, ""
		if err != nil {
			status, sentence = statusOf(err)
		}
		if status == http.StatusInternalServerError {
			log.Error("console request failed", "method", r.Method, "path", r.URL.Path, "error", err)
		} else if r.Method != http.MethodGet {
			log.Info("console", "method", r.Method, "path", r.URL.Path, "status", status)
		}
		overtaken, isConflict := errors.AsType[conflict](err)
		switch {
		case isConflict:
			writeJSON(w, status, conflictJSON{overtaken.sentence, overtaken.yours, overtaken.current})
		case err != nil:
			refuse(w, status, sentence)
		case got == nil:
			w.WriteHeader(http.StatusNoContent)
		default:
			writeJSON(w, status, got)
		}
	})
}

// invalid is an error that is the operator's: its text is answered with 400.
// Any other but a refusal and store.ErrNotFound is answered 500 and logged.
type invalid interface {
	error
	Invalid() bool
}

func statusOf(err error) (status int, sentence string) {
	if p, ok := errors.AsType[problem](err); ok {
		return p.status, p.sentence
	}
	if c, ok := errors.AsType[conflict](err); ok {
		return http.StatusConflict, c.sentence
	}
	if refused, ok := errors.AsType[ports.Refusal](err); ok {
		code, reason := refused.Refused()
		return http.StatusConflict, fmt.Sprintf("%s (a call would be answered %d %s)", reason, code, code.Text())
	}
	if i, ok := errors.AsType[invalid](err); ok && i.Invalid() {
		return http.StatusBadRequest, i.Error()
	}
	if errors.Is(err, store.ErrNotFound) {
		return http.StatusNotFound, err.Error()
	}
	return http.StatusInternalServerError, "the service failed; its log says how"
}

// refuse answers an error.
func refuse(w http.ResponseWriter, status int, sentence string) {
	writeJSON(w, status, struct {
		Error string `json:"error"`
	}{sentence})
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

// decode reads the one JSON object of a body.
func decode(r *http.Request, into any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil {
		var more json.RawMessage
		if err = decoder.Decode(&more); errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = errors.New("something follows the object")
		}
	}
	if err := unread(err); errors.As(err, new(problem)) {
		return err
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		return bad("%s cannot be a %s", wrong.Field, wrong.Value)
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("it is empty")
	}
	return bad("the body is not the JSON object that this path takes: %v", err)
}

// unread says of an error whose body was too long that it was.
func unread(err error) error {
	if long, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return problem{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is longer than %d bytes", long.Limit)}
	}
	return err
}

// duration is a time.Duration that JSON has as "1h30m".
type duration time.Duration

func (d duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

func (d *duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a duration: write it as 1h30m or 250ms", text)
	}
	*d = duration(parsed)
	return nil
}
