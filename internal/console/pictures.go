package console

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/wxastore/wxastore/internal/console/ports"
	"github.com/wxastore/wxastore/internal/store"
)

func pictureRoutes(c Config) []route {
	return []route{{
		method: "GET", path: "/api/pictures/{hash}", summary: "A picture. What is no PNG, JPEG, GIF or BMP comes as a download.",
		response: body{media: "image/*"}, serve: pictures(c.Ports.Merchants, c.Log),
	}}
}

// pictures answers with the bytes of a picture. Other people uploaded it: what
// does not begin as an image does is data to a browser, whatever it is.
func pictures(merchants ports.Merchants, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text := r.PathValue("hash")
		hash, err := store.ParseHash(text)
		if err != nil {
			refuse(w, http.StatusNotFound, "there is no picture of this hash")
			return
		}
		picture, err := merchants.Picture(r.Context(), hash)
		if errors.Is(err, store.ErrNotFound) {
			refuse(w, http.StatusNotFound, "there is no picture of this hash")
			return
		}
		if err != nil {
			log.Error("console request failed", "method", r.Method, "path", r.URL.Path, "error", err)
			refuse(w, http.StatusInternalServerError, "the service failed; its log says how")
			return
		}
		defer picture.Content.Close()
		header := w.Header()
		header.Set("Content-Type", picture.ContentType)
		if picture.ContentType == "" {
			header.Set("Content-Type", "application/octet-stream")
			header.Set("Content-Disposition", `attachment; filename="`+hash.String()+`.bin"`)
		}
		http.ServeContent(w, r, "", time.Time{}, picture.Content)
	})
}
