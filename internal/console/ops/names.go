package ops

import (
	"context"
	"errors"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

// names are what accounts are called, each read once.
type names struct {
	of    store.Store
	known map[string]string
}

func (c *Console) names() names { return names{c.m.Store, make(map[string]string)} }

// name is what an account is called: by its name or else by the nickname of its store
// Mini Program; "" if there is no such account.
func (n names) name(ctx context.Context, appID string) (string, error) {
	if appID == "" {
		return "", nil
	}
	if name, ok := n.known[appID]; ok {
		return name, nil
	}
	a, err := n.of.Account(ctx, appID)
	name := a.Name
	if err == nil && name == "" {
		var m store.Merchant
		m, err = n.of.Merchant(ctx, appID)
		name = m.Nickname
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	n.known[appID] = name
	return name, nil
}

// nameCalls says with calls what their accounts are called.
func (c *Console) nameCalls(ctx context.Context, calls []api.Call) (err error) {
	n := c.names()
	for i := range calls {
		id := calls[i].AppID
		if id == "" {
			id = calls[i].Claimed
		}
		if calls[i].Name, err = n.name(ctx, id); err != nil {
			return err
		}
	}
	return nil
}
