package pages

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
)

// snippet is a call as a program that makes it again.
type snippet struct{ Language, Code string }

// tokenName is the variable that stands for the access token: that of the call
// is known to nobody.
const tokenName = "ACCESS_TOKEN"

// snippets are the programs that make a call again. Credentials are masked in
// the journal, so they have to be filled in.
func snippets(base string, c store.CallRecord) []snippet {
	path, token := c.Path, false
	if query, err := url.ParseQuery(c.Query); err == nil {
		token = query.Has("access_token")
		query.Del("access_token")
		if rest := query.Encode(); rest != "" {
			path += "?" + rest
		}
	} else if c.Query != "" {
		path += "?" + c.Query
	}
	p := program{method: c.Method, url: base + path, body: c.Request, token: token}
	if token {
		p.joint = "?"
		if strings.Contains(path, "?") {
			p.joint = "&"
		}
		p.joint += "access_token="
	}
	if c.Method == "GET" {
		p.body = ""
	}
	return []snippet{{"curl", p.curl()}, {"Go", p.golang()}, {"Node", p.node()}, {"Python", p.python()}}
}

// program is what the programs have in common.
type program struct {
	method, url, joint, body string
	token                    bool
}

// shell quotes a text for sh.
func shell(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// literal quotes a text as JSON does, which JavaScript and Python read, too.
func literal(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string can always be encoded
	return strings.TrimSuffix(b.String(), "\n")
}

func (p program) curl() string {
	address := shell(p.url + p.joint)
	if p.token {
		address += `"$` + tokenName + `"`
	}
	text := "curl " + address
	if p.method != "GET" && p.method != "POST" || p.method == "POST" && p.body == "" {
		text += " -X " + shell(p.method)
	}
	if p.body != "" {
		text += " \\\n  --data-binary " + shell(p.body)
	}
	return text
}

func (p program) golang() string {
	address := strconv.Quote(p.url + p.joint)
	imports := []string{`"fmt"`, `"io"`, `"log"`, `"net/http"`}
	if p.token {
		address += ` + os.Getenv("` + tokenName + `")`
		imports = append(imports, `"os"`)
	}
	body := "http.NoBody"
	if p.body != "" {
		body = "strings.NewReader(" + strconv.Quote(p.body) + ")"
		imports = append(imports, `"strings"`)
	}
	return "package main\n\nimport (\n\t" + strings.Join(imports, "\n\t") + "\n)\n\nfunc main() {\n" +
		"\treq, err := http.NewRequest(" + strconv.Quote(p.method) + ", " + address + ", " + body + ")\n" +
		"\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n" +
		"\tresp, err := http.DefaultClient.Do(req)\n" +
		"\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n" +
		"\tdefer resp.Body.Close()\n" +
		"\tanswer, err := io.ReadAll(resp.Body)\n" +
		"\tfmt.Println(resp.Status, string(answer), err)\n}"
}

func (p program) node() string {
	address := literal(p.url + p.joint)
	if p.token {
		address += " + process.env." + tokenName
	}
	options := "{ method: " + literal(p.method)
	if p.body != "" {
		options += ", body: " + literal(p.body)
	}
	return "const response = await fetch(" + address + ", " + options + " });\n" +
		"console.log(response.status, await response.text());"
}

func (p program) python() string {
	address := literal(p.url + p.joint)
	imports := "import urllib.request"
	if p.token {
		address += ` + os.environ["` + tokenName + `"]`
		imports = "import os\n" + imports
	}
	data := ""
	if p.body != "" {
		data = ", data=" + literal(p.body) + ".encode()"
	}
	return imports + "\n\nrequest = urllib.request.Request(" + address + data + ", method=" + literal(p.method) + ")\n" +
		"with urllib.request.urlopen(request) as response:\n    print(response.status, response.read().decode())"
}
