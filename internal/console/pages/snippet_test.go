package pages

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/rounds"
	"github.com/wxastore/wxastore/internal/tools"
	"github.com/wxastore/wxastore/weixin"
)

// remade is a call of the journal, and what has to arrive when a program makes
// it again.
type remade struct {
	call api.Call
	want arrived
	// filename is that of the upload.
	filename string
}

// arrived is a request as a server gets it. A form's boundary is replaced.
type arrived struct{ method, target, contentType, body string }

// liveToken is in ACCESS_TOKEN when the programs run.
const liveToken = "50_live-token_0"

// onDisk are the bytes of the file that the programs are given: every byte, and
// what ends parts and lines.
func onDisk() string {
	var b strings.Builder
	for i := range 256 {
		b.WriteByte(byte(i))
	}
	return "@/etc/hostname\r\n--" + b.String() + "\r\n\r\n"
}

// text makes texts of what programs and shells take for their own.
func text() *rapid.Generator[string] {
	part := rapid.OneOf(
		rapid.SampledFrom([]string{
			"@", "@/etc/hostname", "'", `"`, `\`, "$HOME", "$(id)", "`id`", "\n", "\r\n", "\t", "%", "%00", "%s", "!", "&", "=", "+", "#", ";", "<", ">", "{{.}}", "${x}",
			"\\u0041", "\\n", "\u2028", "饺子", "👍", "\x01", "\x7f", " ", "*", "~", "--", "//", "/*", "\ufeff", "é",
		}),
		rapid.StringN(0, 8, -1),
	)
	return rapid.Map(rapid.SliceOfN(part, 1, 6), func(all []string) string {
		return strings.ReplaceAll(strings.ToValidUTF8(strings.Join(all, ""), ""), "\x00", "")
	})
}

// forms are calls with a body of every form, and without; of some forms, as many random
// ones as are asked for.
func forms(random int) map[string]remade {
	all := make(map[string]remade)
	jsonCall := func(name, body string) {
		kind := "application/json"
		if body == "" {
			kind = ""
		}
		all[name] = remade{
			call: api.Call{Interface: weixin.ModifyMerchant.Name, Method: "POST", Path: "/wxa/modify_merchant", Query: "access_token=50_liveTxxxx", Request: body},
			want: arrived{"POST", "/wxa/modify_merchant?access_token=" + liveToken, kind, body},
		}
	}
	formCall := func(name, body string) {
		all[name] = remade{
			call: api.Call{Interface: weixin.ClearQuotaByAppSecret.Name, Method: "POST", Path: "/cgi-bin/clear_quota/v2", Request: body},
			want: arrived{"POST", "/cgi-bin/clear_quota/v2", "application/x-www-form-urlencoded", body},
		}
	}
	upload := func(name, filename, contentType, form string) {
		u := weixin.UploadTempMedia
		query, fields, part := "&type=image", "", ""
		if form != "" {
			query, fields = "", fmt.Sprintf("type: %q, ", form)
			part = "--B\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\n" + form + "\r\n"
		}
		escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(filename)
		all[name] = remade{
			filename: filename,
			call: api.Call{
				Interface: u.Name, Method: "POST", Path: u.Path, Query: "access_token=x" + query,
				Request: fmt.Sprintf("(form with %sfile media: %q, %s, 123 bytes)", fields, filename, contentType),
			},
			want: arrived{"POST", u.Path + "?" + strings.TrimPrefix(query+"&", "&") + "access_token=" + liveToken, "multipart/form-data; boundary=B", part +
				"--B\r\nContent-Disposition: form-data; name=\"media\"; filename=\"" + escaped + "\"\r\nContent-Type: " + contentType + "\r\n\r\n" + onDisk() + "\r\n--B--\r\n"},
		}
	}
	for name, body := range map[string]string{
		"plain": `{"intro":"hot"}`, "quotes": `{"intro":"it's \"quoted\" $HOME \\ <b>&amp;</b> %d ` + "`x`" + ` {{.}}"}`, "lines": "{\n\t\"intro\": \"a\\nb\"\r\n}\n", "file": "@/etc/hostname",
		"unicode": "{\"intro\":\"饺子 👍 \u2028\ufeff\"}", "signs": "\x01\x1b[0m\x7f", "option": "--help", "space": " ",
	} {
		jsonCall("JSON "+name, body)
		formCall("form "+name, "appid=wx&x="+body)
	}
	formCall("form file", "@/etc/hostname")
	for i := range random {
		jsonCall("JSON "+strconv.Itoa(i), text().Example(i))
		formCall("form "+strconv.Itoa(i), "a="+text().Example(100+i))
		printable := strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f {
				return -1
			}
			return r
		}, text().Example(200+i))
		upload("upload "+strconv.Itoa(i), "x"+printable, "image/png", "")
	}
	for name, filename := range map[string]string{
		"plain": "cup.png", "quotes": `it's "one" \ two\`, "shell": "$(id) `id` $HOME;type=text/html,@x", "unicode": "饺子 👍.png", "none": "phpsNnmJN", "slash": "C:\\fakepath\\a.png", "percent": "a%22b%0D.png",
	} {
		upload("upload "+name, filename, "image/png", "")
		upload("upload form "+name, filename, `text/plain; charset="utf-8"`, "image")
	}
	cut := all["JSON plain"]
	cut.call.Request, cut.want.body = `{"intro":"饺子… (12345 bytes)`, onDisk()
	all["cut JSON"] = cut
	cut = all["form plain"]
	cut.call.Request, cut.want.body = "a=b'… (12345 bytes)", onDisk()
	all["cut form"] = cut
	for name, query := range map[string][2]string{
		"empty": {"", ""}, "escaped": {"a=%E9%A5%BA+%26&b=c%27d", "a=%E9%A5%BA+%26&b=c%27d"}, "not escaped": {"a='饺\"子'$(id)[]{}&%zz=100%", "a=%27%E9%A5%BA%22%E5%AD%90%27$(id)%5B%5D%7B%7D&%25zz=100%25"},
		"twice": {"a=1&a=2&&b", "a=1&a=2&b"},
	} {
		target := "/cgi-bin/get_api_domain_ip"
		want := target
		if query[1] != "" {
			want += "?" + query[1]
		}
		all["query "+name] = remade{call: api.Call{Interface: weixin.GetAPIDomainIP.Name, Method: "GET", Path: target, Query: query[0]}, want: arrived{"GET", want, "", ""}}
	}
	all["path"] = remade{call: api.Call{Method: "POST", Path: `/a b/'饺子'"\?x=$HOME`, Query: "access_token=x"}, want: arrived{"POST", "/a%20b/%27%E9%A5%BA%E5%AD%90%27%22%5C%3Fx=$HOME?access_token=" + liveToken, "", ""}}
	all["method"] = remade{call: api.Call{Method: "PUT", Path: "/x", Request: "{}"}, want: arrived{"PUT", "/x", "application/json", "{}"}}
	return all
}

// listening is a server that keeps what arrives, by the first element of the path.
func listening(t *testing.T) (base string, got func() map[string]arrived) {
	t.Helper()
	var mu sync.Mutex
	all := make(map[string]arrived)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		number, target, _ := strings.Cut(strings.TrimPrefix(r.RequestURI, "/"), "/")
		a := arrived{r.Method, "/" + target, r.Header.Get("Content-Type"), string(body)}
		if kind, params, err := mime.ParseMediaType(a.contentType); err == nil && kind == "multipart/form-data" {
			a.contentType = strings.ReplaceAll(a.contentType, params["boundary"], "B")
			a.body = strings.ReplaceAll(a.body, "--"+params["boundary"], "--B")
		}
		if body != nil && r.ContentLength < 0 {
			t.Errorf("%s: chunked", r.RequestURI)
		}
		mu.Lock()
		defer mu.Unlock()
		if _, twice := all[number]; twice {
			t.Errorf("%s came twice", r.RequestURI)
		}
		all[number] = a
	}))
	t.Cleanup(server.Close)
	return server.URL, func() map[string]arrived {
		mu.Lock()
		defer mu.Unlock()
		return maps.Clone(all)
	}
}

