package search

import (
	"context"
	"fmt"
	"time"
)

// Found is what a search has found.
type Found struct {
	AppIDs []string
	// More says that there are more than Most; Behind that the index lacks records, or
	// changes of them, that will come into it.
	More, Behind bool
}

// Find returns what a query finds.
func (x *Index) Find(ctx context.Context, q Query) (found Found, err error) {
	q.Text = Fold(q.Text)
	for deadline := time.Now().Add(patience); ; {
		more, err := x.step(ctx)
		if err != nil {
			return found, fmt.Errorf("search: %w", err)
		}
		if found.Behind = more; !more || time.Now().After(deadline) {
			break
		}
	}
	x.using.Lock()
	defer x.using.Unlock()
	kept, err := x.use(ctx)
	if err != nil {
		return found, fmt.Errorf("search: %w", err)
	}
	if found.AppIDs, err = kept.Find(ctx, q); err != nil {
		return found, fmt.Errorf("search: %w", err)
	}
	if found.More = len(found.AppIDs) > Most; found.More {
		found.AppIDs = found.AppIDs[:Most]
	}
	return found, nil
}

// Close closes the store if it was opened.
func (x *Index) Close() error {
	x.using.Lock()
	defer x.using.Unlock()
	if x.kept == nil {
		return nil
	}
	return x.kept.Close()
}
