package replay

import (
	"fmt"
	"regexp"
	"strings"
)

// Neutral says which parts of an answer vary from run to run and what is shown
// in their place.
type Neutral struct {
	// Headers are the names of those that are shown.
	Headers []string
	// Values are replaced in the body, in this order.
	Values []Value
}

// Value is a value that varies.
type Value struct {
	Form *regexp.Regexp
	// Shown is what Form is replaced by, with $1 for its groups.
	Shown string
	// Credential says that what Form matches is one.
	Credential bool
	// InHeaders has it replaced in headers, too.
	InHeaders bool
}

var ridForm = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}`)

// Wxastore are the forms of what wxastore makes at random.
func Wxastore() Neutral {
	return Neutral{
		Headers: []string{"Content-Type", "Content-Disposition", "Cache-Control", "Access-Control-Allow-Origin", "Location"},
		Values: []Value{
			{Form: ridForm, Shown: "RID"},
			{Form: regexp.MustCompile(`\d\d_[A-Za-z0-9_-]{154}`), Shown: "ACCESS_TOKEN", Credential: true},
			{Form: regexp.MustCompile(`(ticket|preauthcode|queryauthcode|refreshtoken)@@@[A-Za-z0-9_-]{43,86}`), Shown: "${1}@@@CODE", Credential: true},
			// What is shown of a masked token begins with random digits.
			{Form: regexp.MustCompile(`\d\d_(\w{3})xxxx`), Shown: "NN_${1}xxxx"},
			{Form: regexp.MustCompile(`"cost_in_ms":\d+`), Shown: `"cost_in_ms":MS`},
			{Form: regexp.MustCompile(`"ticket":"[A-Za-z0-9_-]{86}"`), Shown: `"ticket":"TICKET"`},
			{Form: regexp.MustCompile(`/mmbiz_(png|jpg)/[A-Za-z0-9]{86,}/`), Shown: "/mmbiz_$1/KEY/"},
			{Form: regexp.MustCompile(`([^A-Za-z0-9_-])[A-Za-z0-9_-]{64}([^A-Za-z0-9_-])`), Shown: "${1}MEDIA_ID$2", InHeaders: true},
		},
	}
}

// Text is an answer as scripts show it. Of a body that is not a JSON object only
// the length is shown.
func (n Neutral) Text(a Answer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %s\n", a.Status)
	for _, name := range n.Headers {
		value := a.Header.Get(name)
		for _, v := range n.Values {
			if v.InHeaders {
				value = v.Form.ReplaceAllString(value, v.Shown)
			}
		}
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	if a.Close {
		b.WriteString("Connection: close\n")
	}
	body := a.Body
	if !strings.HasPrefix(body, "{") && body != "" {
		body = fmt.Sprintf("(%d bytes)", len(body))
	}
	for _, v := range n.Values {
		body = v.Form.ReplaceAllString(body, v.Shown)
	}
	fmt.Fprintf(&b, "\n%s\n", body)
	return b.String()
}

// Credentials returns those that the body of an answer holds.
func (n Neutral) Credentials(a Answer) []string {
	var found []string
	for _, v := range n.Values {
		if v.Credential {
			found = append(found, v.Form.FindAllString(a.Body, -1)...)
		}
	}
	return found
}
