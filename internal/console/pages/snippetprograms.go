package pages

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// boundary parts the form of an upload, in the languages that do not make one.
const boundary = "----wxastore-form"

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

// comment is the program's note in a language.
func (p program) comment(mark string) string {
	if p.note == "" {
		return ""
	}
	return mark + " " + p.note + "\n"
}

// simpleType is a media type that curl takes as it is.
var simpleType = regexp.MustCompile(`^[a-z0-9.+-]+/[a-z0-9.+-]+$`)

// curlQuoted quotes a text for a part of curl's option --form.
func curlQuoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

func (p program) curl() string {
	target := shell(p.url)
	if p.token {
		target += `"$` + tokenName + `"`
	}
	const next = " \\\n  "
	text := p.comment("#") + "curl " + target
	header := next + "--header " + shell("Content-Type: "+p.contentType)
	switch u := p.upload; {
	case u != nil:
		text += next + "--form-escape" // quotes and backslashes in names, as the service reads them
		for _, f := range u.fields {
			text += next + "--form-string " + shell(f[0]+"="+f[1])
		}
		kind := "type=" + u.contentType
		if !simpleType.MatchString(u.contentType) {
			kind = "headers=" + curlQuoted("Content-Type: "+u.contentType)
		}
		name := strings.NewReplacer("\r", "%0D", "\n", "%0A").Replace(u.filename)
		text += next + "--form " + shell(u.name+"=@-;filename="+curlQuoted(name)+";"+kind) + ` < "$` + fileName + `"`
	case p.file:
		text += header + next + `--data-binary @- < "$` + fileName + `"`
	case p.body != "":
		text += header + next + "--data-raw " + shell(p.body)
	}
	switch {
	case p.method == "HEAD":
		text += " --head"
	case p.method != "GET" && (p.method != "POST" || p.body == "" && !p.file && p.upload == nil):
		text += next + "--request " + shell(p.method)
	}
	return text
}

func (p program) golang() string {
	target := strconv.Quote(p.url)
	imports := map[string]bool{"fmt": true, "io": true, "log": true, "net/http": true}
	if p.token {
		target += ` + os.Getenv("` + tokenName + `")`
		imports["os"] = true
	}
	before, body, kind := "", "http.NoBody", strconv.Quote(p.contentType)
	const check = "\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n"
	open := "\tfile, err := os.Open(os.Getenv(\"" + fileName + "\"))\n" + check + "\tdefer file.Close()\n"
	switch u := p.upload; {
	case u != nil:
		for _, name := range []string{"bytes", "mime/multipart", "net/textproto", "os"} {
			imports[name] = true
		}
		before = open + "\tvar body bytes.Buffer\n\tform := multipart.NewWriter(&body)\n"
		for _, f := range u.fields {
			before += "\tif err := form.WriteField(" + strconv.Quote(f[0]) + ", " + strconv.Quote(f[1]) + "); err != nil {\n\t\tlog.Fatal(err)\n\t}\n"
		}
		before += "\tpart, err := form.CreatePart(textproto.MIMEHeader{\n" +
			"\t\t\"Content-Disposition\": {" + strconv.Quote(u.disposition) + "},\n" +
			"\t\t\"Content-Type\":        {" + strconv.Quote(u.contentType) + "},\n\t})\n" + check +
			"\tif _, err := io.Copy(part, file); err != nil {\n\t\tlog.Fatal(err)\n\t}\n" +
			"\tif err := form.Close(); err != nil {\n\t\tlog.Fatal(err)\n\t}\n"
		body, kind = "&body", "form.FormDataContentType()"
	case p.file:
		imports["os"], imports["bytes"] = true, true
		before = "\tcontent, err := os.ReadFile(os.Getenv(\"" + fileName + "\"))\n" + check
		body = "bytes.NewReader(content)"
	case p.body != "":
		imports["strings"] = true
		body = "strings.NewReader(" + strconv.Quote(p.body) + ")"
	}
	header := ""
	if body != "http.NoBody" {
		header = "\treq.Header.Set(\"Content-Type\", " + kind + ")\n"
	}
	var list []string
	for _, name := range []string{"bytes", "fmt", "io", "log", "mime/multipart", "net/http", "net/textproto", "os", "strings"} {
		if imports[name] {
			list = append(list, strconv.Quote(name))
		}
	}
	return p.comment("//") + "package main\n\nimport (\n\t" + strings.Join(list, "\n\t") + "\n)\n\nfunc main() {\n" + before +
		"\treq, err := http.NewRequest(" + strconv.Quote(p.method) + ", " + target + ", " + body + ")\n" + check + header +
		"\tresp, err := http.DefaultClient.Do(req)\n" + check +
		"\tdefer resp.Body.Close()\n" +
		"\tanswer, err := io.ReadAll(resp.Body)\n" +
		"\tfmt.Println(resp.Status, string(answer), err)\n}"
}

