package conformance

import (
	"path/filepath"
	"testing"
)

// judge is a client of the interface, as its users use it.
type judge interface {
	// token returns the access token that the client fetched by its own code.
	token() (string, error)
	// upload sends a picture and returns its media id.
	upload(path string) (string, error)
	// modify calls modify_merchant with the fields, encoded as the client's
	// users do it.
	modify(fields map[string]any) error
	// version tells what judges, as the client itself says it.
	version() string
}

// caller is a judge that may know further calls by name.
type caller interface {
	// knowsMore reports whether it does.
	knowsMore() bool
	// picture keeps a picture for good and returns its address.
	picture(path string) (address string, err error)
	// ticket returns the ticket that signs pages.
	ticket() (string, error)
}

// storekeeper is a judge that may know calls of the store Mini Program.
type storekeeper interface {
	// knows are the methods of storeMethods that it has.
	knows() []string
	// store calls one with its fields and returns the answer, decoded. What the
	// client takes for an error is one.
	store(method string, fields map[string]any) (any, error)
}

// stale is a judge that keeps a token and gets another when it is refused.
type stale interface {
	judge
	// keep makes the client believe that a token is its present one.
	keep(token string) error
}

// account is the account that a judge calls for.
type account struct{ appID, secret string }

// contender is a client that can be made a judge.
type contender struct {
	client string
	// tool is the program that it needs.
	tool   string
	routes []route
	// make returns a client that speaks for the account at the address.
	make func(t *testing.T, a address, who account) judge
}

// judges are all that judge. The Go clients are in the folder programs.
func judges(programs string) []contender {
	built := func(name string) func(*testing.T, address, account) judge {
		return driver(filepath.Join(programs, name))
	}
	either, proxied := []route{baseURL, proxy}, []route{proxy}
	return []contender{
		{"fastwego/offiaccount", "go", either, built("fastwego")},
		{"silenceper/wechat", "go", either, built("silenceper")},
		{"chanxuehong/wechat", "go", proxied, built("chanxuehong")}, // its address is fixed
		{"node-easywechat", "node", either, driver("node", "node/easywechat.mjs")},
		{"co-wechat-api", "node", either, driver("node", "node/co-wechat-api.mjs")},
		{"wechat-api", "node", either, driver("node", "node/wechat-api.mjs")},
		{"Node fetch", "node", either, driver("node", "node/fetch.mjs")},
		{"Node http", "node", either, driver("node", "node/http.mjs")},
		{"Python requests", "python3", either, driver("python3", "-B", "python/requests_judge.py")},
		{"Python urllib", "python3", either, driver("python3", "-B", "python/urllib_judge.py")},
		{"PHP curl", "php", either, driver("php", "php/curl.php")},
		{"Ruby net/http", "ruby", either, driver("ruby", "ruby/net_http.rb")},
		{"Perl LWP", "perl", either, driver("perl", "perl/lwp.pl")},
		{"curl", "curl", either, newCurl},
	}
}
