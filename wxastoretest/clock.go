package wxastoretest

import (
	"context"
	"time"
)

// Now is the service's time, in UTC.
func (s *Server) Now() time.Time { return s.running().Clock().Now() }

// Advance moves the service's clock forward and returns when what fell due has
// happened. Tokens live two hours, media three days.
func (s *Server) Advance(d time.Duration) {
	s.t.Helper()
	if err := s.running().Clock().Advance(context.Background(), d); err != nil {
		s.t.Errorf("clock: %v", err)
	}
}

// SetTime sets the service's clock. It goes on from there, unless WithClock has
// stopped it. To go back undoes nothing: what has expired and was swept stays
// gone.
func (s *Server) SetTime(at time.Time) {
	s.t.Helper()
	if err := s.running().Clock().Set(context.Background(), at); err != nil {
		s.t.Errorf("clock: %v", err)
	}
}
