package pages

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// restoreTime is how long a snapshot may take to arrive and be restored.
const restoreTime = 10 * time.Minute

// seed applies what stands in the text area.
func (s *site) seed(w http.ResponseWriter, r *http.Request) error {
	yaml := newlines(r.PostFormValue("seed"))
	if strings.TrimSpace(yaml) == "" {
		return s.refused(w, r, leverForm{}, invalidf("the seed is empty"))
	}
	if _, err := s.Ports.State.Seed(r.Context(), yaml); err != nil {
		return s.refused(w, r, leverForm{Seed: yaml}, err)
	}
	return done(w, r, "/levers", "seeded")
}

// reset asks for a tick first: what it takes away does not come back.
func (s *site) reset(w http.ResponseWriter, r *http.Request) error {
	if r.PostFormValue("sure") == "" {
		return problem{http.StatusBadRequest, "problem.unsure"}
	}
	if err := s.Ports.State.Reset(r.Context()); err != nil {
		return err
	}
	return done(w, r, "/levers", "reset")
}

// restore reads a snapshot as it comes in: it may be larger than the memory.
func (s *site) restore(w http.ResponseWriter, r *http.Request) error {
	control := http.NewResponseController(w)
	// A connection that knows no deadlines has none to move.
	_ = control.SetReadDeadline(time.Now().Add(restoreTime))
	_ = control.SetWriteDeadline(time.Now().Add(restoreTime))
	parts, err := r.MultipartReader()
	if err != nil {
		return invalidf("the form cannot be read: %v", err)
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return s.refused(w, r, leverForm{}, invalidf("choose a snapshot first"))
		}
		if err != nil {
			return invalidf("the form cannot be read: %v", err)
		}
		if part.FormName() != "snapshot" || part.FileName() == "" {
			continue
		}
		if _, err := s.Ports.State.Restore(r.Context(), part); err != nil {
			return s.refused(w, r, leverForm{}, err)
		}
		return done(w, r, "/levers", "restored")
	}
}