// TestProgramsSendWhatWasSent runs the programs of all languages for calls of
// every form, and compares what arrives at a server byte for byte.
func TestProgramsSendWhatWasSent(t *testing.T) {
	t.Parallel()
	all, table := forms(rounds.Of(t, "WXASTORE_PROGRAMS", 5, 40)), tables(t)
	for at, language := range []string{"curl", "Go", "Node", "Python"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			base, got := listening(t)
			folder := t.TempDir()
			numbers := make(map[string]string)
			var files []string
			for name, one := range all {
				number := strconv.Itoa(len(numbers))
				numbers[number] = name
				list, err := snippets(base+"/"+number, one.call, table[[]lang{english, chinese}[len(numbers)%2]])
				if err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(folder, "case"+number+map[string]string{"curl": ".sh", "Go": ".go", "Node": ".mjs", "Python": ".py"}[language])
				if err := os.WriteFile(path, []byte(together(language, list[at].Code, number)), 0o600); err != nil {
					t.Fatal(err)
				}
				files = append(files, path)
			}
			runAll(t, language, folder, files)
			arrivals := got()
			for number, name := range numbers {
				one := all[name]
				if a := arrivals[number]; a != one.want {
					t.Errorf("%s:\ngot  %q\nwant %q", name, a, one.want)
				}
				if one.filename != "" {
					readsBack(t, arrivals[number].body, one.filename)
				}
			}
		})
	}
}

