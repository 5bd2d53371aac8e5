// Package lines lets a Go client judge: it answers the lines that the
// conformance test writes.
package lines

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime/debug"
	"slices"
)

// Account is the account that the client calls for, and where.
type Account struct{ Base, AppID, Secret string }

// Client is what a judge does.
type Client interface {
	Token() (string, error)
	Upload(path string) (mediaID string, err error)
	Modify(fields map[string]any) error
}

// Keeper is a client that gets another token when the one it keeps is refused.
type Keeper interface {
	// Keep makes the client believe that a token is its present one.
	Keep(token string) error
}

// Caller is a client that knows further calls by name.
type Caller interface {
	// Picture keeps a picture for good and returns its address.
	Picture(path string) (address string, err error)
	// Ticket returns the ticket that signs pages.
	Ticket() (string, error)
}

// Storekeeper is a client that knows calls of the store Mini Program.
type Storekeeper interface {
	// Stores are its calls by the names of the conformance table. Each takes the body's
	// JSON and returns the answer.
	Stores() map[string]func(body []byte) ([]byte, error)
}

type question struct {
	Do     string         `json:"do"`
	Method string         `json:"method"`
	Path   string         `json:"path"`
	Token  string         `json:"token"`
	Fields map[string]any `json:"fields"`
}

type answer struct {
	Value string `json:"value,omitempty"`
	Error string `json:"error,omitempty"`
}

// Main answers until there are no more lines. The module is that of the client.
func Main(module string, open func(Account) (Client, error)) {
	if err := run(module, open); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(module string, open func(Account) (Client, error)) error {
	if len(os.Args) != 4 {
		return errors.New("usage: BASE APPID SECRET")
	}
	version, err := VersionOf(module)
	if err != nil {
		return err
	}
	client, err := open(Account{os.Args[1], os.Args[2], os.Args[3]})
	if err != nil {
		return err
	}
	_, keeps := client.(Keeper)
	_, more := client.(Caller)
	var stores []string
	if keeper, ok := client.(Storekeeper); ok {
		stores = slices.Sorted(maps.Keys(keeper.Stores()))
	}
	out, in := json.NewEncoder(os.Stdout), json.NewDecoder(os.Stdin)
	if err := out.Encode(map[string]any{"version": version, "keeps": keeps, "more": more, "stores": stores}); err != nil {
		return err
	}
	for {
		var q question
		if err := in.Decode(&q); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		var a answer
		value, err := do(client, q)
		if err != nil {
			a.Error = err.Error()
		} else {
			a.Value = value
		}
		if err := out.Encode(a); err != nil {
			return err
		}
	}
}

func do(client Client, q question) (string, error) {
	switch q.Do {
	case "token":
		return client.Token()
	case "upload":
		return client.Upload(q.Path)
	case "modify":
		return "", client.Modify(q.Fields)
	case "keep":
		if keeper, ok := client.(Keeper); ok {
			return "", keeper.Keep(q.Token)
		}
	case "store":
		keeper, ok := client.(Storekeeper)
		if !ok {
			break
		}
		body, err := json.Marshal(q.Fields)
		if call := keeper.Stores()[q.Method]; err == nil && call != nil {
			answer, err := call(body)
			return string(answer), err
		}
	case "picture", "ticket":
		caller, ok := client.(Caller)
		switch {
		case !ok:
		case q.Do == "ticket":
			return caller.Ticket()
		default:
			return caller.Picture(q.Path)
		}
	}
	return "", fmt.Errorf("cannot do %q", q.Do)
}

// VersionOf returns the version of a module in the program. It refuses a client
// that was replaced by another: a judge must be what its authors wrote.
func VersionOf(module string) (string, error) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "", errors.New("the program does not say what it was built from")
	}
	for _, dep := range info.Deps {
		if dep.Path != module {
			continue
		}
		if dep.Replace != nil {
			return "", fmt.Errorf("%s is replaced", module)
		}
		return dep.Version, nil
	}
	return "", fmt.Errorf("%s is not in the program", module)
}
