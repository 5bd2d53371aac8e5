package wxastoretest

import (
	"context"

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
