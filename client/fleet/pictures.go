package fleet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	_ "image/jpeg" // the forms that a head image may have
	_ "image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wxastore/wxastore/internal/egress"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// fetchTime limits the fetch of one picture.
const fetchTime = 30 * time.Second

// headimgFormats are those that the page of the application takes; the page of
// temporary media takes more.
func headimgFormats() []string { return []string{"image/jpeg", "image/png"} }

// Pictures reads pictures from files and from the internet, each once.
type Pictures struct {
	// Folder is what relative paths are relative to.
	Folder string
	// AllowPrivate lets addresses of private networks be fetched.
	AllowPrivate bool

	once   sync.Once
	client *http.Client

	mu   sync.Mutex
	read map[string]*picture
}

// picture is one that was read, or why it could not be.
type picture struct {
	done    sync.Once
	hash    string
	size    int64
	blocker *Blocker
}

// httpClient returns the client that fetches: it dials public addresses only, whatever
// they are called, and goes through no proxy.
func (p *Pictures) httpClient() *http.Client {
	p.once.Do(func() {
		dialer := egress.Dialer{AllowPrivate: p.AllowPrivate, Timeout: fetchTime}
		p.client = &http.Client{Timeout: fetchTime, Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: fetchTime, MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute,
		}}
	})
	return p.client
}

// close closes connections that are not used.
func (p *Pictures) close() { p.httpClient().CloseIdleConnections() }

// check reads a picture, keeps it in a ledger, and returns its hash and size. Without a
// ledger it is kept nowhere.
func (p *Pictures) check(ctx context.Context, headimg string, ledger Ledger) (hash string, size int64, blocker *Blocker, err error) {
	p.mu.Lock()
	if p.read == nil {
		p.read = make(map[string]*picture)
	}
	one := p.read[headimg]
	if one == nil {
		one = new(picture)
		p.read[headimg] = one
	}
	p.mu.Unlock()
	one.done.Do(func() {
		content, readErr := p.load(ctx, headimg, ledger)
		if readErr != nil {
			one.blocker = new(NewBlocker(PictureUnread, 0, readErr))
			return
		}
		one.hash, one.size = hashOf(content), int64(len(content))
		if one.blocker = checkPicture(content); one.blocker == nil && ledger != nil && !isKept(headimg) {
			err = ledger.PutPicture(ctx, one.hash, content)
		}
	})
	return one.hash, one.size, one.blocker, err
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// checkPicture says what is wrong with a head image.
func checkPicture(content []byte) *Blocker {
	if len(content) > weixin.MaxMediaSize { // an image has the largest of all limits
		return new(NewBlocker(PictureSize, weixin.InvalidMediaSize, said.Errorf("more than %d bytes", weixin.MaxMediaSize)))
	}
	if form := http.DetectContentType(content); !slices.Contains(headimgFormats(), form) {
		return new(NewBlocker(PictureForm, weixin.InvalidFileType, said.Errorf("the content is %s", form)))
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return new(NewBlocker(PictureForm, weixin.InvalidFileType, said.Errorf("it cannot be decoded: %w", err)))
	}
	if config.Width == 0 || config.Height == 0 || max(config.Width, config.Height) > 20_000 || config.Width*config.Height > 50_000_000 {
		return new(NewBlocker(PictureSize, weixin.InvalidImageSize, said.Errorf("%d × %d pixels", config.Width, config.Height)))
	}
	return nil
}

// load reads the bytes of a picture, one more than are allowed at most.
func (p *Pictures) load(ctx context.Context, headimg string, ledger Ledger) ([]byte, error) {
	switch {
	case isRemote(headimg):
		return p.fetch(ctx, headimg)
	case isKept(headimg) && ledger == nil:
		return nil, ErrNoRecord
	case isKept(headimg):
		return ledger.Picture(ctx, strings.TrimPrefix(headimg, keptMark))
	}
	path := headimg
	if !filepath.IsAbs(path) {
		path = filepath.Join(p.Folder, path)
	}
	info, err := os.Stat(path) // before opening: to open a pipe may block
	if err != nil {
		return nil, errors.Unwrap(err)
	}
	if !info.Mode().IsRegular() {
		return nil, said.Errorf("it is not a regular file")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, errors.Unwrap(err)
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, weixin.MaxMediaSize+1))
}

func (p *Pictures) fetch(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, said.Errorf("the address cannot be read")
	}
	resp, err := p.httpClient().Do(req)
	if errors.Is(err, egress.ErrPrivate) {
		return nil, said.Errorf("the address leads into a private network; --allow-private-pictures allows that")
	}
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, said.Errorf("HTTP %d", resp.StatusCode)
	}
	return io.ReadAll(io.LimitReader(resp.Body, weixin.MaxMediaSize+1))
}
