package wxastoretest

import (
	"context"

	"github.com/wxastore/wxastore/internal/seed"
)

// Component is a third-party platform to declare. Only AppID and Secret must be
// set.
type Component struct {
	AppID, Secret, Name string
	// EventURL is where tickets and authorization events are pushed, signed with
	// Token and encrypted with EncodingAESKey: 43 letters and digits.
	EventURL, Token, EncodingAESKey string
	// MessageURL is where messages and events of its accounts are pushed, with
	// $APPID$ for the app id of each.
	MessageURL string
	// IPList are addresses and CIDR blocks that may call as the platform
	// (61004); empty lets all.
	IPList []string
	// RedirectDomain is the host to which the authorization page may lead.
	RedirectDomain string
	// PermissionSets are those that the platform asks for; empty is those that
	// any interface needs.
	PermissionSets []int
	// PushTickets starts the push of tickets without a call.
	PushTickets bool
}

// AddComponent declares a third-party platform. It replaces what is there of
// the app id.
func (s *Server) AddComponent(c Component) {
	s.t.Helper()
	_, err := s.running().Loader().Components(context.Background(), []seed.Component{{
		AppID: c.AppID, Secret: c.Secret, Name: c.Name, IPList: c.IPList, EventURL: c.EventURL, MessageURL: c.MessageURL, Token: c.Token,
		EncodingAESKey: c.EncodingAESKey, RedirectDomain: c.RedirectDomain, PermissionSets: c.PermissionSets, PushTickets: c.PushTickets,
	}})
	if err != nil {
		s.t.Errorf("add component: %v", err)
	}
}

// PushTicket makes a component_verify_ticket for a platform and returns it. If
// the platform has an address for events, it is pushed there, too.
func (s *Server) PushTicket(component string) string {
	s.t.Helper()
	ticket, err := s.running().PushTicket(context.Background(), component)
	if err != nil {
		s.t.Errorf("push ticket to %q: %v", component, err)
		return ""
	}
	return ticket
}

// PushTestEvent pushes the event debug_demo to where messages of an account go: the
// platform that it grants them to, or its own message URL.
func (s *Server) PushTestEvent(account string) {
	s.t.Helper()
	if err := s.running().PushTestEvent(context.Background(), account); err != nil {
		s.t.Errorf("push a test event to %q: %v", account, err)
	}
}

// Authorize lets an account grant a platform permission sets, as its
// administrator does on the authorization page, and returns the authorization
// code.
func (s *Server) Authorize(component, account string, sets ...int) string {
	s.t.Helper()
	code, err := s.running().Authorize(context.Background(), component, account, sets)
	if err != nil {
		s.t.Errorf("authorize %q by %q: %v", component, account, err)
		return ""
	}
	return code
}

// Revoke lets an account withdraw its authorization: the platform's tokens for
// it are answered 61003 from now on.
func (s *Server) Revoke(component, account string) {
	s.t.Helper()
	if err := s.running().Withdraw(context.Background(), component, account); err != nil {
		s.t.Errorf("revoke %q by %q: %v", component, account, err)
	}
}

// ChangePassword lets an account's password change: the platform's tokens for
// it are answered 42007 until the account authorizes again.
func (s *Server) ChangePassword(component, account string) {
	s.t.Helper()
	if err := s.running().ChangePassword(context.Background(), component, account); err != nil {
		s.t.Errorf("change the password of %q: %v", account, err)
	}
}
