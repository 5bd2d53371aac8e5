package filetokens

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/internal/said"
)

// Records implements component.TokenStore.
func (s *Store) Records(ctx context.Context, componentAppID string) iter.Seq2[component.TokenRecord, error] {
	return func(yield func(component.TokenRecord, error) bool) {
		shards, err := names(s.componentDir(componentAppID))
		if err != nil {
			yield(component.TokenRecord{}, err)
			return
		}
		for _, shard := range shards {
			dir := filepath.Join(s.componentDir(componentAppID), shard)
			files, err := names(dir)
			if err != nil {
				yield(component.TokenRecord{}, err)
				return
			}
			for _, name := range files {
				if !strings.HasSuffix(name, suffix) {
					continue
				}
				r, err := read(filepath.Join(dir, name))
				if err == nil {
					err = ctx.Err()
				}
				if !yield(r, err) || err != nil {
					return
				}
			}
		}
	}
}

// names are those in a folder; none if there is no such folder.
func names(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, said.Errorf("filetokens: %w", err)
	}
	list := make([]string, 0, len(entries))
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list, nil
}
