package admin

import (
	"context"
	"fmt"
	"html"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/wxastore/wxastore/internal/atomicfile"
	"github.com/wxastore/wxastore/internal/cli/command"
)

var errNoBrowser = command.Errorf("there is no browser")

// openBrowser opens a page that leads to a link.
func openBrowser(ctx context.Context, link string) error {
	argv := browser(os.Getenv)
	if argv == nil {
		return errNoBrowser
	}
	path, err := leadTo(link)
	if err != nil {
		return err
	}
	return exec.CommandContext(ctx, argv[0], append(argv[1:], path)...).Run()
}

// browser is the command line that opens a file, nil if there is none.
func browser(env func(string) string) []string {
	switch {
	case env("BROWSER") != "":
		return []string{env("BROWSER")}
	case runtime.GOOS == "darwin":
		return []string{"open"}
	case runtime.GOOS == "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	case env("DISPLAY") != "" || env("WAYLAND_DISPLAY") != "":
		return []string{"xdg-open"}
	}
	return nil
}

// leadTo writes a page that leads to a link into a file that nobody else may read. The
// next link replaces it; this one is good once, and only soon.
func leadTo(link string) (path string, err error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "wxastore")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	path = filepath.Join(dir, "open.html")
	return path, atomicfile.Write(path, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "<!doctype html><meta charset=utf-8><meta name=referrer content=no-referrer><meta http-equiv=refresh content=\"0;url=%s\"><title>wxastore</title>\n", html.EscapeString(link))
		return err
	})
}
