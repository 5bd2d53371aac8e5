package blobs3

import (
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/s3utils"

	"github.com/wxastore/wxastore/internal/said"
)

// Scheme begins the URLs that are for this package.
const Scheme = "s3://"

// Form is what such a URL looks like.
const Form = Scheme + "bucket/prefix?endpoint=https://host:port&region=us-east-1"

const (
	defaultHost   = "s3.amazonaws.com"
	defaultRegion = "us-east-1"
	// defaultTimeout bounds one Put or Open, with all its attempts.
	defaultTimeout = 30 * time.Second
	minTimeout     = time.Second
)

// Config says where the blobs are and how to get there.
type Config struct {
	// Host is the server's host, with a port if it is not the usual one.
	Host string
	// Plain is HTTP without TLS.
	Plain  bool
	Region string
	Bucket string
	// Prefix is put before every key, with a slash; "" is none.
	Prefix string
	// Timeout bounds one Put or Open, with all its attempts.
	Timeout time.Duration
	// Spool is the folder for bytes on their way. It is made if it is not there.
	Spool string

	lookup      minio.BucketLookupType
	credentials *credentials.Credentials
	// origin tells people where the credentials come from.
	origin error
}

// Parse reads a URL of the form s3://bucket/prefix?endpoint=…&region=…&
// path-style=…&timeout=…&credentials=FILE. The credentials are those of the
// file, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment; in
// the URL itself they are refused, since it shows in lists of processes.
func Parse(text string, getenv func(string) string) (Config, error) {
	u, err := url.Parse(text)
	if err != nil {
		// The error of url.Parse repeats the URL, and with it what may be a secret.
		return Config{}, said.Errorf("not a URL: write %s", Form)
	}
	if u.User != nil {
		return Config{}, said.Errorf("the URL holds credentials, which every user of this machine can read there: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a file with &credentials=FILE")
	}
	if u.Scheme+"://" != Scheme || u.Host == "" || u.Port() != "" || u.Fragment != "" {
		return Config{}, said.Errorf("%q names no bucket: write %s", u.Scheme+"://"+u.Host, Form)
	}
	if err := s3utils.CheckValidBucketName(u.Host); err != nil {
		return Config{}, said.Errorf("%q cannot be the name of a bucket: %w", u.Host, err)
	}
	c := Config{
		Host: defaultHost, Region: defaultRegion, Timeout: defaultTimeout,
		Bucket: u.Host, Prefix: strings.Trim(u.Path, "/"),
	}
	if c.Prefix != "" && path.Clean("/"+c.Prefix) != "/"+c.Prefix {
		return Config{}, said.Errorf("the prefix %q is not a clean path: write %s", c.Prefix, Form)
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Config{}, said.Errorf("the part after ? cannot be read: write %s", Form)
	}
	file := ""
	for name := range values {
		value := values.Get(name)
		switch name {
		case "endpoint":
			err = c.setEndpoint(value)
		case "region":
			c.Region = value
		case "path-style":
			err = c.setPathStyle(value)
		case "timeout":
			c.Timeout, err = time.ParseDuration(value)
			if err != nil || c.Timeout < minTimeout {
				err = said.Errorf("timeout %q: write a time of 1s or more, such as 30s", value)
			}
		case "credentials":
			file = value
		default:
			err = said.Errorf("there is no setting %q: endpoint, region, path-style, timeout and credentials are known", name)
		}
		if err != nil {
			return Config{}, err
		}
	}
	return c, c.setCredentials(file, getenv)
}

// setEndpoint takes the address of a server that is not Amazon's.
func (c *Config) setEndpoint(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return said.Errorf("the endpoint is not an address: write endpoint=https://host:port, or http:// for a server without TLS")
	}
	c.Host, c.Plain = u.Host, u.Scheme == "http"
	return nil
}

// setPathStyle says whether the bucket is named in the path or in the host.
// Left out, it is the host at those who ask for it (Amazon, Aliyun, Google).
func (c *Config) setPathStyle(text string) error {
	path, err := strconv.ParseBool(text)
	if err != nil {
		return said.Errorf("path-style %q: write true or false", text)
	}
	c.lookup = minio.BucketLookupDNS
	if path {
		c.lookup = minio.BucketLookupPath
	}
	return nil
}

// setCredentials takes the credentials of a file in the form of
// ~/.aws/credentials, or of the environment.
func (c *Config) setCredentials(file string, getenv func(string) string) error {
	if file != "" {
		c.origin = said.Errorf("the file %s", file)
		c.credentials = credentials.NewFileAWSCredentials(file, getenv("AWS_PROFILE"))
		value, err := c.credentials.GetWithContext(nil)
		if err == nil && (value.AccessKeyID == "" || value.SecretAccessKey == "") {
			err = said.Errorf("it needs aws_access_key_id and aws_secret_access_key")
		}
		if err != nil {
			return said.Errorf("credentials of the file %s: %w", file, err)
		}
		return nil
	}
	id, secret := getenv("AWS_ACCESS_KEY_ID"), getenv("AWS_SECRET_ACCESS_KEY")
	if id == "" || secret == "" {
		return said.Errorf("no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a file with &credentials=FILE")
	}
	c.origin = said.Errorf("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	c.credentials = credentials.NewStaticV4(id, secret, getenv("AWS_SESSION_TOKEN"))
	return nil
}
