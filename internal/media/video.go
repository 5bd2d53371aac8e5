package media

import (
	"net/http"
	"strings"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// videoPath is the address under which a video can be had without a token: its
// media id, which nobody can guess, opens it.
//
//fidelity:choice getmedia video-link | it opens the video without a token, for the media's life
func videoPath(m store.Medium) string {
	return weixin.VideoPath + m.AppID + "/" + m.ID + extension(m.ContentType)
}

// videos answers the addresses that videoPath makes.
func (r *Module) videos(clock edge.Clock) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		appID, name, _ := strings.Cut(strings.TrimPrefix(req.URL.Path, weixin.VideoPath), "/")
		id := strings.TrimSuffix(name, ".mp4")
		m, none, err := r.live(req.Context(), appID, id, clock())
		if err != nil || none != "" || m.Type != "video" {
			http.NotFound(w, req)
			return
		}
		content, err := r.Blobs.Open(req.Context(), m.Blob)
		if err != nil {
			http.NotFound(w, req)
			return
		}
		defer content.Close()
		w.Header().Set("Content-Type", m.ContentType)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeContent(w, req, "", m.CreatedAt, content)
	})
}
