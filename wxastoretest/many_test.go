package wxastoretest_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestMany runs 200 servers, 20 with -short, or WXASTORE_SERVERS, each for a test of its own,
// side by side. TestMain sees to it that none leaves a goroutine.
func TestMany(t *testing.T) {
	t.Parallel()
	servers := rounds.Of(t, "WXASTORE_SERVERS", 20, 200)
	for n := range servers {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			srv := wxastoretest.Run(t)
			want := fmt.Sprint("server ", n)
			if err := srv.API().ModifyMerchant(t.Context(), weixin.ModifyMerchantRequest{Intro: want}); err != nil {
				t.Fatal(err)
			}
			srv.CheckIntro(t, srv.AppID, want)
			srv.CheckCalls(t, weixin.ModifyMerchant.Name, 1)
		})
	}
}

// TestAtOnce keeps 50 servers open at the same time.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	urls := make(map[string]bool)
	for range 50 {
		urls[wxastoretest.Run(t).URL] = true
	}
	if len(urls) != 50 {
		t.Errorf("50 servers have %d addresses", len(urls))
	}
}

// TestNoFiles runs a server where no file can be written.
func TestNoFiles(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("TMPDIR", dir)
	srv := wxastoretest.Run(t)
	id := srv.AddImage(srv.AppID, photo(5))
	if err := srv.API().ModifyMerchant(t.Context(), weixin.ModifyMerchantRequest{HeadimgMediaID: id}); err != nil {
		t.Error(err)
	}
	srv.Restart()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("files were written: %v, %v", left, err)
	}
}

// TestLinks holds what a user's tests do not have to link.
func TestLinks(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	deps := strings.Fields(string(out))
	if len(deps) < 100 {
		t.Fatalf("only %d packages: %q", len(deps), deps)
	}
	for _, dep := range deps {
		for _, banned := range []string{"jackc/pgx", "lib/pq", "modernc.org", "alecthomas/kong", "progressbar", "golang.org/x/term", "store/storetest", "pgregory.net"} {
			if strings.Contains(dep, banned) {
				t.Errorf("links %s", dep)
			}
		}
	}
}
