package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/store"
)

// operatorMerchants are the merchants as the console asks for them.
type operatorMerchants struct{ app *App }

func (o operatorMerchants) List(ctx context.Context, f store.MerchantFilter, limit int) ([]store.Merchant, string, error) {
	return o.app.store.Merchants(ctx, f, limit)
}

func (o operatorMerchants) Get(ctx context.Context, appID string) (store.Merchant, error) {
	return o.app.store.Merchant(ctx, appID)
}

func (o operatorMerchants) History(ctx context.Context, appID string, before int64, limit int) ([]store.Change, error) {
	return o.app.store.LatestChanges(ctx, appID, before, limit)
}

func (o operatorMerchants) Revert(ctx context.Context, appID string, version, seen int64, by string) (store.Merchant, error) {
	m, err := o.app.merchants.Revert(ctx, appID, version, seen, by, o.app.clock.Now())
	if err == nil {
		o.app.hub.tell(ports.Event{Kind: ports.EventMerchant, AppID: appID})
	}
	return m, err
}

func (o operatorMerchants) Picture(ctx context.Context, h store.Hash) (ports.Picture, error) {
	content, err := o.app.blobs.Open(ctx, h)
	if err != nil {
		return ports.Picture{}, err
	}
	kind, size, err := look(content)
	if err != nil {
		return ports.Picture{}, errors.Join(fmt.Errorf("read picture %s: %w", h, err), content.Close())
	}
	return ports.Picture{Content: content, ContentType: kind, Size: size}, nil
}

// look returns the type of a picture, "" for what is none, and its length, and
// goes back to its beginning.
func look(content io.ReadSeeker) (kind string, size int64, err error) {
	head := make([]byte, 512)
	n, err := io.ReadFull(content, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", 0, err
	}
	if size, err = content.Seek(0, io.SeekEnd); err != nil {
		return "", 0, err
	}
	if _, err = content.Seek(0, io.SeekStart); err != nil {
		return "", 0, err
	}
	switch found := http.DetectContentType(head[:n]); found {
	case "image/png", "image/jpeg", "image/gif", "image/bmp":
		return found, size, nil
	}
	return "", size, nil
}