// head is the beginning of a form, up to the bytes of its file.
func (u upload) head() string {
	var b strings.Builder
	for _, f := range u.fields {
		b.WriteString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + f[0] + "\"\r\n\r\n" + f[1] + "\r\n")
	}
	b.WriteString("--" + boundary + "\r\nContent-Disposition: " + u.disposition + "\r\nContent-Type: " + u.contentType + "\r\n\r\n")
	return b.String()
}

// tail is what follows the bytes of a form's file.
const tail = "\r\n--" + boundary + "--\r\n"

// formType is the Content-Type of a form with boundary.
const formType = "multipart/form-data; boundary=" + boundary

func (p program) node() string {
	target := literal(p.url)
	if p.token {
		target += " + process.env." + tokenName
	}
	before, body, kind := "", "", p.contentType
	read := "await readFile(process.env." + fileName + ")"
	switch u := p.upload; {
	case u != nil:
		before = "import { readFile } from \"node:fs/promises\";\n\nconst body = Buffer.concat([\n  Buffer.from(" + literal(u.head()) + "),\n  " + read + ",\n  Buffer.from(" + literal(tail) + "),\n]);\n"
		body, kind = "body", formType
	case p.file:
		before = "import { readFile } from \"node:fs/promises\";\n\n"
		body = "body: " + read
	case p.body != "":
		body = "body: " + literal(p.body)
	}
	options := "{ method: " + literal(p.method)
	if body != "" {
		options += ", headers: { \"Content-Type\": " + literal(kind) + " }, " + body
	}
	return p.comment("//") + before + "const response = await fetch(" + target + ", " + options + " });\n" +
		"console.log(response.status, await response.text());"
}

func (p program) python() string {
	target := literal(p.url)
	imports := "import urllib.request"
	if p.token {
		target += ` + os.environ["` + tokenName + `"]`
	}
	if p.token || p.file || p.upload != nil {
		imports = "import os\n" + imports
	}
	before, data, kind := "", "", p.contentType
	read := "with open(os.environ[\"" + fileName + "\"], \"rb\") as file:\n"
	switch u := p.upload; {
	case u != nil:
		before = read + "    data = " + literal(u.head()) + ".encode() + file.read() + " + literal(tail) + ".encode()\n"
		data, kind = "data", formType
	case p.file:
		before = read + "    data = file.read()\n"
		data = "data"
	case p.body != "":
		data = literal(p.body) + ".encode()"
	}
	options := ""
	if data != "" {
		options = ", data=" + data + ", headers={\"Content-Type\": " + literal(kind) + "}"
	}
	return p.comment("#") + imports + "\n\n" + before + "request = urllib.request.Request(" + target + options + ", method=" + literal(p.method) + ")\n" +
		"with urllib.request.urlopen(request) as response:\n    print(response.status, response.read().decode(errors=\"replace\"))"
}
