package media

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// KeepPicture keeps a picture for good, or refuses it, and returns its address. called
// is the scheme and host that the client called, name is the file's.
func (r *Module) KeepPicture(ctx context.Context, called, name string, content store.Staged, at time.Time) (address string, err error) {
	kind := weixin.StoredPicture()
	mime, err := check(kind, weixin.InvalidImageSize, content.Size(), content)
	if err != nil {
		return "", err
	}
	if err := checkName(kind, name); err != nil {
		return "", err
	}
	key, err := r.makeKey(ctx)
	if err != nil {
		return "", err
	}
	blob := store.RecordedBlob{Hash: content.Hash(), Size: content.Size(), Kept: true, CreatedAt: at}
	err = r.keep(ctx, content, func() error { return record(ctx, r.Store, blob, func(store.Tx) {}) })
	if err != nil {
		return "", said.Errorf("media: keep a picture: %w", err)
	}
	formats := weixin.PictureFormats()
	i := slices.IndexFunc(formats, func(f weixin.PictureFormat) bool { return f.MIME == mime })
	return r.base(called) + key.target(formats[i], blob.Hash), nil
}

// key returns the key of the addresses; ok is false before the first address.
func (r *Module) key(ctx context.Context) (k pictureKey, ok bool, err error) {
	value, err := r.Store.Setting(ctx, pictureSetting)
	if errors.Is(err, store.ErrNotFound) {
		return k, false, nil
	}
	if err == nil {
		k, err = parseKey(value)
	}
	if err != nil {
		return k, false, said.Errorf("media: read the key of addresses: %w", err)
	}
	return k, true, nil
}

// makeKey returns the key of the addresses, which it makes if there is none.
func (r *Module) makeKey(ctx context.Context) (pictureKey, error) {
	k, ok, err := r.key(ctx)
	if err != nil || ok {
		return k, err
	}
	fresh := r.Random.Bytes(keyLength)
	err = r.Store.Write(ctx, []store.Key{store.SettingKey(pictureSetting)}, func(tx store.Tx) error {
		value, err := tx.Setting(pictureSetting)
		if errors.Is(err, store.ErrNotFound) {
			value, err = fresh, nil
			tx.PutSetting(pictureSetting, value)
		}
		if err == nil {
			k, err = parseKey(value)
		}
		return err
	})
	if err != nil {
		return k, said.Errorf("media: make the key of addresses: %w", err)
	}
	return k, nil
}

// PictureAt returns the blob of an address that the service has given, whatever its
// host. none says why there is none, "" if there is one.
func (r *Module) PictureAt(ctx context.Context, address string) (blob store.Hash, none string, err error) {
	_, blob, ok, err := r.at(ctx, pathOf(address))
	if err != nil {
		return store.Hash{}, "", err
	}
	if !ok {
		return store.Hash{}, "it is not the address of a picture that was uploaded here", nil
	}
	return blob, "", nil
}

// pathOf is the path of an address, "" of what is not a URL.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.EscapedPath()
}

// at returns what the path of an address leads to.
func (r *Module) at(ctx context.Context, path string) (f weixin.PictureFormat, blob store.Hash, ok bool, err error) {
	key, ok, err := r.key(ctx)
	if err != nil || !ok {
		return f, blob, false, err
	}
	f, blob, ok = key.read(path)
	return f, blob, ok, nil
}

// Files answers the addresses of videos and pictures, by the first folder of their
// paths.
func (r *Module) Files(clock edge.Clock) map[string]http.Handler {
	files := map[string]http.Handler{weixin.VideoPath: r.videos(clock)}
	for _, f := range weixin.PictureFormats() {
		files[f.Folder] = http.HandlerFunc(r.picture)
	}
	return files
}

// picture answers the address of a picture. What is there stays as it is.
//
//fidelity:choice uploadimage picture | its address opens it without a token, for good, with `nosniff` and headers that let caches keep it; `wx_fmt` is not looked at
func (r *Module) picture(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	f, blob, ok, err := r.at(req.Context(), req.URL.EscapedPath())
	var content io.ReadSeekCloser
	if err == nil && ok {
		content, err = r.Blobs.Open(req.Context(), blob)
	}
	switch {
	case err != nil && !errors.Is(err, store.ErrNotFound):
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	case content == nil:
		http.NotFound(w, req)
		return
	}
	defer content.Close()
	h := w.Header()
	h.Set("Content-Type", f.MIME)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Etag", `"`+blob.String()+`"`)
	http.ServeContent(w, req, "", time.Time{}, content)
}
