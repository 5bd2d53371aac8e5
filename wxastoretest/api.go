package wxastoretest

import (
	"context"

	"github.com/wxastore/wxastore/client"
)

// API returns a client of the account that is always there.
func (s *Server) API() *client.Client {
	s.t.Helper()
	return s.APIFor(s.AppID, s.Secret)
}

// APIFor returns a client of an account.
func (s *Server) APIFor(appID, secret string) *client.Client {
	s.t.Helper()
	c, err := client.New(client.WithBaseURL(s.URL), client.WithHTTPClient(s.http), client.WithCredentials(appID, secret))
	if err != nil {
		s.t.Errorf("make a client of account %q: %v", appID, err)
	}
	return c
}

// Token returns a live access token of the account that is always there. It is
// the stable one: asking for it again supersedes no other.
func (s *Server) Token() string {
	s.t.Helper()
	return s.TokenFor(s.AppID, s.Secret)
}

// TokenFor returns a live access token of an account. It makes no call that
// could be counted or seen in Calls.
func (s *Server) TokenFor(appID, secret string) string {
	s.t.Helper()
	token, err := s.running().StableToken(context.Background(), appID, secret)
	if err != nil {
		s.t.Errorf("token of account %q: %v", appID, err)
	}
	return token
}
