package conformance

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// awkward is a text that a careless codec would not bring through: HTML
// characters, quote and backslash, two bytes and more a letter, and a letter
// outside the first plane.
const awkward = `<b>&"\ 中文 😀`

// trial is what every judge does.
type trial struct {
	judge    judge
	pictures [2]picture
	// want are the states that the shop must have gone through.
	want []shop
	// last is the media id of the newest upload, and shown its picture.
	last  string
	shown *picture
}

// step is one thing that a judge does.
type step struct {
	name string
	run  func() error
}

// steps are the trial of a judge that gets everything right.
func (tr *trial) steps() []step {
	return []step{
		{"token", tr.token},
		{"upload", func() error { return tr.upload(0) }},
		{"picture and intro", func() error { return tr.modify(tr.last, "first") }},
		{`picture ""`, func() error { return tr.modify("", "second") }},
		{"picture null", func() error { return tr.modify(nil, "third") }},
		{"picture absent", func() error { return tr.modify(absent{}, "fourth") }},
		{"awkward intro", func() error { return tr.modify("", awkward) }},
		{"upload again", func() error { return tr.upload(1) }},
		{`intro ""`, func() error { return tr.modify(tr.last, "") }},
		{"upload the first again", func() error { return tr.upload(0) }},
		{"intro null", func() error { return tr.modify(tr.last, nil) }},
		{"upload the second again", func() error { return tr.upload(1) }},
		{"intro absent", func() error { return tr.modify(tr.last, absent{}) }},
		{`both ""`, func() error { return tr.modify("", "") }},
		{"unknown picture", func() error { return tr.refused("85056", tr.judge.modify(fields("no-such-media", "never"))) }},
		{"number for a picture", func() error { return tr.refused("85056", tr.judge.modify(fields(12345, "never"))) }},
	}
}

// absent stands for a field that is not sent.
type absent struct{}

func fields(picture, intro any) map[string]any {
	all := make(map[string]any)
	for name, value := range map[string]any{"headimg_mediaid": picture, "intro": intro} {
		if value != (absent{}) {
			all[name] = value
		}
	}
	return all
}

func (tr *trial) token() error {
	token, err := tr.judge.token()
	if err == nil && token == "" {
		err = errors.New("the token is empty")
	}
	return err
}

func (tr *trial) upload(i int) (err error) {
	tr.shown = &tr.pictures[i]
	tr.last, err = tr.judge.upload(tr.shown.path)
	if err == nil && tr.last == "" {
		err = errors.New("the media id is empty")
	}
	return err
}

// modify makes a change and notes the state that must come of it.
func (tr *trial) modify(picture, intro any) error {
	if err := tr.judge.modify(fields(picture, intro)); err != nil {
		return err
	}
	text, _ := intro.(string)
	now := tr.want[len(tr.want)-1]
	next := now.after(text, nil)
	if picture == tr.last {
		next = next.after("", tr.shown)
	}
	if next != now {
		tr.want = append(tr.want, next)
	}
	return nil
}

// refused checks that a client passes on the code of an answer.
func (tr *trial) refused(code string, err error) error {
	if err == nil {
		return fmt.Errorf("the client reports success, not %s", code)
	}
	if !strings.Contains(err.Error(), code) {
		return fmt.Errorf("the client does not show %s: %w", code, err)
	}
	return nil
}

// runSteps returns how many steps there are and how many passed.
func runSteps(t *testing.T, steps []step) (all, passed int) {
	t.Helper()
	for _, s := range steps {
		if err := s.run(); err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		passed++
	}
	return len(steps), passed
}
