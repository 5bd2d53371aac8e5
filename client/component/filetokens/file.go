package filetokens

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/internal/said"
)

// file is a record as it lies on disk.
type file struct {
	Component            string `json:"component"`
	AppID                string `json:"appid"`
	Version              int64  `json:"version"`
	RefreshToken         string `json:"refresh_token"`
	PreviousRefreshToken string `json:"previous_refresh_token,omitempty"`
	GrantedAt            int64  `json:"granted_at"` // times in Unix milliseconds
	AccessToken          string `json:"access_token,omitempty"`
	RenewAt              int64  `json:"renew_at,omitempty"`
	ExpiresAt            int64  `json:"expires_at,omitempty"`
}

// maxFile limits what is read, in bytes.
const maxFile = 1 << 20

// read reads a record; the error is fs.ErrNotExist if there is none.
func read(path string) (component.TokenRecord, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return component.TokenRecord{}, said.Errorf("filetokens: %w", err)
	}
	var f file
	if len(text) > maxFile || json.Unmarshal(text, &f) != nil || f.Version <= 0 {
		// What is wrong with it may be a token: it is not repeated.
		return component.TokenRecord{}, said.Errorf("filetokens: %s is damaged: put its backup there, or remove it and fetch the refresh tokens again", path)
	}
	return component.TokenRecord{
		TokenKey: component.TokenKey{Component: f.Component, AppID: f.AppID}, Version: f.Version,
		RefreshToken: f.RefreshToken, PreviousRefreshToken: f.PreviousRefreshToken, GrantedAt: at(f.GrantedAt),
		AccessToken: f.AccessToken, RenewAt: at(f.RenewAt), ExpiresAt: at(f.ExpiresAt),
	}, nil
}

// write replaces the record at path. It returns once the record is on disk
// under its name.
func write(path string, r component.TokenRecord) (err error) {
	text, err := json.Marshal(file{
		Component: r.Component, AppID: r.AppID, Version: r.Version,
		RefreshToken: r.RefreshToken, PreviousRefreshToken: r.PreviousRefreshToken, GrantedAt: millis(r.GrantedAt),
		AccessToken: r.AccessToken, RenewAt: millis(r.RenewAt), ExpiresAt: millis(r.ExpiresAt),
	})
	if err != nil {
		return said.Errorf("filetokens: %w", err)
	}
	// The shard is locked: a file that is there was left by a process that died.
	unfinished := path + ".new"
	f, err := os.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return said.Errorf("filetokens: %w", err)
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = rename(unfinished, path)
	}
	if err != nil {
		return said.Errorf("filetokens: %w", err)
	}
	return syncDir(filepath.Dir(path))
}

// rename retries for 100 ms: Windows cannot replace an open file, and readers
// close it soon.
func rename(from, to string) error {
	for tries := 0; ; tries++ {
		err := os.Rename(from, to)
		if err == nil || tries == 20 || !errors.Is(err, fs.ErrPermission) {
			return err
		}
		time.Sleep(5 * time.Millisecond)
	}
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
