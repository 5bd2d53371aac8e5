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
	err := invalidf("the seed is empty")
	if strings.TrimSpace(yaml) != "" {
		_, err = do(s, r, api.ApplySeed, api.Seed{Body: strings.NewReader(yaml)})
	}
	return s.leversDone(w, r, err, "seeded", leverForm{Seed: yaml})
}

// replacement is what the page that asked has confirmed, of the version that it named.
func replacement(r *http.Request) api.Replacement {
	return api.Replacement{StateSeen: api.StateSeen{Version: r.PostFormValue("version")}, Body: api.Confirm{Confirm: true}}
}

// reset makes everything what it was at the first start.
func (s *site) reset(w http.ResponseWriter, r *http.Request) error {
	r, cancel := withTime(w, r, api.Reset.Operation)
	defer cancel()
	_, err := do(s, r, api.Reset, replacement(r))
	return s.leversDone(w, r, err, "reset", leverForm{})
}

// undo goes back to the state before the last reset or restore.
func (s *site) undo(w http.ResponseWriter, r *http.Request) error {
	r, cancel := withTime(w, r, api.Undo.Operation)
	defer cancel()
	_, err := do(s, r, api.Undo, replacement(r))
	return s.leversDone(w, r, err, "undone", leverForm{})
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
			return s.leversDone(w, r, invalidf("choose a snapshot first"), "", leverForm{})
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
		_, err = do(s, r, api.Restore, api.Snapshot{StateSeen: seen, Body: part})
		return s.leversDone(w, r, err, "restored", leverForm{})
	}
}
