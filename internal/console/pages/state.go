package pages

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
)

// seed applies what stands in the text area.
func (s *site) seed(w http.ResponseWriter, r *http.Request) error {
	r, cancel := withTime(w, r, api.ApplySeed.Operation)
	defer cancel()
	yaml := newlines(r.PostFormValue("seed"))
	if strings.TrimSpace(yaml) == "" {
		return s.refused(w, r, leverForm{}, invalidf("the seed is empty"))
	}
	if _, err := do(s, r, api.ApplySeed, api.Seed{Body: strings.NewReader(yaml)}); err != nil {
		return s.refused(w, r, leverForm{Seed: yaml}, err)
	}
	return redirectDone(w, r, "/levers", "seeded")
}

// replacement is what the page that asked has confirmed, of the version that it named.
func replacement(r *http.Request) api.Replacement {
	return api.Replacement{StateSeen: api.StateSeen{Version: r.PostFormValue("version")}, Body: api.Confirm{Confirm: true}}
}

// reset makes everything what it was at the first start.
func (s *site) reset(w http.ResponseWriter, r *http.Request) error {
	r, cancel := withTime(w, r, api.Reset.Operation)
	defer cancel()
	if _, err := do(s, r, api.Reset, replacement(r)); err != nil {
		return s.refused(w, r, leverForm{}, err)
	}
	return redirectDone(w, r, "/levers", "reset")
}

// undo goes back to the state before the last reset or restore.
func (s *site) undo(w http.ResponseWriter, r *http.Request) error {
	r, cancel := withTime(w, r, api.Undo.Operation)
	defer cancel()
	if _, err := do(s, r, api.Undo, replacement(r)); err != nil {
		return s.refused(w, r, leverForm{}, err)
	}
	return redirectDone(w, r, "/levers", "undone")
}

// maxVersion is more than any version has.
const maxVersion = 64

// restore reads a snapshot as it comes in: it may be larger than the memory.
func (s *site) restore(w http.ResponseWriter, r *http.Request) error {
	r, cancel := withTime(w, r, api.Restore.Operation)
	defer cancel()
	parts, err := r.MultipartReader()
	if err != nil {
		return invalidf("the form cannot be read: %v", err)
	}
	var seen api.StateSeen
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return s.refused(w, r, leverForm{}, invalidf("choose a snapshot first"))
		}
		if err != nil {
			return invalidf("the form cannot be read: %v", err)
		}
		if part.FormName() == "version" {
			text, err := io.ReadAll(io.LimitReader(part, maxVersion))
			if err != nil {
				return invalidf("the form cannot be read: %v", err)
			}
			seen.Version = string(text)
		}
		if part.FormName() != "snapshot" || part.FileName() == "" {
			continue
		}
		if _, err := do(s, r, api.Restore, api.Snapshot{StateSeen: seen, Body: part}); err != nil {
			return s.refused(w, r, leverForm{}, err)
		}
		return redirectDone(w, r, "/levers", "restored")
	}
}
