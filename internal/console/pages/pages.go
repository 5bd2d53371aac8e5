package pages

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/console/ops"
)

// Config is what the pages are made of.
type Config struct {
	// Console carries out the operations: the pages do nothing else to the service.
	Console *ops.Console
	// Ready returns why the service does not take calls, or nil.
	Ready func(context.Context) error
	// Sessions sign the operator in.
	Sessions Sessions
	// APIURL is where the service answers as Weixin does. It stands in what is
	// to be copied.
	APIURL string
	// DemoAppID and DemoSecret are those of the demo's account, "" where there is none.
	DemoAppID, DemoSecret string
	Log                   *slog.Logger
}

// Sessions sign browsers in that cannot send a token by themselves.
type Sessions interface {
	// Needed says that there is a token to be asked for.
	Needed() bool
	// Begin signs the browser in, if the token is the console's; BeginBy, if the
	// code is one that was made for it and is still good.
	Begin(w http.ResponseWriter, r *http.Request, token string) Entry
	BeginBy(w http.ResponseWriter, r *http.Request, code string) Entry
	// End signs all browsers out.
	End(w http.ResponseWriter, r *http.Request) error
}

// Entry is what became of an attempt to sign in.
type Entry int

const (
	// Entered browsers are signed in.
	Entered Entry = iota
	// Wrong is an invalid token or code.
	Wrong
	// TooMany wrong tokens or codes came from the same address, or from all.
	TooMany
)

// Page is one thing that is answered.
type Page struct {
	// Pattern is a method and a path, as http.ServeMux has them.
	Pattern string
	// Open pages need no credentials: who signs in has none yet.
	Open  bool
	Serve http.Handler
	// Destroys is the operation of a form that destroys: the page at the same address asks
	// first.
	Destroys api.Operation
}

// site is all pages with what they are made of.
type site struct {
	Config
	// renderings are read when the first page is asked for: most tests ask for none.
	renderings func() map[variant]*rendering
	assets     map[string]asset
	events     *connections
	once       *once
}

// Unserved answers a browser what the console does not: a page with a status, a problem of
// the words.
type Unserved func(status int) http.Handler

// New makes the pages, and what says that there is none.
func New(c Config) ([]Page, Unserved, error) {
	s := &site{Config: c, events: newConnections(), once: newOnce()}
	var err error
	if s.assets, err = readAssets(); err != nil {
		return nil, nil, err
	}
	s.renderings = sync.OnceValue(func() map[variant]*rendering {
		renderings, err := readRenderings(s.assets)
		if err != nil {
			c.Log.Error("the pages cannot be read", "error", err)
		}
		return renderings
	})
	return s.pages(), s.unserved, nil
}

// unserved is the page of an address that there is not, or that only forms are sent to.
func (s *site) unserved(status int) http.Handler {
	return s.handle(func(http.ResponseWriter, *http.Request) error {
		if status == http.StatusMethodNotAllowed {
			return problem{status, "problem.method"}
		}
		return problem{status, "problem.nopage"}
	})
}

