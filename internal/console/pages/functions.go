package pages

import (
	"fmt"
	"html/template"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// functions are what templates call, in a language.
func functions(l language, table words, assets map[string]asset) template.FuncMap {
	return template.FuncMap{
		"t":        table.say,
		"sentence": table.sentence,
		"name":     table.name,
		"receiver": receiverPath,
		"asset": func(name string) (string, error) {
			a, ok := assets[name]
			if !ok {
				return "", fmt.Errorf("no asset %q", name)
			}
			return "/assets/" + name + "?v=" + a.version, nil
		},
		"day":       shownTime(time.DateOnly),
		"clock":     shownTime(time.TimeOnly),
		"precise":   shownTime("15:04:05.000"),
		"hit":       hitPath,
		"bytes":     func(n int) string { return grouped(n) + " B" },
		"iso":       func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) },
		"ahead":     func(d api.Duration) string { return ahead(d, table) },
		"took":      took,
		"wait":      func(l *api.Latency) (string, error) { return wait(l, table) },
		"picture":   picture,
		"title":     func(name string) string { return titleOf(name, table) },
		"explain":   func(code any) *weixin.Explanation { return explain(codeOf(code), l) },
		"means":     func(code any) string { return means(codeOf(code), l) },
		"errmsg":    func(code any) string { return codeOf(code).Text() },
		"number":    func(f float64) string { return strconv.FormatFloat(f, 'g', 3, 64) },
		"grouped":   grouped,
		"join":      func(list []string) string { return strings.Join(list, "\n") },
		"modes":     modes,
		"under":     under,
		"push":      pushPath,
		"review":    reviewPath,
		"mstates":   merchantStates,
		"statuses":  storeStatuses,
		"upgrades":  storeUpgrades,
		"degrees":   func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) },
		"docs":      docsOf,
		"version":   buildVersion,
		"list":      func(items ...any) []any { return items },
		"grade":     grade,
		"base":      baseName,
		"plus":      func(a, b int) int { return a + b },
		"fleetitem": fleetItemPath,
		"both": func(s api.Said) string {
			if l == chinese {
				return s.ZH
			}
			return s.EN
		},
		"toolcall": func(c api.Call) api.ToolCall { t, _ := api.ParseToolAgent(c.UserAgent); return t },
	}
}

// docsOf is where the documentation is in a language.
func docsOf(l language) string {
	if l == chinese {
		return "https://github.com/wxastore/wxastore/blob/main/README.zh-CN.md"
	}
	return "https://github.com/wxastore/wxastore/blob/main/README.md"
}

// buildVersion is the version of this build.
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// under is the page of the navigation that a page is below.
func under(page string) string {
	switch page {
	case "secret", "token", "account", "messages":
		return "accounts"
	case "authcode", "platform":
		return "platforms"
	case "merchant", "nomerchant", "compare", "stores", "store":
		return "merchants"
	case "fleet", "fleetrun", "fleetitem", "fleetplan", "parity", "parityrun", "paritystep":
		return "runs"
	case "review", "place", "call", "event":
		return page + "s"
	}
	return page
}

// zone is the one whose days and months the service counts; all times are shown
// in it.
var zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// shownTime is a function that writes a time in a layout.
func shownTime(layout string) func(time.Time) string {
	return func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(zone).Format(layout)
	}
}

// ahead is a length of time in its largest unit and the one below it.
func ahead(d api.Duration, table words) string {
	units := []struct {
		key  string
		size time.Duration
	}{{"unit.days", 24 * time.Hour}, {"unit.hours", time.Hour}, {"unit.minutes", time.Minute}, {"unit.seconds", time.Second}}
	left := time.Duration(d).Abs()
	for i, u := range units {
		n := left / u.size
		if n == 0 && i < len(units)-1 {
			continue
		}
		text := fmt.Sprintf(table[u.key], n)
		if i < len(units)-1 {
			if below := (left - n*u.size) / units[i+1].size; below > 0 {
				text += " " + fmt.Sprintf(table[units[i+1].key], below)
			}
		}
		return text
	}
	return ""
}

// grouped is a number with its thousands set apart.
func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// took is how long a call took.
func took(took api.Duration) string {
	switch d := time.Duration(took); {
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	default:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
}

// wait is a fault's latency with its shape and bounds; "" for none.
func wait(l *api.Latency, table words) (string, error) {
	if l == nil {
		return "", nil
	}
	switch l.Shape {
	case "uniform":
		return table.say("wait.uniform", l.Min, l.Max)
	case "lognormal":
		return table.say("wait.lognormal", l.Min, strconv.FormatFloat(l.Sigma, 'g', 3, 64))
	default:
		return table.say("wait.fixed", l.Min)
	}
}

// picture is where a picture is.
func picture(hash string) string { return "/api/pictures/" + hash }

// titleOf says what an interface does: in the table's language, else as it is
// declared.
func titleOf(name string, table words) string {
	if title, ok := table["interface."+name]; ok {
		return title
	}
	d, _ := weixin.Find(name)
	return d.Title
}

// codeOf is the errcode that a template has as one or as a plain number.
func codeOf(code any) weixin.Code {
	switch c := code.(type) {
	case weixin.Code:
		return c
	case int:
		return weixin.Code(c)
	}
	return weixin.OK
}

func explain(code weixin.Code, l language) *weixin.Explanation {
	e, ok := code.Explain(l.explains())
	if !ok {
		return nil
	}
	return &e
}

// means is the first thing to know of a code.
func means(code weixin.Code, l language) string {
	if e := explain(code, l); e != nil {
		return e.Means
	}
	return code.Text()
}

// grade is how an answer is marked: fine, refused or broken.
func grade(code any, status int) string {
	switch c := codeOf(code); {
	case c == weixin.OK && status == 200:
		return "fine"
	case c == weixin.SystemError || status != 200:
		return "broken"
	default:
		return "refused"
	}
}
