package seed

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
	"golang.org/x/sync/errgroup"

	"github.com/wxastore/wxastore/internal/geo"
	"github.com/wxastore/wxastore/internal/random"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/internal/store"
)

// batch is about how many records go into one write.
const batch = 1000

// inOneBatch is how many of the accounts go into one write: each counts with its stores.
func inOneBatch(accounts []Account) int {
	n := 0
	for records := 0; n < len(accounts) && records < batch; n++ {
		records += 1 + len(accounts[n].Shops)
	}
	return n
}

// Loader applies seeds.
type Loader struct {
	Store store.Writer
	Blobs store.Blobs
	// Faults takes the faults; nil refuses a file that has any.
	Faults Faults
	// Now is when the seeded records are made.
	Now    time.Time
	Random random.Source
	// NoFiles refuses a seed that names files, for those who may not read them.
	NoFiles bool
	// Progress, if set, is called with the number of bytes read so far.
	Progress func(read int64)
}

// Result counts what a load did.
type Result struct {
	// Accounts is how many accounts the file declares.
	Accounts int
	// Components and Authorizations are how many of them it declares.
	Components, Authorizations int
	// Faults is how many faults it declares.
	Faults int
	// Places is how many places it declares.
	Places int
	// Changed is how many records were added or changed.
	Changed int
}

// File applies a seed file. A document that cannot be read ends the load with
// an error that names it; the documents before it have been applied.
func (l Loader) File(ctx context.Context, path string) (Result, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Result{}, said.Errorf("there is no seed file %s", path)
	}
	if err != nil {
		return Result{}, said.Errorf("seed file: %w", err)
	}
	defer f.Close()
	result, err := l.read(ctx, &meter{r: f, seen: l.Progress}, filepath.Dir(path))
	if err != nil {
		return result, said.Errorf("seed file %s: %w", path, err)
	}
	return result, nil
}

// Text applies what a seed file would hold. Paths in it are relative to the
// working directory.
func (l Loader) Text(ctx context.Context, text string) (Result, error) {
	result, err := l.read(ctx, strings.NewReader(text), "")
	if err != nil {
		return result, said.Errorf("seed: %w", err)
	}
	return result, nil
}

// Accounts applies accounts and returns how many records were added or changed.
func (l Loader) Accounts(ctx context.Context, accounts []Account) (changed int, err error) {
	for _, a := range accounts {
		if err := a.check(); err != nil {
			return 0, said.Errorf("account %q: %w", a.AppID, err)
		}
	}
	return l.apply(ctx, accounts, "", make(map[string]store.Hash))
}

// read reads the documents of r while those before are being written.
func (l Loader) read(ctx context.Context, r io.Reader, dir string) (Result, error) {
	var result Result
	group, ctx := errgroup.WithContext(ctx)
	batches := make(chan document, 2)
	group.Go(func() error {
		defer close(batches)
		return l.parse(ctx, r, batches)
	})
	group.Go(func() error {
		pictures := make(map[string]store.Hash)
		for part := range batches {
			changed, err := l.apply(ctx, part.Accounts, dir, pictures)
			if err != nil {
				return err
			}
			granted, err := l.applyPlatforms(ctx, part.Components, part.Authorizations)
			if err != nil {
				return err
			}
			injected, err := l.declare(ctx, part.Faults)
			if err != nil {
				return err
			}
			placed, err := l.Places(ctx, part.Places)
			if err != nil {
				return err
			}
			result.Places += len(part.Places)
			result.Components += len(part.Components)
			result.Authorizations += len(part.Authorizations)
			result.Accounts += len(part.Accounts)
			result.Faults += len(part.Faults)
			result.Changed += changed + granted + injected + placed
		}
		return nil
	})
	err := group.Wait()
	return result, err
}

