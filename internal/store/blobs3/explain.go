package blobs3

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/wxastore/wxastore/internal/said"
)

// explain says what an error means and what to do. What it wraps can still be
// asked for.
func (b *Bucket) explain(err error, within time.Duration) error {
	if _, damaged := errors.AsType[damagedError](err); err == nil || damaged || isLocal(err) {
		return err
	}
	c := b.config
	scheme := "https://"
	if c.Plain {
		scheme = "http://"
	}
	server := scheme + c.Host
	if errors.Is(err, context.DeadlineExceeded) {
		return said.Errorf("the S3 server %s did not answer within %s: %w", server, within, err)
	}
	answer, ok := errors.AsType[minio.ErrorResponse](err)
	if _, unanswered := errors.AsType[net.Error](err); unanswered {
		return said.Errorf("the S3 server %s cannot be reached: %w", server, err)
	}
	if !ok {
		return said.Errorf("%s does not answer as an S3 server does: %w", server, err)
	}
	switch answer.Code {
	case minio.SignatureDoesNotMatch:
		return said.Errorf("the S3 server %s refuses the secret key: correct that of %w: %w", server, c.origin, err)
	case minio.InvalidAccessKeyID, "XAdminUserNotFound": // the second is versitygw's
		return said.Errorf("the S3 server %s does not know the access key: correct that of %w: %w", server, c.origin, err)
	case minio.NoSuchBucket:
		return said.Errorf("there is no bucket %q at %s: make it, or name another: %w", c.Bucket, server, err)
	case minio.AccessDenied:
		return said.Errorf("the access key may not do that: it needs s3:ListBucket of the bucket %q and s3:GetObject, s3:PutObject and s3:DeleteObject of %s*: %w", c.Bucket, b.root(), err)
	case minio.AuthorizationHeaderMalformed, minio.InvalidRegion:
		return said.Errorf("the region %q is not the bucket's: correct region=… in the URL: %w", c.Region, err)
	case minio.RequestTimeTooSkewed:
		return said.Errorf("the clocks of this machine and of %s are too far apart: set them: %w", server, err)
	}
	return said.Errorf("the S3 server %s refuses: %s: %w", server, answer.Code, err)
}
