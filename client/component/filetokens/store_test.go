package filetokens_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/client/component/filetokens"
	"github.com/wxastore/wxastore/client/component/tokenstoretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var record = component.TokenRecord{TokenKey: component.TokenKey{Component: "wxc", AppID: "wx1"}, RefreshToken: "refresh"}

func open(t *testing.T, dir string) *filetokens.Store {
	t.Helper()
	s, err := filetokens.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPromises(t *testing.T) {
	tokenstoretest.Run(t, func(t *testing.T) component.TokenStore { return open(t, filepath.Join(t.TempDir(), "a", "b")) })
}

// Two stores of one folder are as two processes: each opens the locks again.
func TestTwoStores(t *testing.T) {
	dir := t.TempDir()
	one, two := open(t, dir), open(t, dir)
	if err := one.Save(t.Context(), record); err != nil {
		t.Fatal(err)
	}
	if err := two.Save(t.Context(), record); !errors.Is(err, component.ErrStaleRecord) {
		t.Errorf("got %v, want ErrStaleRecord", err)
	}
	if ok, err := one.Lease(t.Context(), record.TokenKey, "one", time.Minute); err != nil || !ok {
		t.Fatal(ok, err)
	}
	if ok, err := two.Lease(t.Context(), record.TokenKey, "two", time.Minute); err != nil || ok {
		t.Errorf("two holders: %v, %v", ok, err)
	}
	if err := one.Release(t.Context(), record.TokenKey, "one"); err != nil {
		t.Fatal(err)
	}
	if ok, err := two.Lease(t.Context(), record.TokenKey, "two", time.Minute); err != nil || !ok {
		t.Errorf("after Release: %v, %v", ok, err)
	}
	if err := two.Release(t.Context(), record.TokenKey, "two"); err != nil {
		t.Fatal(err)
	}
}

// Nobody else may read the files, and no app id is part of a name.
func TestFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tokens")
	s := open(t, dir)
	if err := s.Save(t.Context(), record); err != nil {
		t.Fatal(err)
	}
	files := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		if strings.Contains(strings.TrimPrefix(path, dir), "wx") {
			t.Errorf("%s has an app id in it", path)
		}
		if !d.IsDir() {
			files++
		}
		return nil
	})
	if err != nil || files == 0 {
		t.Errorf("%d files, %v", files, err)
	}
}

// A damaged file is not taken for one that is not there: that would lose the
// refresh token for good.
func TestDamage(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if err := s.Save(t.Context(), record); err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*", "*", "*.json"))
	if err != nil || len(paths) != 1 {
		t.Fatal(paths, err)
	}
	for _, text := range []string{"", "{", `{"version":0}`, `{"refresh_token":7}`, `{"component":"wxc","appid":"another","version":1}`} {
		if err := os.WriteFile(paths[0], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Load(t.Context(), record.TokenKey); err == nil || errors.Is(err, component.ErrNoRecord) {
			t.Errorf("%q: got %v", text, err)
		}
		if err := s.Save(t.Context(), record); err == nil {
			t.Errorf("%q was overwritten", text)
		}
	}
	// What a process left that died while it wrote does no harm.
	if err := os.Remove(paths[0]); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(paths[0]+".new", []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(t.Context(), record); err != nil {
		t.Error(err)
	}
}
