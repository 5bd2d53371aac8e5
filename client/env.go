package client

import (
	"os"

	"github.com/wxastore/wxastore/internal/said"
)

// FromEnv returns a client of what the environment says, as the command line reads it:
//
//   - WXASTORE_API is the service's address; without it, it is the real Weixin;
//   - WXASTORE_APPID and WXASTORE_SECRET are an account's, whose stable token is fetched;
//   - WXASTORE_TOKEN is an access token to call with, in place of these two.
//
// The options come on top. One that says where access tokens come from is in place of
// the account's.
func FromEnv(opts ...Option) (*Client, error) {
	var own []Option
	if address := os.Getenv("WXASTORE_API"); address != "" {
		own = append(own, WithBaseURL(address))
	}
	var given settings
	for _, opt := range opts {
		opt(&given)
	}
	appid, secret, token := os.Getenv("WXASTORE_APPID"), os.Getenv("WXASTORE_SECRET"), os.Getenv("WXASTORE_TOKEN")
	switch {
	case len(given.sources) > 0:
	case token != "":
		own = append(own, WithTokenSource(StaticToken(token)))
	case appid != "" && secret != "":
		own = append(own, WithCredentials(appid, secret))
	case appid != "" || secret != "":
		return nil, said.Errorf("client: an app id needs its secret, and a secret its app id: set WXASTORE_APPID and WXASTORE_SECRET")
	default:
		return nil, said.Errorf("client: no credentials: set WXASTORE_APPID and WXASTORE_SECRET, or WXASTORE_TOKEN")
	}
	return New(append(own, opts...)...)
}
