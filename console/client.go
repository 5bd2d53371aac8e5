package console

import (
	"errors"
	"os"

	"github.com/wxastore/wxastore/internal/console/api"
)

// New returns a client of the console at a base URL, such as http://127.0.0.1:8081. The
// token is the console's, "" where it asks for none. The console is asked directly, past
// the environment's proxies, and redirects are not followed.
func New(base, token string) (*Client, error) { return api.NewClient(base, token) }

// FromEnv returns a client of the console at WXASTORE_CONSOLE_URL, with the token of
// WXASTORE_CONSOLE_TOKEN.
func FromEnv() (*Client, error) {
	base := os.Getenv("WXASTORE_CONSOLE_URL")
	if base == "" {
		return nil, errors.New("console: WXASTORE_CONSOLE_URL is not set: it is the console's address, such as http://127.0.0.1:8081")
	}
	return New(base, os.Getenv("WXASTORE_CONSOLE_TOKEN"))
}

// ErrToken is in the error of a request without the console's token.
var ErrToken = api.ErrToken
