package media

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// The address of a picture holds the hash of its bytes and a MAC of that, made with
// a key of the service. So it leads to the bytes without a record of its own, and one
// that the service has not given leads nowhere, even if the bytes are known.
const (
	// pictureSetting is the name by which the store keeps the key.
	pictureSetting = "picture addresses"
	keyLength      = 32
	// original is the last element of a path: the picture as it was uploaded.
	original = "/0"
)

// pictureKey is the key of the addresses.
type pictureKey struct{ secret [keyLength]byte }

// CheckSetting returns what is wrong with a setting, if it is that of pictures.
func CheckSetting(name string, value []byte) error {
	if name != pictureSetting {
		return nil
	}
	_, err := parseKey(value)
	return err
}

func parseKey(value []byte) (k pictureKey, err error) {
	if len(value) != keyLength {
		return k, said.Errorf("the key of the addresses of pictures does not have 32 bytes")
	}
	return pictureKey{[keyLength]byte(value)}, nil
}

// mac says that the service has given the address of a blob as a format.
func (k pictureKey) mac(f weixin.PictureFormat, blob store.Hash) []byte {
	mac := hmac.New(sha256.New, k.secret[:])
	mac.Write([]byte(f.Folder))
	mac.Write(blob[:])
	return mac.Sum(nil)
}

// letters spells base64 with letters and digits alone: three signs of it are two.
//
//fidelity:inferred uploadimage key | 64 bytes as unpadded base64, in which `ia`, `ib` and `ic` stand for `i`, `+` and `/`: 86 letters and digits, and a few more | addresses in four examples
var letters, signs = strings.NewReplacer("i", "ia", "+", "ib", "/", "ic"), strings.NewReplacer("ia", "i", "ib", "+", "ic", "/")

// target is path and query of the address of a blob.
func (k pictureKey) target(f weixin.PictureFormat, blob store.Hash) string {
	key := base64.RawStdEncoding.EncodeToString(append(blob[:], k.mac(f, blob)...))
	return f.Folder + letters.Replace(key) + original + "?wx_fmt=" + f.Name
}

// read returns the blob to whose address a path belongs, and its format. ok is false for
// a path that the service has not given.
func (k pictureKey) read(path string) (f weixin.PictureFormat, blob store.Hash, ok bool) {
	for _, f := range weixin.PictureFormats() {
		key, in := strings.CutPrefix(path, f.Folder)
		key, whole := strings.CutSuffix(key, original)
		if !in || !whole {
			continue
		}
		b, err := base64.RawStdEncoding.Strict().DecodeString(signs.Replace(key))
		if err != nil || len(b) != 2*sha256.Size {
			continue
		}
		blob = store.Hash(b[:sha256.Size])
		return f, blob, hmac.Equal(b[sha256.Size:], k.mac(f, blob))
	}
	return weixin.PictureFormat{}, store.Hash{}, false
}

// base is the scheme and host of the addresses in an answer.
//
//fidelity:choice uploadimage url-host | a client that calls one of Weixin's hosts, as through the proxy, gets `http://mmbiz.qpic.cn`; any other gets the host that it called, which serves the pictures, too; `--picture-url` sets another
func (r *Module) base(called string) string {
	if r.PictureURL != "" {
		return r.PictureURL
	}
	if u, err := url.Parse(called); err == nil && r.Intercepted(u.Hostname()) {
		return "http://" + weixin.PictureHost
	}
	return called
}

// CheckPictureURL returns what is wrong with a base of the addresses of pictures; ""
// is none.
func CheckPictureURL(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || strings.TrimPrefix(text, u.Scheme+"://") != u.Host {
		return store.Mistakef("%.100q is not http:// or https:// and a host, for example http://%s", text, weixin.PictureHost)
	}
	return nil
}
