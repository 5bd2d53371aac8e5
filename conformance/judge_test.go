package conformance

import "testing"

// judge is a client of the interface, as its users use it.
type judge interface {
	// token returns the access token that the client fetched by its own code.
	token() (string, error)
	// upload sends a picture and returns its media id.
	upload(path string) (string, error)
	// modify calls modify_merchant with the fields, encoded as the client's
	// users do it.
	modify(fields map[string]any) error
}

// stale is a judge that keeps a token and gets another when it is refused.
type stale interface {
	judge
	// keep makes the client believe that a token is its present one.
	keep(token string) error
}

// account is whom a judge speaks for.
type account struct{ appID, secret string }

// contender is a client that can be made a judge.
type contender struct {
	// client is its name, module the Go module it is, "" if it is none.
	client, module string
	// version tells the version of one that is no module.
	version func(t *testing.T) string
	// make returns a client that speaks for the account at the base URL.
	make func(t *testing.T, base string, a account) judge
}

// judges are all that judge.
func judges() []contender {
	return []contender{
		{client: "fastwego/offiaccount", module: "github.com/fastwego/offiaccount", make: newFastwego},
		{client: "silenceper/wechat", module: "github.com/silenceper/wechat/v2", make: newSilenceper},
		{client: "curl", version: curlVersion, make: newCurl},
	}
}
