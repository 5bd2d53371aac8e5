package fleet

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// progress shows a run: a table that is drawn again on a terminal, a line for each
// merchant that has ended elsewhere, and JSON lines for programs.
type progress struct {
	s    *command.Streams
	json bool
	lang weixin.Language
	live bool

	mu    sync.Mutex
	begun bool
	run   fleet.Run
	drawn int // lines on the terminal
	stop  chan struct{}
	ended chan struct{}
}

// drawEvery is the pause between two tables.
const drawEvery = 250 * time.Millisecond

func newProgress(s *command.Streams, p place) *progress {
	shown := &progress{s: s, json: p.JSON, lang: s.Look.Lang, live: !p.JSON && command.OnTerminal(s.Out)}
	if shown.live {
		shown.stop, shown.ended = make(chan struct{}), make(chan struct{})
		go shown.drawing()
	}
	return shown
}

// formVersion is that of the JSON lines of a run.
const formVersion = 1

// beginLine is the first of a run's JSON lines.
type beginLine struct {
	Form int    `json:"fleet"`
	Run  string `json:"run"`
	API  string `json:"api,omitempty"`
}

// itemLine is a merchant's line.
type itemLine struct {
	AppID   string      `json:"appid"`
	Store   string      `json:"store,omitempty"`
	Line    int         `json:"line"`
	State   fleet.State `json:"state"`
	Code    weixin.Code `json:"code"`
	RID     weixin.RID  `json:"rid,omitempty"`
	Text    string      `json:"text,omitempty"`
	Until   string      `json:"until,omitempty"`
	Since   string      `json:"since,omitempty"`
	Remedy  string      `json:"remedy,omitempty"`
	Blocked []string    `json:"blocked,omitempty"`
}

func newItemLine(i fleet.Item, lang weixin.Language) itemLine {
	line := itemLine{AppID: i.Desired.AppID, Line: i.Desired.Line, State: i.State, Code: i.Outcome.Code, RID: i.Outcome.RID, Text: sentence(i.Outcome.Sentence(), lang)}
	if i.Desired.Store != nil {
		line.Store = i.Desired.Store.StoreKey
	}
	if !i.Outcome.Since.IsZero() {
		line.Since = i.Outcome.Since.Format(time.RFC3339)
	}
	if !i.Outcome.Until.IsZero() {
		line.Until = i.Outcome.Until.Format(time.RFC3339)
	}
	if i.State != fleet.Done && i.State != fleet.Unchanged {
		line.Remedy = i.Remedy(lang)
	}
	for _, b := range i.Outcome.Blockers {
		line.Blocked = append(line.Blocked, blockText(b, lang))
	}
	return line
}

// observe is told each change of state.
func (p *progress) observe(run fleet.Run, i fleet.Item) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.run = run
	if p.live {
		return
	}
	if p.json && !p.begun {
		p.begun = true
		_ = p.s.PrintJSON(beginLine{formVersion, run.ID, ""}) // the summary meets the same error
	}
	if underWay(i.State) {
		return
	}
	if p.json {
		_ = p.s.PrintJSON(newItemLine(i, p.lang))
		return
	}
	_ = p.s.Printf("%s  %s%s\n", i.Desired.Key(), i.State.Name(p.lang), about(i, p.lang))
}

// underWay reports whether a merchant is before a run, or in its hands.
func underWay(s fleet.State) bool {
	return s == fleet.Pending || s == fleet.Uploading || s == fleet.Changing
}

// about says more of an outcome, if there is more.
func about(i fleet.Item, lang weixin.Language) string {
	var text string
	if i.Outcome.Code != 0 {
		text += fmt.Sprintf("  %d", i.Outcome.Code)
	}
	if why := i.Outcome.Sentence(); why != nil {
		text += "  " + command.OneLine(command.ErrorText(lang, why))
	}
	for _, b := range i.Outcome.Blockers {
		text += "  " + blockText(b, lang)
	}
	if !i.Outcome.Since.IsZero() {
		text += "  (" + fmt.Sprintf(sinceText(lang), weixin.Day(i.Outcome.Since)) + ")"
	}
	if !i.Outcome.Until.IsZero() {
		text += "  (" + weixin.Day(i.Outcome.Until) + ")"
	}
	return text
}

func (p *progress) drawing() {
	defer close(p.ended)
	ticker := time.NewTicker(drawEvery)
	defer ticker.Stop()
	for {
		select {
		case <-p.stop:
			p.draw()
			return
		case <-ticker.C:
			p.draw()
		}
	}
}

// draw replaces the table. Its words are ours, so it goes to the terminal as it is.
func (p *progress) draw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.run.ID == "" {
		return
	}
	all, ended := 0, 0
	var table command.Table
	for _, state := range fleet.States() {
		n := p.run.Count[state]
		if n == 0 {
			continue
		}
		all += n
		if !underWay(state) {
			ended += n
		}
		table.Row("  "+state.Name(p.lang), fmt.Sprint(n))
	}
	text := fmt.Sprintf(command.Translate(p.lang, "%s  wave %d  %d of %d, %s\n%s"), p.run.ID, p.run.Wave, ended, all, time.Since(p.run.Began).Truncate(time.Second), table.String())
	// A line that wraps would be two, and the next table would be drawn below the first.
	text = clipped(text, p.s.Look.Width)
	if p.drawn > 0 {
		text = fmt.Sprintf("\x1b[%dA\x1b[J", p.drawn) + text
	}
	p.drawn = strings.Count(text, "\n")
	_, _ = io.WriteString(p.s.Out, text)
}

func (p *progress) close() {
	if p.live {
		close(p.stop)
		<-p.ended
	}
}

// clipped cuts each line of a text to the columns of a terminal; 0 is any number.
func clipped(text string, columns int) string {
	if columns <= 0 {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(command.Cut(strings.TrimSuffix(line, "\n"), columns) + "\n")
	}
	return b.String()
}
