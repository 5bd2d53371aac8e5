package state

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/blobdir"
	"github.com/wxastore/wxastore/internal/store/blobmem"
	"github.com/wxastore/wxastore/internal/store/blobs3"
)

// OpenBlobs opens what --blobs names: a folder or a bucket.
func (p WithPictures) OpenBlobs(ctx context.Context) (store.Blobs, error) {
	if strings.HasPrefix(p.Blobs, blobs3.Scheme) {
		return openBucket(ctx, p.Blobs, p.Data)
	}
	if strings.Contains(p.Blobs, "://") {
		scheme, _, _ := strings.Cut(p.Blobs, "://")
		return nil, command.Errorf("--blobs: %s:// is not known: name a folder, or write %s", scheme, blobs3.Form)
	}
	if p.Blobs == "" && p.InMemory() {
		return new(blobmem.Blobs), nil
	}
	dir := p.Blobs
	if dir == "" {
		dir = filepath.Join(p.Data, "media")
	}
	opened, err := blobdir.Open(dir)
	if err != nil {
		return nil, err // and not an interface that holds a nil pointer
	}
	return opened, nil
}

func openBucket(ctx context.Context, url, data string) (store.Blobs, error) {
	config, err := blobs3.Parse(url, os.Getenv)
	if err != nil {
		return nil, command.Errorf("--blobs: %w", err)
	}
	config.Spool = filepath.Join(data, "spool")
	opened, err := blobs3.Open(ctx, config)
	if err != nil {
		return nil, command.Errorf("--blobs: %w", err)
	}
	return opened, nil
}
