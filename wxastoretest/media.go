package wxastoretest

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// AddImage keeps an image of an account as if it had been uploaded, and returns
// its media id. It makes no call.
func (s *Server) AddImage(appID string, content []byte) weixin.MediaID {
	s.t.Helper()
	ctx := context.Background()
	if _, err := s.state.store.Account(ctx, appID); err != nil {
		s.t.Errorf("add image: account %q: %v", appID, err)
		return ""
	}
	m, err := s.running().AddMedium(ctx, appID, "image", content)
	if err != nil {
		s.t.Errorf("add image: %v", err)
		return ""
	}
	return weixin.MediaID(m.ID)
}

// Medium is a temporary medium.
type Medium struct {
	// Type is image, voice, video or thumb, ContentType the MIME type of the
	// content.
	Type, ContentType    string
	Content              []byte
	CreatedAt, ExpiresAt time.Time
}

// Medium returns a medium of an account, however it was uploaded. One that has
// expired is there until some time after; see ExpiresAt.
func (s *Server) Medium(appID string, id weixin.MediaID) Medium {
	s.t.Helper()
	ctx := context.Background()
	kept, err := s.state.store.Medium(ctx, appID, string(id))
	if err != nil {
		s.t.Errorf("medium %q of %q: %v", id, appID, err)
		return Medium{}
	}
	m := Medium{Type: kept.Type, ContentType: kept.ContentType, CreatedAt: kept.CreatedAt, ExpiresAt: kept.ExpiresAt}
	if m.Content, err = s.state.content(ctx, kept.Blob); err != nil {
		s.t.Errorf("medium %q of %q: %v", id, appID, err)
	}
	return m
}
