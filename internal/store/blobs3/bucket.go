package blobs3

import (
	"context"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

const (
	// dialTime bounds the way to the server, TLS included.
	dialTime = 5 * time.Second
	// maxShortTime bounds what moves no bytes, which an upload waits for.
	maxShortTime = 5 * time.Second
	// openTime bounds the first request, at the start.
	openTime = 10 * time.Second
)

// Bucket is a store.Blobs in a bucket.
type Bucket struct {
	config    Config
	client    *minio.Core
	transport *http.Transport
}

var _ store.Blobs = (*Bucket)(nil)

// Open asks the server for the bucket and says what is wrong if it cannot be
// had. It makes no bucket. The caller that opens a Bucket closes it.
func Open(ctx context.Context, config Config) (*Bucket, error) {
	if err := os.MkdirAll(config.Spool, 0o700); err != nil {
		return nil, said.Errorf("blobs3: create folder: %w", err)
	}
	if err := removeLeftovers(config.Spool, time.Now().Add(-leftoverAge)); err != nil {
		return nil, said.Errorf("blobs3: remove leftovers: %w", err)
	}
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: dialTime}).DialContext,
		TLSHandshakeTimeout: dialTime,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 64,
		IdleConnTimeout:     time.Minute,
		// What is kept is what was put, never unpacked on the way.
		DisableCompression: true,
	}
	client, err := minio.NewCore(config.Host, &minio.Options{
		Creds: config.credentials, Secure: !config.Plain, Region: config.Region,
		BucketLookup: config.lookup, Transport: transport,
		MaxRetries: 1, // attempts are made by try, each with a fresh reader
	})
	if err != nil {
		return nil, said.Errorf("blobs3: the S3 server %s cannot be called: %w", config.Host, err)
	}
	b := &Bucket{config: config, client: client, transport: transport}
	// A listing needs the key, the secret, the region and the bucket to be
	// right, and its refusal says which is not; one of HEAD has no text.
	err = b.try(ctx, openTime, func(ctx context.Context) error {
		_, err := b.page(ctx, "", 1)
		return err
	})
	if err != nil {
		b.Close()
		return nil, said.Errorf("blobs3: open bucket: %w", err)
	}
	return b, nil
}

// Close gives back idle connections.
func (b *Bucket) Close() { b.transport.CloseIdleConnections() }

// key is the name of the blob's object.
func (b *Bucket) key(h store.Hash) string {
	name := h.String()
	return b.root() + name[:2] + "/" + name[2:4] + "/" + name
}

// root is what every key begins with.
func (b *Bucket) root() string {
	if b.config.Prefix == "" {
		return ""
	}
	return b.config.Prefix + "/"
}

func (b *Bucket) shortTime() time.Duration { return min(b.config.Timeout, maxShortTime) }

// Has reports whether the bytes are there.
func (b *Bucket) Has(ctx context.Context, h store.Hash) (bool, error) {
	err := b.try(ctx, b.shortTime(), func(ctx context.Context) error {
		_, err := b.client.StatObject(ctx, b.config.Bucket, b.key(h), minio.StatObjectOptions{})
		return err
	})
	if isMissing(err) {
		return false, nil
	}
	if err != nil {
		return false, said.Errorf("blobs3: look for blob: %w", err)
	}
	return true, nil
}

// Remove deletes the bytes. Removing what is not there is not an error.
func (b *Bucket) Remove(ctx context.Context, h store.Hash) error {
	err := b.try(ctx, b.shortTime(), func(ctx context.Context) error {
		return b.client.RemoveObject(ctx, b.config.Bucket, b.key(h), minio.RemoveObjectOptions{})
	})
	if err != nil && !isMissing(err) {
		return said.Errorf("blobs3: remove blob: %w", err)
	}
	return nil
}