// parse sends every document in parts of a batch. What else
// the document has comes with the last.
func (l Loader) parse(ctx context.Context, r io.Reader, batches chan<- document) error {
	decoder := yaml.NewDecoder(r)
	decoder.KnownFields(true)
	for n := 1; ; n++ {
		var doc document
		if err := decoder.Decode(&doc); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return badSeed("document %d: %w", n, problem(err))
		}
		for i, a := range doc.Accounts {
			if err := a.check(); err != nil {
				return badSeed("document %d, account %d (%s): %w", n, i+1, a.AppID, err)
			}
			if l.NoFiles && a.Merchant != nil && a.Merchant.Headimg != "" {
				return badSeed("document %d, account %d (%s): %w", n, i+1, a.AppID, errNoFiles)
			}
		}
		if err := l.checkRest(doc); err != nil {
			return badSeed("document %d, %w", n, err)
		}
		for more := true; more; {
			part := document{Accounts: doc.Accounts[:inOneBatch(doc.Accounts)]}
			doc.Accounts = doc.Accounts[len(part.Accounts):]
			if more = len(doc.Accounts) > 0; !more {
				part.Components, part.Authorizations, part.Faults, part.Places = doc.Components, doc.Authorizations, doc.Faults, doc.Places
			}
			select {
			case batches <- part:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// checkRest returns what is wrong with a document except its accounts.
func (l Loader) checkRest(doc document) error {
	for i, c := range doc.Components {
		if err := c.check(); err != nil {
			return store.Mistakef("component %d (%s): %w", i+1, c.AppID, err)
		}
	}
	for i, a := range doc.Authorizations {
		if err := a.check(); err != nil {
			return store.Mistakef("authorization %d (%s by %s): %w", i+1, a.Component, a.AppID, err)
		}
	}
	for i, f := range doc.Faults {
		if err := l.check(f); err != nil {
			return store.Mistakef("fault %d (%s): %w", i+1, f.ID, err)
		}
	}
	for i, p := range doc.Places {
		if _, err := geo.Complete(p.record()); err != nil {
			return store.Mistakef("place %d: %w", i+1, err)
		}
	}
	return nil
}

// apply writes one batch. Pictures holds the blobs of the paths put before.
func (l Loader) apply(ctx context.Context, accounts []Account, dir string, pictures map[string]store.Hash) (int, error) {
	if len(accounts) == 0 {
		return 0, nil
	}
	seeds := make([]store.Seed, 0, len(accounts))
	for _, a := range accounts {
		s := store.Seed{Account: a.record(), Rules: a.Reviews}
		if a.Merchant != nil {
			m, application, err := l.merchant(ctx, a, dir, pictures)
			if err != nil {
				return 0, said.Errorf("account %s: %w", a.AppID, err)
			}
			s.Merchant, s.Review = &m, application
		}
		for _, one := range a.Shops {
			r := one.record(a.AppID)
			r.CreatedAt, r.UpdatedAt = l.Now, l.Now
			s.Shops = append(s.Shops, store.ShopSeed{Shop: r, Old: one.Old})
		}
		for _, c := range a.Cards {
			s.Cards = append(s.Cards, store.Card{CardID: c.CardID, Type: c.Type, UseCustomCode: c.UseCustomCode})
		}
		seeds = append(seeds, s)
	}
	return Declare(ctx, l.Store, seeds)
}

func (l Loader) merchant(ctx context.Context, a Account, dir string, pictures map[string]store.Hash) (store.Merchant, *store.Review, error) {
	state, application, err := a.Merchant.state()
	if err != nil {
		return store.Merchant{}, nil, err
	}
	m := store.Merchant{AppID: a.AppID, State: state, Nickname: a.Merchant.Nickname, Intro: a.Merchant.Intro, UpdatedAt: l.Now}
	switch {
	case a.Merchant.Picture != nil:
		m.Headimg, _, err = l.Blobs.Put(ctx, bytes.NewReader(a.Merchant.Picture))
	case a.Merchant.Headimg != "":
		m.Headimg, err = l.picture(ctx, dir, a.Merchant.Headimg, pictures)
	}
	return m, application, err
}

// picture puts the picture of a path once.
func (l Loader) picture(ctx context.Context, dir, path string, pictures map[string]store.Hash) (store.Hash, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	if h, ok := pictures[path]; ok {
		return h, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return store.Hash{}, said.Errorf("headimg: %w", err)
	}
	defer f.Close()
	h, _, err := l.Blobs.Put(ctx, f)
	if err != nil {
		return store.Hash{}, said.Errorf("headimg %s: %w", path, err)
	}
	pictures[path] = h
	return h, nil
}

// meter tells how far a reader has been read.
type meter struct {
	r    io.Reader
	read int64
	seen func(int64)
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.read += int64(n)
	if m.seen != nil {
		m.seen(m.read)
	}
	return n, err
}
