package fleet

import "context"

// known is what the ledger knows of some items.
type known struct {
	merchants map[string]Merchant
	stores    map[string]Store
}

// lookUp asks a ledger what it knows of some rows.
func lookUp(ctx context.Context, ledger Ledger, rows []Desired) (k known, err error) {
	var merchants, stores []string
	for _, d := range rows {
		if d.Store != nil {
			stores = append(stores, d.Key())
		} else {
			merchants = append(merchants, d.AppID)
		}
	}
	if k.merchants, err = ledger.Merchants(ctx, merchants); err != nil {
		return k, err
	}
	k.stores, err = ledger.Stores(ctx, stores)
	return k, err
}

// generation is the ledger's at the last write of what a row is about.
func (k known) generation(d Desired) int64 {
	if d.Store != nil {
		return k.stores[d.Key()].Generation
	}
	return k.merchants[d.AppID].Generation
}

// byAccount groups rows or items by their account, in the order of its first one.
func byAccount[T any](all []T, appID func(T) string) (accounts [][]T) {
	at := make(map[string]int, len(all))
	for _, one := range all {
		n, ok := at[appID(one)]
		if !ok {
			n = len(accounts)
			at[appID(one)] = n
			accounts = append(accounts, nil)
		}
		accounts[n] = append(accounts[n], one)
	}
	return accounts
}

// byKind tells the rows or items of stores from those of merchants.
func byKind[T any](all []T, desired func(T) Desired) (stores, merchants []T) {
	for _, one := range all {
		if desired(one).Store != nil {
			stores = append(stores, one)
		} else {
			merchants = append(merchants, one)
		}
	}
	return stores, merchants
}
