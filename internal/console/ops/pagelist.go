package ops

import (
	"context"
	"errors"
	"strconv"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/store"
)

// find reads a page of what a search finds. Its cursors are positions.
func find[T any](ctx context.Context, c *Console, q search.Query, page api.Page, back api.Back,
	read func(ctx context.Context, appID string) (T, error),
) (list []T, around api.Around, err error) {
	found, err := c.m.Search.Find(ctx, q)
	if err != nil {
		return nil, around, err
	}
	from, to := 0, page.Limit
	if back.Before != "" {
		if to, err = position(back.Before); err != nil {
			return nil, around, err
		}
		from = max(0, to-page.Limit)
	} else if page.After != "" {
		if from, err = position(page.After); err != nil {
			return nil, around, err
		}
		to = from + page.Limit
	}
	around.Total, around.More, around.Behind = len(found.AppIDs), found.More, found.Behind
	from, to = min(from, around.Total), min(to, around.Total)
	for _, id := range found.AppIDs[from:to] {
		record, err := read(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue // it was deleted since
		}
		if err != nil {
			return nil, around, err
		}
		list = append(list, record)
	}
	if from > 0 {
		around.Previous = strconv.Itoa(from)
	}
	if to < around.Total {
		around.Next = strconv.Itoa(to)
	}
	return list, around, nil
}

func position(cursor string) (int, error) {
	n, err := strconv.ParseUint(cursor, 10, 31)
	if err != nil {
		return 0, store.NewBadCursor(cursor)
	}
	return int(n), nil
}

// walk reads a page of all records in the order of their app ids. read is asked with a
// number of records after or before an app id.
func walk[T any](page api.Page, back api.Back, id func(T) string, read func(after, before string, limit int) ([]T, string, error),
) (list []T, around api.Around, err error) {
	if back.Before == "" {
		list, around.Next, err = read(page.After, "", page.Limit)
		if page.After != "" && len(list) > 0 {
			around.Previous = id(list[0])
		}
		return list, around, err
	}
	if list, _, err = read("", back.Before, page.Limit+1); err != nil {
		return nil, around, err
	}
	if len(list) > page.Limit {
		list = list[len(list)-page.Limit:]
		around.Previous = id(list[0])
	}
	if len(list) > 0 {
		around.Next = id(list[len(list)-1])
	}
	return list, around, nil
}
