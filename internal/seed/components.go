package seed

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/account"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// Component declares a third-party platform.
type Component struct {
	AppID  string `yaml:"appid"`
	Secret string `yaml:"secret"`
	Name   string `yaml:"name"`
	// IPList are addresses and CIDR blocks that may call as the platform.
	IPList []string `yaml:"ip_list"`
	// EventURL is where authorization events are pushed.
	EventURL string `yaml:"event_url"`
	// MessageURL is where messages and events of its accounts are pushed, with
	// $APPID$ for the app id of each.
	MessageURL string `yaml:"message_url"`
	// Token signs pushes. EncodingAESKey encrypts them: 43 letters and digits;
	// PreviousEncodingAESKey is the one before.
	Token                  string `yaml:"token"`
	EncodingAESKey         string `yaml:"encoding_aes_key"`
	PreviousEncodingAESKey string `yaml:"previous_encoding_aes_key"`
	// RedirectDomain is the host, with its port if it has one, to which the
	// authorization page may lead.
	RedirectDomain string `yaml:"redirect_domain"`
	// PermissionSets are those that the platform asks for; if left out,
	// defaultSets.
	PermissionSets []int `yaml:"permission_sets"`
	// PushTickets starts the push of tickets without a call.
	PushTickets bool `yaml:"push_tickets"`
	// Quotas limit calls, by interface name, where not the page does.
	Quotas map[string]store.Quota `yaml:"quotas"`
}

// Authorization declares what an account grants a platform.
type Authorization struct {
	Component string `yaml:"component"`
	AppID     string `yaml:"appid"`
	// PermissionSets are those granted; if left out, defaultSets.
	PermissionSets []int `yaml:"permission_sets"`
	// State is granted (the default), withdrawn or void: the account's password
	// was changed, and it has to authorize again.
	State string `yaml:"state"`
}

// A domain stands in a header of the authorization page.
var domainForm = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$`)

// check returns what is wrong with the declaration.
func (c Component) check() error {
	if err := (Account{AppID: c.AppID, Secret: c.Secret, IPList: c.IPList, Quotas: c.Quotas}).check(); err != nil {
		return err
	}
	return checkComponent(c.record().Component)
}

// CompleteComponent is a platform that an operator declares as it is kept, or what is
// wrong with it.
func CompleteComponent(c store.Component) (store.Component, error) {
	c.RedirectDomain, c.PermissionSets = strings.ToLower(c.RedirectDomain), setsOrDefault(c.PermissionSets)
	return c, checkComponent(c)
}

func checkComponent(c store.Component) error {
	if c.EventURL != "" && !account.ValidPushURL(c.EventURL) {
		return store.Mistakef("event_url %q: write http://host/path or https://host/path", c.EventURL)
	}
	if c.MessageURL != "" && (!account.ValidPushURL(c.MessageURL) || !strings.Contains(c.MessageURL, store.AppIDPlace)) {
		return store.Mistakef("message_url %q: write http://host/path or https://host/path, with $APPID$ where the app id of the account goes", c.MessageURL)
	}
	if (c.EventURL != "" || c.MessageURL != "") && (c.Token == "" || c.EncodingAESKey == "") {
		return store.Mistakef("event_url: pushes need a token and an encoding_aes_key")
	}
	for name, key := range map[string]string{"encoding_aes_key": c.EncodingAESKey, "previous_encoding_aes_key": c.PreviousEncodingAESKey} {
		if key != "" && !account.ValidAESKey(key) {
			return store.Mistakef("%s has %d characters: write 43 letters and digits", name, len(key))
		}
	}
	if c.RedirectDomain != "" && !domainForm.MatchString(c.RedirectDomain) {
		return store.Mistakef("redirect_domain %q: write a host, with a port if it has one, such as platform.example.com", c.RedirectDomain)
	}
	return checkSets(c.PermissionSets)
}

func (c Component) record() store.ComponentSeed {
	return store.ComponentSeed{
		Account: store.Account{
			AppID: c.AppID, Name: c.Name, Kind: store.KindComponent, SecretHash: account.HashSecret(c.Secret), IPList: c.IPList, Quotas: c.Quotas,
		},
		Component: store.Component{
			AppID: c.AppID, Name: c.Name, EventURL: c.EventURL, MessageURL: c.MessageURL, Token: c.Token, EncodingAESKey: c.EncodingAESKey,
			PreviousEncodingAESKey: c.PreviousEncodingAESKey, RedirectDomain: strings.ToLower(c.RedirectDomain),
			PermissionSets: setsOrDefault(c.PermissionSets), PushTickets: c.PushTickets,
		},
	}
}

func (a Authorization) check() error {
	if !account.ValidAppID(a.Component) || !account.ValidAppID(a.AppID) {
		return store.Mistakef("component and appid are both needed")
	}
	if a.state() == store.AuthorizationNone {
		return store.Mistakef("unknown state %q: use granted, withdrawn or void", a.State)
	}
	return checkSets(a.PermissionSets)
}

func (a Authorization) state() store.AuthorizationState {
	switch state := store.AuthorizationState(a.State); state {
	case "", store.AuthorizationGranted:
		return store.AuthorizationGranted
	case store.AuthorizationWithdrawn, store.AuthorizationVoid:
		return state
	}
	return store.AuthorizationNone
}

// authorization is what an authorization of a document is kept as.
//
//fidelity:choice getauthorizerinfo,getauthorizerlist seeded | an authorization that a seed declares counts as exchanged: its refresh token is listed
func (l Loader) authorization(a Authorization) store.Authorization {
	return store.Authorization{
		AppID: a.AppID, Component: a.Component, State: a.state(), PermissionSets: setsOrDefault(a.PermissionSets),
		Salt: l.Random.Bytes(16), RefreshHash: store.RefreshSeeded(), AuthorizedAt: l.Now, ChangedAt: l.Now,
	}
}

func checkSets(sets []int) error {
	for _, id := range sets {
		if id <= 0 {
			return store.Mistakef("permission_sets: %d is not an id", id)
		}
	}
	return nil
}

// defaultSets are the permission sets that a platform asks for, or is granted,
// where a seed names none. They open every declared interface that permission
// sets open. They are listed here so that declaring an interface does not change
// what seeded platforms ask for.
func defaultSets() []int { return []int{1, 3, 8, 9, 10, 11, 13, 19, 30, 31, 100} }

// setsOrDefault returns the sets in order, each once; defaultSets if there are
// none.
func setsOrDefault(sets []int) []int {
	if len(sets) == 0 {
		return defaultSets()
	}
	return slices.Compact(slices.Sorted(slices.Values(sets)))
}

// Components applies platforms and returns how many records were added or
// changed.
func (l Loader) Components(ctx context.Context, components []Component) (changed int, err error) {
	for _, c := range components {
		if err := c.check(); err != nil {
			return 0, said.Errorf("component %q: %w", c.AppID, err)
		}
	}
	return l.applyPlatforms(ctx, components, nil)
}

// applyPlatforms writes a document's platforms and authorizations and returns
// how many records were added or changed.
func (l Loader) applyPlatforms(ctx context.Context, components []Component, authorizations []Authorization) (int, error) {
	changed, err := inBatches(ctx, l.Store, components, func(c Component) (store.ComponentSeed, error) { return c.record(), nil }, DeclareComponents)
	if err != nil {
		return changed, err
	}
	n, err := inBatches(ctx, l.Store, authorizations, func(a Authorization) (store.Authorization, error) { return l.authorization(a), nil }, DeclareAuthorizations)
	return changed + n, err
}
