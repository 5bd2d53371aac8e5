package blobs3_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/store/blobs3"
)

func TestParse(t *testing.T) {
	config, err := blobs3.Parse("s3://pictures/a/b/?endpoint=http://127.0.0.1:7070/&region=cn-north-1&timeout=90s&path-style=true", environment(secret))
	if err != nil || config.Host != "127.0.0.1:7070" || !config.Plain || config.Region != "cn-north-1" ||
		config.Bucket != "pictures" || config.Prefix != "a/b" || config.Timeout != 90*time.Second {
		t.Errorf("Parse = %+v, %v", config, err)
	}
	config, err = blobs3.Parse("s3://pictures", environment(secret))
	if err != nil || config.Host != "s3.amazonaws.com" || config.Plain || config.Region != "us-east-1" || config.Prefix != "" || config.Timeout != 30*time.Second {
		t.Errorf("Parse of the least = %+v, %v", config, err)
	}
}

// TestParseRefuses holds that every wrong URL is refused with what to do, and
// that no refusal repeats what may be a secret.
func TestParseRefuses(t *testing.T) {
	const hidden = "hush-hush"
	tests := map[string]string{
		"s3://key:" + hidden + "@pictures":      "credentials=FILE",
		"s3://key:" + hidden + "@pictures:port": "not a URL",
		"s3:///prefix":                          "names no bucket",
		"s3://pictures:80/":                     "names no bucket",
		"http://pictures":                       "names no bucket",
		"s3://wx":                               `"wx" cannot be the name of a bucket: `,
		"s3://pictures/a/../b":                  "not a clean path",
		"s3://pictures/a//b":                    "not a clean path",
		"s3://pictures?endpoint=127.0.0.1:7070": "endpoint=https://",
		"s3://pictures?endpoint=https://key:" + hidden + "@127.0.0.1":   "endpoint=https://",
		"s3://pictures?endpoint=https://127.0.0.1/path":                 "endpoint=https://",
		"s3://pictures?path-style=perhaps":                              "write true or false",
		"s3://pictures?timeout=10":                                      "write a time",
		"s3://pictures?timeout=1ms":                                     "write a time",
		"s3://pictures?secret_access_key=" + hidden:                     `no setting "secret_access_key"`,
		"s3://pictures?a=%zz":                                           "cannot be read",
		"s3://pictures?credentials=" + filepath.Join("no", "such file"): "credentials of the file",
	}
	for text, want := range tests {
		_, err := blobs3.Parse(text, environment(secret))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		} else if strings.Contains(err.Error(), hidden) {
			t.Errorf("%s: the error repeats the secret: %v", text, err)
		}
	}
	if _, err := blobs3.Parse("s3://pictures", environment("")); err == nil || !strings.Contains(err.Error(), "set AWS_ACCESS_KEY_ID and") {
		t.Errorf("no credentials: %v", err)
	}
}

// TestCredentialsFile takes the credentials from a file, in the default part or
// in the one that AWS_PROFILE names.
func TestCredentialsFile(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	path := filepath.Join(t.TempDir(), "credentials")
	text := "[default]\naws_access_key_id = AKOTHER\naws_secret_access_key = other\n" +
		"[mine]\naws_access_key_id = " + key + "\naws_secret_access_key = " + secret + "\n[empty]\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for profile, want := range map[string]string{
		"mine": "", "": "correct that of the file " + path, "empty": "it needs aws_access_key_id", "missing": "credentials of the file",
	} {
		err := openWith(t, s.url(bucket, "", "&credentials="+path), func(name string) string {
			return map[string]string{"AWS_PROFILE": profile}[name]
		})
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("profile %q: %v, want %q", profile, err, want)
		}
	}
}
