package conformance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
)

func (d *driven) knowsMore() bool { return d.more }

func (d *driven) knows() []string { return d.stores }

func (d *driven) store(method string, fields map[string]any) (any, error) {
	text, err := d.ask(map[string]any{"do": "store", "method": method, "fields": fields})
	if err != nil {
		return nil, err
	}
	return decoded([]byte(text))
}

func (d *driven) picture(path string) (string, error) {
	return d.ask(map[string]any{"do": "picture", "path": path})
}

func (d *driven) ticket() (string, error) { return d.ask(map[string]any{"do": "ticket"}) }

// opens has a client keep a picture for good, and opens the address that it was given:
// as it is, or that of Weixin's host at the service.
func opens(ctx context.Context, client caller, p picture, api string) error {
	address, err := client.picture(p.path)
	if err != nil {
		return err
	}
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(u.Path, "/mmbiz_") {
		return fmt.Errorf("the address is %q, %w", address, err)
	}
	if u.Host == "mmbiz.qpic.cn" {
		address = api + u.RequestURI()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	want, err := os.ReadFile(p.path)
	if err == nil && !bytes.Equal(got, want) {
		err = fmt.Errorf("%s: %s, %d bytes of %d", address, resp.Status, len(got), len(want))
	}
	return err
}

// sameTicket fetches a ticket twice.
func sameTicket(client caller) error {
	first, err := client.ticket()
	if err != nil {
		return err
	}
	second, err := client.ticket()
	if err == nil && (first == "" || first != second) {
		err = errors.New("two fetches of the ticket differ, or it is empty")
	}
	return err
}
