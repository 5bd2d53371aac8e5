package blobs3

import (
	"context"
	"path"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// pageSize is how many objects a listing asks for at once; S3 allows no more.
const pageSize = 1000

// Old calls f for every blob whose bytes were last put before the time, by the
// server's clock, until f returns an error, which comes back as it is. Servers
// that tell times in seconds may have cut them, so there a blob counts as put
// at the end of its second. Objects that are not blobs are left alone.
func (b *Bucket) Old(ctx context.Context, before time.Time, f func(store.Hash) error) error {
	after := ""
	for {
		var objects []minio.ObjectInfo
		err := b.try(ctx, b.config.Timeout, func(ctx context.Context) error {
			var err error
			objects, err = b.page(ctx, after, pageSize)
			return err
		})
		if err != nil {
			return said.Errorf("blobs3: list blobs: %w", err)
		}
		for _, object := range objects {
			if err := ctx.Err(); err != nil {
				return err
			}
			h, err := store.ParseHash(path.Base(object.Key))
			if err != nil || object.Key != b.key(h) || !putBy(object.LastModified).Before(before) {
				continue
			}
			if err := f(h); err != nil {
				return err
			}
		}
		if len(objects) < pageSize {
			return nil
		}
		after = objects[len(objects)-1].Key
	}
}

// putBy is the latest moment that a server can mean by a time.
func putBy(told time.Time) time.Time {
	if told.Nanosecond() == 0 {
		return told.Add(time.Second)
	}
	return told
}

// page lists up to limit objects whose keys come after one.
func (b *Bucket) page(ctx context.Context, after string, limit int) ([]minio.ObjectInfo, error) {
	var objects []minio.ObjectInfo
	options := minio.ListObjectsOptions{Prefix: b.root(), Recursive: true, StartAfter: after, MaxKeys: limit}
	for object := range b.client.ListObjectsIter(ctx, b.config.Bucket, options) {
		if object.Err != nil {
			return nil, object.Err
		}
		objects = append(objects, object)
		if len(objects) == limit {
			break
		}
	}
	return objects, ctx.Err()
}