// lang is language, where that is the name of a programming language.
type lang = language

// together is a program as one of many that are run together: Go is linked once.
func together(language, code, number string) string {
	if language == "Go" {
		return strings.Replace(code, "func main() {", "func main"+number+"() {", 1)
	}
	return code
}

// runAll runs programs of a language, one after another.
func runAll(t *testing.T, language, folder string, files []string) {
	t.Helper()
	if language != "Go" {
		tools.Need(t)
	}
	var driver strings.Builder
	name, run := "", []string(nil)
	switch language {
	case "curl":
		name, run = "all", []string{"sh"}
		for _, f := range files {
			driver.WriteString("sh " + shell(f) + " || exit 1\n")
		}
	case "Go":
		name, run = "main.go", []string{"go", "run", "."}
		driver.WriteString("package main\n\nfunc main() {\n")
		for _, f := range files {
			driver.WriteString("\tmain" + strings.TrimSuffix(strings.TrimPrefix(filepath.Base(f), "case"), ".go") + "()\n")
		}
		driver.WriteString("}\n")
		if err := os.WriteFile(filepath.Join(folder, "go.mod"), []byte("module programs\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	case "Node":
		name, run = "all.mjs", []string{"node"}
		for _, f := range files {
			driver.WriteString("await import(" + literal(f) + ");\n")
		}
	case "Python":
		name, run = "all.py", []string{"python3"}
		driver.WriteString("import runpy\n")
		for _, f := range files {
			driver.WriteString("runpy.run_path(" + literal(f) + ")\n")
		}
	}
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(driver.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), `a "file" of 'mine'; $HOME`)
	if err := os.WriteFile(file, []byte(onDisk()), 0o600); err != nil {
		t.Fatal(err)
	}
	if run[0] != "go" {
		run = append(run, path)
	}
	cmd := exec.CommandContext(t.Context(), run[0], run[1:]...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), tokenName+"="+liveToken, fileName+"="+file, "CGO_ENABLED=0", "GOWORK=off", "NO_PROXY=*", "no_proxy=*")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v (make tools installs what is missing on Debian)\n%.3000s", strings.Join(run, " "), err, out)
	}
}

// readsBack holds that a form's file can be read from it, under its own name.
func readsBack(t *testing.T, body, filename string) {
	t.Helper()
	form := multipart.NewReader(strings.NewReader(body), "B")
	for {
		part, err := form.NextRawPart()
		if err != nil {
			t.Errorf("no file %q: %v", filename, err)
			return
		}
		_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
		if err != nil {
			t.Errorf("%q: %v", filename, err)
			return
		}
		if params["name"] != "media" {
			continue
		}
		content, err := io.ReadAll(part)
		if err != nil || !bytes.Equal(content, []byte(onDisk())) || params["filename"] != filename {
			t.Errorf("file %q arrived as %q with %d bytes, %v", filename, params["filename"], len(content), err)
		}
		return
	}
}

// TestProgramsSayWhatIsMissing holds that a program for a body that was cut says
// so, in the language of the page.
func TestProgramsSayWhatIsMissing(t *testing.T) {
	t.Parallel()
	all := forms(0)
	for l, table := range tables(t) {
		for name, want := range map[string]map[language]string{
			"cut JSON": {english: "12345 bytes", chinese: "全长 12345 字节"}, "upload plain": {english: "keeps no files", chinese: "日志不保存文件"},
		} {
			list, err := snippets("http://x", all[name].call, table)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range list {
				if first, _, _ := strings.Cut(s.Code, "\n"); !strings.Contains(first, want[l]) || !strings.Contains(first, fileName) {
					t.Errorf("%s %s %s begins with %q", l, name, s.Language, first)
				}
			}
		}
	}
}
