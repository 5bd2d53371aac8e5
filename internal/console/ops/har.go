package ops

import (
	"net/url"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
)

// HAR 1.2, as far as a call has it. Bodies are as the journal keeps them: cut to a limit,
// and without credentials.
type (
	har struct {
		Log harLog `json:"log"`
	}
	harLog struct {
		Version string     `json:"version"`
		Creator harCreator `json:"creator"`
		Entries []harEntry `json:"entries"`
	}
	harCreator struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	harEntry struct {
		StartedDateTime time.Time   `json:"startedDateTime"`
		Time            float64     `json:"time"`
		Request         harRequest  `json:"request"`
		Response        harResponse `json:"response"`
		Cache           struct{}    `json:"cache"`
		Timings         harTimings  `json:"timings"`
		Comment         string      `json:"comment"`
		Call            string      `json:"_rid"`
		Kind            string      `json:"_kind"`
		Code            int         `json:"_errcode"`
	}
	harPair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	harRequest struct {
		Method      string    `json:"method"`
		URL         string    `json:"url"`
		HTTPVersion string    `json:"httpVersion"`
		Cookies     []harPair `json:"cookies"`
		Headers     []harPair `json:"headers"`
		QueryString []harPair `json:"queryString"`
		PostData    *harBody  `json:"postData,omitempty"`
		HeadersSize int       `json:"headersSize"`
		BodySize    int       `json:"bodySize"`
	}
	harBody struct {
		Size     *int   `json:"size,omitempty"`
		MIMEType string `json:"mimeType"`
		Text     string `json:"text"`
	}
	harResponse struct {
		Status      int       `json:"status"`
		StatusText  string    `json:"statusText"`
		HTTPVersion string    `json:"httpVersion"`
		Cookies     []harPair `json:"cookies"`
		Headers     []harPair `json:"headers"`
		Content     harBody   `json:"content"`
		RedirectURL string    `json:"redirectURL"`
		HeadersSize int       `json:"headersSize"`
		BodySize    int       `json:"bodySize"`
	}
	harTimings struct {
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
	}
)

// harVersion is the version of HTTP that most callers of Weixin speak: the journal does not
// keep it.
const harVersion = "HTTP/1.1"

func harOf(calls []api.Call) har {
	return har{harLog{"1.2", harCreator{"wxastore", "1"}, each(calls, harEntryOf)}}
}

func harEntryOf(c api.Call) harEntry {
	kind, host := "text/plain", "localhost"
	headers, answered := append([]harPair{{"User-Agent", c.UserAgent}}, harHeaders(c.Header)...), harHeaders(c.ResponseHeader)
	for _, h := range headers {
		switch strings.ToLower(h.Name) {
		case "content-type":
			kind = h.Value
		case "host":
			host = h.Value
		}
	}
	answerKind := "application/json"
	for _, h := range answered {
		if h.Name == "Content-Type" {
			answerKind = h.Value
		}
	}
	address := c.Path
	if !strings.Contains(address, "://") { // of an event it has scheme and host
		address = "http://" + host + address
	}
	if c.Query != "" {
		address += "?" + c.Query
	}
	e := harEntry{
		StartedDateTime: c.At, Time: milliseconds(c.Cost), Timings: harTimings{Wait: milliseconds(c.Cost)},
		Comment: c.Reason, Call: c.RID, Kind: c.Kind, Code: c.Code,
		Request: harRequest{
			Method: c.Method, URL: address, HTTPVersion: harVersion, Cookies: []harPair{}, Headers: headers,
			QueryString: pairs(c.Query), HeadersSize: -1, BodySize: len(c.Request),
		},
		Response: harResponse{
			Status: c.Status, HTTPVersion: harVersion, Cookies: []harPair{}, Headers: answered, HeadersSize: -1, BodySize: len(c.Response),
			Content: harBody{Size: new(len(c.Response)), MIMEType: answerKind, Text: c.Response},
		},
	}
	if c.Request != "" {
		e.Request.PostData = &harBody{MIMEType: kind, Text: c.Request}
	}
	return e
}

// harHeaders are those of lines.
func harHeaders(lines string) []harPair {
	list := []harPair{}
	for line := range strings.Lines(lines) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
			list = append(list, harPair{name, value})
		}
	}
	return list
}

func milliseconds(d api.Duration) float64 {
	return float64(time.Duration(d).Microseconds()) / 1000
}

// pairs are those of a query, in their order.
func pairs(query string) []harPair {
	list := []harPair{}
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		list = append(list, harPair{unescaped(name), unescaped(value)})
	}
	return list
}

// unescaped is a part of a query, as it is if it cannot be read.
func unescaped(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}
