package console

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"net/url"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
)

const (
	// CodeTime is how long a code signs a browser in.
	CodeTime = 10 * time.Minute
	// maxCodes is how many codes wait at most; the oldest make room.
	maxCodes = 16
)

// Codes are made to sign browsers in by a link: each does it once, soon. They
// are kept in memory, so they end with the process.
type Codes struct {
	now func() time.Time

	mu    sync.Mutex
	codes []code
}

type code struct {
	hash [sha256.Size]byte
	end  time.Time
}

// NewCodes makes a list without codes.
func NewCodes() *Codes { return &Codes{now: time.Now} }

// NewPath makes a code and returns the path of the console that takes it.
func (c *Codes) NewPath() string {
	text := rand.Text()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.codes = append(c.codes, code{sha256.Sum256([]byte(text)), c.now().Add(CodeTime)})
	if len(c.codes) > maxCodes {
		c.codes = c.codes[1:]
	}
	return "/login?" + url.Values{"code": {text}}.Encode()
}

// use reports whether a code is good, which it is not again. Each is compared,
// so that the time tells nothing.
func (c *Codes) use(text string) bool {
	hash := sha256.Sum256([]byte(text))
	c.mu.Lock()
	defer c.mu.Unlock()
	now, good := c.now(), false
	var left []code
	for _, one := range c.codes {
		same := subtle.ConstantTimeCompare(hash[:], one.hash[:]) == 1
		switch {
		case !now.Before(one.end):
		case same:
			good = true
		default:
			left = append(left, one)
		}
	}
	c.codes = left
	return good
}

// signInRoute makes the links of api.NewLink.
func signInRoute(c Config) route {
	return route{Operation: api.NewLink.Operation, serve: serveOperation(c, api.NewLink.Operation, func(ctx context.Context, _ any) (any, error) {
		return c.Console.Audited(ctx, api.NewLink.Operation, api.None{}, func() (any, error) {
			if c.Token == "" {
				return api.Link{Path: "/", Valid: api.Duration(CodeTime)}, nil
			}
			return api.Link{Path: c.Codes.NewPath(), Valid: api.Duration(CodeTime)}, nil
		})
	})}
}
