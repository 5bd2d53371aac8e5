package conformance

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// sendKept sends the requests of SDKs that do not run here, which testdata/kept has as
// they were recorded or read: a file an SDK, in the form of the service's own scripts
// of requests. Each goes over a socket of its own, byte by byte, and the answer must
// have what the SDK's types need of it. Besides request there are the sections
//
//	-- account --
//	merchant: {nickname: …}     more of the account's seed; without it, it has nothing
//	-- needs --
//	data.audit_id int           what a client reads there; field_test.go lists the kinds
//	data.status = 1             what must be there
//
// and these lines before a request line:
//
//	#method add                 the method of the SDK; a request without it prepares
//	#cannot TEXT                why that method cannot work: it must fail
//	#save POI list.0.poi_id     keeps a field of the answer as $POI
//
// $TOKEN, $MEDIA and $PICTURE are the account's token, a picture that it uploaded, and
// the address of one. Reviews end at once.
func sendKept(t *testing.T, with shared, shops *storeTable) {
	t.Helper()
	files, err := filepath.Glob("testdata/kept/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no kept requests: %v", err)
	}
	seed := "accounts:\n"
	sdks := make([]*keptSDK, len(files))
	for i, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sdk := &keptSDK{archive: archive, account: account{fmt.Sprintf("wx00000000000000%02x", i), accountSecret}}
		sdk.name, _, _ = strings.Cut(string(archive.Comment), ":")
		sdks[i] = sdk
		seed += fmt.Sprintf("  - {appid: %s, secret: %s, %s, %s}\n", sdk.account.appID, sdk.account.secret, seededCards(), sdk.section("account"))
	}
	path := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(path, []byte(seed), 0o600); err != nil {
		t.Fatal(err)
	}
	service := startService(t, with.binary, path, baseURL, "--review-delay", "0s")
	for _, sdk := range sdks {
		if err := sdk.prepare(service, with.pictures[0]); err != nil {
			t.Errorf("%s: %v", sdk.name, err)
			continue
		}
		results, cannot, err := sdk.send(service)
		if err != nil {
			t.Errorf("%s: %v", sdk.name, err)
		}
		shops.add(t, sdk.name, "kept requests", results, cannot)
	}
	if err := service.stop(); err != nil {
		t.Errorf("%v\n%s", err, service.log)
	}
	if t.Failed() {
		t.Logf("log of the service:\n%s", service.log)
	}
}

// keptSDK is the requests of one SDK, for an account of its own.
type keptSDK struct {
	name    string
	archive *txtar.Archive
	account account
	vars    map[string]string
}

func (k *keptSDK) section(name string) string {
	for _, f := range k.archive.Files {
		if f.Name == name {
			return strings.TrimSpace(string(f.Data))
		}
	}
	return ""
}

// prepare uploads what requests name.
func (k *keptSDK) prepare(on *service, p picture) error {
	by := &curl{ctx: on.ctx, address: on.address(baseURL), account: k.account}
	token, err := by.token()
	if err != nil {
		return err
	}
	media, err := by.upload(p.path)
	if err != nil {
		return err
	}
	kept, err := by.run("-F", "media=@"+p.path, on.api+"/cgi-bin/media/uploadimg?access_token="+token)
	if err != nil {
		return err
	}
	answer, err := decoded(kept)
	k.vars = map[string]string{"TOKEN": token, "MEDIA": media, "PICTURE": text(answer, "url")}
	return err
}

// keptRequest is one request: of a method, "" for one that prepares.
type keptRequest struct {
	method, cannot string
	// saves are the fields to keep of the answer, by name.
	saves map[string]string
	text  string
	needs []string
}

// requests reads them off the archive.
func (k *keptSDK) requests() (all []keptRequest, err error) {
	for _, f := range k.archive.Files {
		switch f.Name {
		case "request":
			r := keptRequest{saves: make(map[string]string), text: string(f.Data)}
			for strings.HasPrefix(r.text, "#") {
				var line string
				line, r.text, _ = strings.Cut(r.text, "\n")
				directive, rest, _ := strings.Cut(line, " ")
				switch directive {
				case "#method":
					r.method = rest
				case "#cannot":
					r.cannot = rest
				case "#save":
					name, path, _ := strings.Cut(rest, " ")
					r.saves[name] = path
				default:
					return nil, fmt.Errorf("there is no directive %s", directive)
				}
			}
			all = append(all, r)
		case "needs":
			if len(all) == 0 {
				return nil, errors.New("needs without a request")
			}
			all[len(all)-1].needs = strings.Split(strings.TrimSpace(string(f.Data)), "\n")
		}
	}
	return all, nil
}

// send sends all requests, and returns what came of each method and which cannot work.
func (k *keptSDK) send(on *service) (results map[string]error, cannot map[string]string, err error) {
	all, err := k.requests()
	if err != nil {
		return nil, nil, err
	}
	results, cannot = make(map[string]error), make(map[string]string)
	for _, r := range all {
		answer, err := k.exchange(on.ctx, on.api, r.text)
		if err == nil {
			err = succeeded(answer)
		}
		for _, line := range r.needs {
			if err == nil {
				err = need(answer, k.expand(line))
			}
		}
		for name, path := range r.saves {
			k.vars[name] = text(answer, path)
		}
		switch {
		case r.method != "":
			results[r.method] = errors.Join(results[r.method], err)
			if r.cannot != "" {
				cannot[r.method] = r.cannot
			}
		case err != nil:
			return nil, nil, fmt.Errorf("a request that prepares: %w", err)
		}
	}
	return results, cannot, nil
}

var variable = regexp.MustCompile(`\$[A-Z]+`)

func (k *keptSDK) expand(text string) string {
	return variable.ReplaceAllStringFunc(text, func(name string) string { return k.vars[name[1:]] })
}

// exchange sends a request and reads the answer. Host and Content-Length are not
// written in it. The body's last newline is the section's, not the body's.
func (k *keptSDK) exchange(ctx context.Context, api, request string) (any, error) {
	head, body, _ := strings.Cut(strings.TrimSuffix(k.expand(request), "\n"), "\n\n")
	line, headers, _ := strings.Cut(head+"\n", "\n")
	method, _, _ := strings.Cut(line, " ")
	wire := line + " HTTP/1.1\r\nHost: api.weixin.qq.com\r\n" + strings.ReplaceAll(headers, "\n", "\r\n")
	if method == http.MethodPost {
		wire += fmt.Sprintf("Content-Length: %d\r\n", len(body))
	}
	at, err := url.Parse(api)
	if err != nil {
		return nil, err
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", at.Host)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if end, limited := ctx.Deadline(); limited {
		if err := conn.SetDeadline(end); err != nil {
			return nil, err
		}
	}
	if _, err := io.WriteString(conn, wire+"\r\n"+body); err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("answered %s %.200q", resp.Status, answer)
	}
	if err != nil {
		return nil, err
	}
	return decoded(answer)
}
