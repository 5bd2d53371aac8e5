package sqltokens

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"time"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/internal/said"
)

// page is how many records are read at once. Between pages no connection is
// held, so that the caller may save what it is given.
const page = 500

// Records implements component.TokenStore.
func (s *Store) Records(ctx context.Context, componentAppID string) iter.Seq2[component.TokenRecord, error] {
	return func(yield func(component.TokenRecord, error) bool) {
		after := ""
		for {
			list, err := s.list(ctx, componentAppID, after)
			for _, r := range list {
				if !yield(r, nil) {
					return
				}
				after = r.AppID
			}
			if err != nil {
				yield(component.TokenRecord{}, err)
				return
			}
			if len(list) < page {
				return
			}
		}
	}
}

// list returns the records after an app id, up to a page of them.
func (s *Store) list(ctx context.Context, componentAppID, after string) (list []component.TokenRecord, err error) {
	rows, err := s.db.QueryContext(ctx, s.text("SELECT "+columns+" FROM wxastore_tokens WHERE component = ? AND appid > ? ORDER BY appid LIMIT ?"), componentAppID, after, page)
	if err != nil {
		return nil, said.Errorf("sqltokens: list: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scan(rows.Scan)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	if err := rows.Err(); err != nil {
		return nil, said.Errorf("sqltokens: list: %w", err)
	}
	return list, nil
}

// scan reads a row; the error is sql.ErrNoRows if there is none.
func scan(row func(...any) error) (r component.TokenRecord, err error) {
	var granted, renew, expires int64
	err = row(&r.Component, &r.AppID, &r.Version, &r.RefreshToken, &r.PreviousRefreshToken, &granted, &r.AccessToken, &renew, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return component.TokenRecord{}, err
	}
	if err != nil {
		return component.TokenRecord{}, said.Errorf("sqltokens: read tokens: %w", err)
	}
	r.GrantedAt, r.RenewAt, r.ExpiresAt = at(granted), at(renew), at(expires)
	return r, nil
}

func at(millis int64) time.Time {
	if millis == 0 {
		return time.Time{}
	}
	return time.UnixMilli(millis).UTC()
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
