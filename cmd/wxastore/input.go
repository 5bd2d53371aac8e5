package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"net/url"
	"os"

	"github.com/wxastore/wxastore/weixin"
)

// readJSON reads a JSON text of what a sentence calls from, without the mark
// that editors of Windows put before it. One that is too long is left for the
// service to refuse.
func readJSON(r io.Reader, from, otherwise string) (json.RawMessage, error) {
	text, err := io.ReadAll(io.LimitReader(r, weixin.MaxJSONBody+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", from, err)
	}
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		return nil, usagef("%s is UTF-16: save it as UTF-8", from)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if len(text) <= weixin.MaxJSONBody && !json.Valid(text) {
		return nil, usagef("%s is not JSON: %s", from, otherwise)
	}
	return text, nil
}

// readJSONFile reads the JSON text of a file.
func readJSONFile(path, otherwise string) (json.RawMessage, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("%s: no such file", path)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the body: %w", err)
	}
	defer file.Close()
	return readJSON(file, path, otherwise)
}

// withScheme completes an address of this machine that was given as HOST:PORT,
// as listeners are. Elsewhere TLS or none is a choice that nobody may guess.
func withScheme(flag, address string) (string, error) {
	u, err := url.Parse(address)
	if err == nil && u.Host != "" {
		if u.Scheme != "http" && u.Scheme != "https" {
			return "", usagef("%s: %s:// is not a scheme of the API: write http:// or https:// before %s", flag, u.Scheme, u.Host)
		}
		return address, nil
	}
	bare, err := url.Parse("http://" + address)
	if err != nil || bare.Host == "" {
		return "", usagef("%s is not an address: write http://127.0.0.1:8080 or https://HOST", flag)
	}
	if bare.User != nil {
		return bare.String(), nil // it is refused without being repeated
	}
	if ip, err := netip.ParseAddr(bare.Hostname()); bare.Hostname() == "localhost" || err == nil && ip.IsLoopback() {
		return bare.String(), nil
	}
	return "", usagef("%s: %s has no scheme: write https://%[2]s, or http://%[2]s if it serves without TLS", flag, bare.Host)
}
