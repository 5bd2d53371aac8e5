package wxastoretest_test

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wxastore/wxastore/wxastoretest"
)

var (
	program = regexp.MustCompile("(?s)```go\n(package main\n.*?)```")
	comment = regexp.MustCompile(`(?m)[ \t]*// .*$`)
)

// TestProgramOfThePage runs the program of a third-party platform that
// docs/platforms.md shows, against a service of its own. The Chinese page has the same,
// except for the comments.
func TestProgramOfThePage(t *testing.T) {
	t.Parallel()
	var texts []string
	for _, name := range []string{"../docs/platforms.md", "../docs/platforms.zh-CN.md"} {
		readme, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found := program.FindSubmatch(readme)
		if found == nil {
			t.Fatalf("%s shows no program", name)
		}
		texts = append(texts, string(found[1]))
	}
	if comment.ReplaceAllString(texts[0], "") != comment.ReplaceAllString(texts[1], "") {
		t.Error("the programs of both languages differ")
	}

	srv := wxastoretest.Run(t)
	address := freeAddress(t)
	text := strings.NewReplacer("http://127.0.0.1:8080", srv.URL, "127.0.0.1:9000", address).Replace(texts[0])
	if strings.Count(text, srv.URL) != 1 || strings.Count(text, address) != 2 {
		t.Fatalf("its addresses are not those of the text around it:\n%s", text)
	}
	start(t, text)
	srv.AddComponent(wxastoretest.Component{
		AppID: "wxc1111111111111111", Secret: "11111111111111111111111111111111", EventURL: "http://" + address + "/events",
		Token: "signs-the-pushes", EncodingAESKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", RedirectDomain: "127.0.0.1",
	})
	srv.PushTicket("wxc1111111111111111")

	var page string
	wait(t, "it sends to the page", func() bool {
		resp, err := http.Get("http://" + address + "/authorize") // follows to the page
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		page = resp.Request.URL.String()
		return resp.StatusCode == http.StatusOK
	})
	if !strings.HasPrefix(page, srv.URL+"/cgi-bin/componentloginpage?") {
		t.Errorf("it sends to %s", page)
	}
	srv.Authorize("wxc1111111111111111", srv.AppID, 13)
	wait(t, "it changes the shop", func() bool { return srv.Merchant(srv.AppID).Intro == "Open until ten" })
}

func wait(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it does not come that %s", what)
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// start builds a program and runs it until the test ends.
func start(t *testing.T, text string) {
	t.Helper()
	dir := t.TempDir()
	source, binary := filepath.Join(dir, "main.go"), filepath.Join(dir, "platform.exe")
	if err := os.WriteFile(source, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, source).CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, binary)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &said, &said
	if err := cmd.Start(); err != nil {
		stop()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = cmd.Wait() // it was killed
		if t.Failed() {
			t.Logf("the program said: %s", said.String())
		}
	})
}
