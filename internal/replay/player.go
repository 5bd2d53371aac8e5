package replay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/wxastore/wxastore/internal/said"
)

// Player plays scripts against one service. What steps save is kept from one
// script to the next.
type Player struct {
	// BaseURL is the scheme and host of the service.
	BaseURL string
	// Host is the Host header; "" is that of BaseURL.
	Host string
	// Client makes the calls; nil is http.DefaultClient. Its redirects are not
	// followed.
	Client *http.Client
	// Neutral replaces what varies in answers.
	Neutral Neutral
	// Lookup returns the value of $NAME:ARG; nil knows none.
	Lookup func(ctx context.Context, name, arg string) (string, error)
	// Lever does what a directive says that is not the player's own; nil fails.
	Lever func(ctx context.Context, name string, words []string) error
	// Section returns what a section reads now that is neither a request nor an
	// answer; nil leaves each as it is.
	Section func(ctx context.Context, name, text string) (string, error)
	// Answered is told of each answer to a step, with the path of its request.
	Answered func(path string, a Answer)
	// Vars are the values of $NAME.
	Vars map[string]string
}

// Play plays a script and returns it with the answers that came. The comment and
// the requests are those of the script.
func (p *Player) Play(ctx context.Context, script *txtar.Archive) (*txtar.Archive, error) {
	played := &txtar.Archive{Comment: script.Comment}
	add := func(name, text string) {
		played.Files = append(played.Files, txtar.File{Name: name, Data: []byte(text)})
	}
	for i, f := range script.Files {
		text := string(f.Data)
		switch f.Name {
		case "request":
			add(f.Name, text)
			answer, err := p.Step(ctx, text)
			if err != nil {
				return played, said.Errorf("section %d: %w", i+1, err)
			}
			add("answer", p.Neutral.Text(answer))
		case "answer":
		default:
			if p.Section != nil {
				now, err := p.Section(ctx, f.Name, text)
				if err != nil {
					return played, said.Errorf("section %d, %s: %w", i+1, f.Name, err)
				}
				text = now
			}
			add(f.Name, text)
		}
	}
	return played, nil
}

// Step plays the text of one request section and returns the last answer.
func (p *Player) Step(ctx context.Context, text string) (Answer, error) {
	s := parseStep(text)
	times := 1
	if s.has("repeat") {
		n, err := strconv.Atoi(s.word("repeat"))
		if err != nil || n < 1 {
			return Answer{}, said.Errorf("#repeat %q: not a number of times", s.word("repeat"))
		}
		times = n
	}
	var answer Answer
	for range times {
		if err := p.pull(ctx, s); err != nil {
			return Answer{}, err
		}
		var err error
		if answer, err = p.send(ctx, s); err != nil {
			return Answer{}, err
		}
	}
	return answer, nil
}

// pull pulls a step's levers.
func (p *Player) pull(ctx context.Context, s step) error {
	for _, d := range s.directives {
		if words, ok := own(d[0]); ok {
			if len(d)-1 < words {
				return said.Errorf("#%s needs %d words", d[0], words)
			}
			continue
		}
		if p.Lever == nil {
			return said.Errorf("#%s: there is no such directive", d[0])
		}
		if err := p.Lever(ctx, d[0], d[1:]); err != nil {
			return said.Errorf("#%s: %w", strings.Join(d, " "), err)
		}
	}
	return nil
}

func (p *Player) send(ctx context.Context, s step) (Answer, error) {
	request, err := p.request(ctx, s)
	if err != nil {
		return Answer{}, err
	}
	answer, err := p.Exchange(ctx, request)
	if err != nil {
		return Answer{}, err
	}
	if p.Answered != nil {
		path, _, _ := strings.Cut(request.Target, "?")
		p.Answered(path, answer)
	}
	return answer, p.save(s, answer)
}

// save keeps what later steps need of an answer.
func (p *Player) save(s step, answer Answer) error {
	if p.Vars == nil {
		p.Vars = make(map[string]string)
	}
	for _, words := range s.all("save") {
		var fields any
		if err := json.Unmarshal([]byte(answer.Body), &fields); err != nil {
			return said.Errorf("#save %s: %w in %.200q", words[0], err, answer.Body)
		}
		value := Field(fields, words[1])
		if value == nil {
			return said.Errorf("#save %s: no %s in %.200q", words[0], words[1], answer.Body)
		}
		p.Vars[words[0]] = fmt.Sprint(value)
	}
	for _, words := range s.all("rid") {
		rid := ridForm.FindString(answer.Body)
		if rid == "" {
			return said.Errorf("#rid %s: no rid in %.200q", words[0], answer.Body)
		}
		p.Vars[words[0]] = rid
	}
	return nil
}

// Field returns the value at a path of names and indexes in decoded JSON, such as
// list.0.appid; nil if there is none.
func Field(value any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch inner := value.(type) {
		case map[string]any:
			value = inner[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(inner) {
				return nil
			}
			value = inner[i]
		default:
			return nil
		}
	}
	return value
}

// ErrNotSaved is a request that needs what no earlier step has saved.
var ErrNotSaved = said.Errorf("nothing was saved under this name")

var variable = regexp.MustCompile(`\$(\w+)(?::(\w+))?`)

// expand replaces $NAME and $NAME:ARG.
func (p *Player) expand(ctx context.Context, text string) (string, error) {
	var errs []error
	expanded := variable.ReplaceAllStringFunc(text, func(match string) string {
		m := variable.FindStringSubmatch(match)
		value, saved := p.Vars[m[1]]
		switch {
		case m[2] != "" && p.Lookup != nil:
			found, err := p.Lookup(ctx, m[1], m[2])
			if err != nil {
				errs = append(errs, said.Errorf("%s: %w", match, err))
			}
			return found
		case m[2] != "" || !saved:
			errs = append(errs, said.Errorf("%s: %w", match, ErrNotSaved))
		}
		return value
	})
	return expanded, errors.Join(errs...)
}
