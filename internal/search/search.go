package search

import (
	"context"
	"hash/fnv"
	"strconv"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// Doc is what the index has of an account, and of its store Mini Program if it has one.
type Doc struct {
	AppID string
	// Account and Merchant are the texts that are searched, folded, a line each; Merchant
	// is "" where there is none.
	Account, Merchant string
	State             store.MerchantState
	// Changed is when the store Mini Program was changed last.
	Changed time.Time
}

func docOf(a store.Account, m *store.Merchant) Doc {
	d := Doc{AppID: a.AppID, Account: Fold(a.AppID + "\n" + a.Name)}
	if m != nil {
		d.Merchant, d.State, d.Changed = Fold(m.AppID+"\n"+m.Nickname+"\n"+m.Intro), m.State, m.UpdatedAt
	}
	return d
}

// Sum tells a Doc from one that differs.
func (d Doc) Sum() int64 {
	sum := fnv.New64a()
	for _, part := range []string{d.Account, d.Merchant, string(d.State), strconv.FormatInt(d.Changed.UnixMilli(), 10)} {
		_, _ = sum.Write([]byte(part + "\x00")) // it never fails
	}
	return int64(sum.Sum64())
}

// Known is a Doc that an index has.
type Known struct {
	AppID string
	Sum   int64
}

// Kind is what is searched.
type Kind int

// Accounts are searched by app id and name, Merchants by app id, nickname and
// introduction.
const (
	Accounts Kind = iota
	Merchants
)

// Query is what is looked for.
type Query struct {
	Kind Kind
	// Text is what they contain; "" is all. State selects store Mini Programs; "" all.
	Text  string
	State store.MerchantState
	// ByChange has those first that were changed last. Otherwise they come by app id.
	ByChange bool
}

// Most is how many a search finds at most. If there are more, they are those that came
// into the index last, or of a query by change those that were changed last.
const Most = 1000

// Store keeps an index. It may lose what was written last.
type Store interface {
	// Put adds Docs or replaces those of the same app id, and deletes others.
	Put(ctx context.Context, put []Doc, drop []string) error
	// Known returns what the index has of some app ids; Range returns up to limit of
	// what it has after an app id, in order.
	Known(ctx context.Context, appIDs []string) ([]Known, error)
	Range(ctx context.Context, after string, limit int) ([]Known, error)
	// Find returns the app ids that a query finds, in its order, up to Most and one
	// more.
	Find(ctx context.Context, q Query) ([]string, error)
	Close() error
}

// Records are what is searched.
type Records interface {
	store.Accounts
	store.Merchants
}