func (s *site) pages() []Page {
	page := func(pattern string, h handler) Page { return Page{Pattern: pattern, Serve: s.handle(h)} }
	open := func(pattern string, h handler) Page {
		return Page{Pattern: pattern, Open: true, Serve: markBare(s.handle(h))}
	}
	return slices.Concat([]Page{
		page("GET /{$}", s.overview),
		page("GET /merchants", s.merchants),
		page("GET /merchants/{app_id}", empty(s.showMerchant)),
		page("POST /merchants/{app_id}", s.changeMerchant),
		page("GET /merchants/{app_id}/compare", s.compare),
		page("GET /merchants/{app_id}/revert", s.ask("revert", merchantPath, s.saying("ask.revert.why"))),
		page("POST /merchants/{app_id}/revert", s.revert),
		page("POST /merchants/{app_id}/application", s.setApplication),
		page("GET /merchants/{app_id}/stores", empty(s.showStores)),
		page("POST /merchants/{app_id}/stores", s.addStore),
		page("GET /merchants/{app_id}/stores/{poi_id}", empty(s.showStore)),
		page("POST /merchants/{app_id}/stores/{poi_id}", s.changeStore),
		page("POST /merchants/{app_id}/cards", s.addCard),
		page("GET /merchants/{app_id}/cards/{card_id}", empty(s.showCard)),
		page("POST /merchants/{app_id}/cards/{card_id}", s.changeCard),
		page("GET /reviews", s.reviews),
		page("POST /reviews", s.decideMany),
		page("GET /reviews/{app_id}/{audit_id}", s.review),
		page("POST /reviews/{app_id}/{audit_id}", s.decide),
		page("GET /places", empty(s.showPlaces)),
		page("POST /places", s.addPlace),
		page("GET /places/{id}", empty(s.showPlace)),
		page("POST /places/{id}", s.changePlace),
		page("GET /calls", s.calls),
		page("GET /search", s.search),
		page("GET /calls/{rid}", s.call),
		page("POST /calls/{rid}/again", s.again),
		page("GET /tool", s.tool),
		page("POST /tool", s.send),
		page("POST /tool/request", s.showRequest),
		page("GET /accounts", empty(s.showAccounts)),
		page("POST /accounts", s.create),
		page("GET /accounts/{app_id}", s.account),
		page("POST /accounts/{app_id}", s.change),
		page("GET /accounts/{app_id}/secret/{key}", s.secret),
		page("POST /accounts/{app_id}/token", s.makeToken),
		page("GET /accounts/{app_id}/token/{key}", s.token),
		page("POST /accounts/{app_id}/check", action(s, api.CheckMessages, messagesPath, "checked")),
		page("POST /accounts/{app_id}/test", s.sendTest),
		page("GET /accounts/{app_id}/messages", s.messages),
		page("GET /levers", s.levers),
		page("POST /levers/clock", s.moveClock),
		page("POST /levers/faults", s.putFault),
		page("POST /levers/seed", s.seed),
		page("GET /plots", s.plots),
		page("GET /audit", s.audit),
		page("GET /platforms", empty(s.showPlatforms)),
		page("GET /platforms/{appid}", s.platform),
		page("POST /platforms/{appid}/ticket", s.pushTicket),
		page("POST /platforms/{appid}/authorize", s.authorize),
		page("GET /platforms/{appid}/authorize/{key}", s.authCode),
		page("POST /platforms", s.createPlatform),
		page("POST /platforms/{appid}", s.changePlatform),
		page("GET /events", s.pushes),
		page("GET /events/{target}/{id}", s.push),
		page("POST /events/resend", action(s, api.ResendPush, backToForm, "resent")),
		page("GET /fleet", s.fleet),
		page("GET /fleet/runs/{run}", s.fleetRun),
		page("GET /fleet/runs/{run}/{item}", s.fleetItem),
		page("GET /fleet/plans/{plan}", s.fleetPlan),
		page("GET /parity", s.parityRuns),
		page("GET /parity/{run}", s.parityRun),
		page("GET /parity/{run}/{scenario}/{step}", s.parityStep),
		{Pattern: "GET /stream", Serve: http.HandlerFunc(s.stream)},
		open("GET /login", s.login),
		open("POST /login", s.signIn),
		page("POST /logout", s.signOut),
		open("POST /language", s.chooseLanguage),
		{Pattern: "GET /assets/{name}", Open: true, Serve: http.HandlerFunc(s.asset)},
	},
		s.destroys("/merchants/{app_id}/drop", "merchant", api.DropMerchant.Operation, merchantPath, action(s, api.DropMerchant, accountPath, "deleted")),
		s.destroys("/merchants/{app_id}/stores/{poi_id}/drop", "store", api.DropStore.Operation, storesPath, action(s, api.DropStore, storesPath, "deleted")),
		s.destroys("/merchants/{app_id}/cards/{card_id}/drop", "card", api.DropCard.Operation, storesPath, action(s, api.DropCard, storesPath, "deleted")),
		s.destroys("/places/{id}/drop", "place", api.DropPlace.Operation, placesPath, action(s, api.DropPlace, placesPath, "deleted")),
		s.destroys("/accounts/{app_id}/drop", "account", api.DropAccount.Operation, accountPath, action(s, api.DropAccount, at("/accounts"), "deleted")),
		s.destroys("/accounts/{app_id}/secret", "secret", api.RollSecret.Operation, accountPath, s.roll),
		s.destroys("/accounts/{app_id}/revoke", "revoke", api.RevokeToken.Operation, accountPath, action(s, api.RevokeToken, accountPath, "revoked")),
		s.destroys("/levers/faults/{id}/drop", "fault", api.DropFault.Operation, at("/levers#faults"), action(s, api.DropFault, at("/levers#faults"), "dropped")),
		s.destroys("/levers/faults/drop", "faults", api.ClearFaults.Operation, at("/levers#faults"), action(s, api.ClearFaults, at("/levers#faults"), "dropped")),
		s.destroys("/levers/restore", "restore", api.Restore.Operation, at("/levers#all"), s.restore),
		s.destroys("/levers/reset", "reset", api.Reset.Operation, at("/levers#all"), s.reset),
		s.destroys("/levers/undo", "undo", api.Undo.Operation, at("/levers#all"), s.undo),
		s.destroys("/platforms/{appid}/drop", "platform", api.DropComponent.Operation, componentPath, action(s, api.DropComponent, at("/platforms"), "deleted")),
		s.destroys("/platforms/{appid}/withdraw", "withdraw", api.Withdraw.Operation, componentPath, action(s, api.Withdraw, componentPath, "withdrawn")),
		s.destroys("/events/drop", "event", api.DropPush.Operation, at("/events"), action(s, api.DropPush, backToForm, "forgotten")),
		s.destroys("/log/clear", "clear", api.ClearCalls.Operation, callsPath, action(s, api.ClearCalls, callsPath, "cleared")),
	)
}
