package replay

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
)

// Answer is what came back.
type Answer struct {
	// Status is such as "200 OK".
	Status     string
	StatusCode int
	Header     http.Header
	// Close says that the service ends the connection, Chunked that the body came
	// without its length.
	Close, Chunked bool
	Body           string
}

// maxAnswer is how many bytes of an answer's body are read.
const maxAnswer = 32 << 20

// Exchange sends a request as it is and reads the answer.
func (p *Player) Exchange(ctx context.Context, r Request) (Answer, error) {
	req, err := http.NewRequestWithContext(ctx, r.Method, p.BaseURL, bytes.NewReader(r.Body))
	if err != nil {
		return Answer{}, err
	}
	path, query, _ := strings.Cut(r.Target, "?")
	req.URL.RawPath, req.URL.RawQuery = path, query
	if req.URL.Path, err = url.PathUnescape(path); err != nil {
		return Answer{}, err
	}
	if p.Host != "" {
		req.Host = p.Host
	}
	if r.Header != nil {
		req.Header = r.Header.Clone()
	}
	if _, given := req.Header["User-Agent"]; !given {
		req.Header.Set("User-Agent", "") // sends none
	}
	if r.Chunked {
		req.ContentLength = -1
	}
	client := http.Client{}
	if p.Client != nil {
		client = *p.Client
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	if err != nil {
		if outer, ok := errors.AsType[*url.Error](err); ok {
			err = outer.Err // without the query, which holds credentials
		}
		return Answer{}, unanswered{said.Errorf("%s %s: %w", r.Method, path, err)}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return Answer{}, unanswered{said.Errorf("%s %s: read the answer: %w", r.Method, path, err)}
	}
	return Answer{
		Status: resp.Status, StatusCode: resp.StatusCode, Header: resp.Header,
		Close: resp.Close, Chunked: slices.Contains(resp.TransferEncoding, "chunked"), Body: string(body),
	}, nil
}

// unanswered is why a request that could be made was not answered.
type unanswered struct{ error }

func (u unanswered) Unwrap() error { return u.error }

// Unanswered reports whether an error is that a request was not answered, and not
// that it could not be made.
func Unanswered(err error) bool {
	_, is := errors.AsType[unanswered](err)
	return is
}
