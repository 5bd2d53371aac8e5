package pages

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// levers shows what moves the whole service: clock, faults and state.
func (s *site) levers(w http.ResponseWriter, r *http.Request) error {
	return s.showLevers(w, r, leverForm{Fault: store.Fault{Kind: store.FaultCode, Probability: 1, Left: -1}}, http.StatusOK, "")
}

// leverForm is what stands in the forms when one of them was refused.
type leverForm struct {
	Fault store.Fault
	// Seen is the version of the fault that is to be replaced, Clashes how that
	// one is another.
	Seen    string
	Clashes []clash
	Seed    string
}

func (s *site) showLevers(w http.ResponseWriter, r *http.Request, form leverForm, status int, problem string) error {
	faults, err := s.Ports.Faults.List(r.Context())
	if err != nil {
		return err
	}
	return s.show(w, r, answer{page: "levers", status: status, problem: problem, data: map[string]any{
		"List": faults, "Form": form, "Interfaces": weixin.Declarations(),
		"Steps":  []time.Duration{5 * time.Minute, 2 * time.Hour, 24 * time.Hour, 3 * 24 * time.Hour},
		"Scales": []float64{0, 1, 60, 3600},
		"Shapes": []string{"fixed", "uniform", "lognormal"},
		"Kinds":  []store.FaultKind{store.FaultCode, store.FaultLatency, store.FaultStatus, store.FaultEmpty, store.FaultCut, store.FaultGarbage},
	}})
}

// refused shows the levers again with what is wrong, if that is the operator's
// to mend.
func (s *site) refused(w http.ResponseWriter, r *http.Request, form leverForm, err error) error {
	if status, sentence, ok := s.told400(r, err); ok {
		if form.Fault.Kind == "" {
			form.Fault = store.Fault{Kind: store.FaultCode, Probability: 1, Left: -1}
		}
		return s.showLevers(w, r, form, status, sentence)
	}
	return err
}

// moveClock does the one thing that the pressed button says.
func (s *site) moveClock(w http.ResponseWriter, r *http.Request) error {
	if err := s.move(r); err != nil {
		return s.refused(w, r, leverForm{}, err)
	}
	return done(w, r, "/levers", "clock")
}

func (s *site) move(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return invalidf("the form cannot be read: %v", err)
	}
	value := strings.TrimSpace(r.PostForm.Get("value"))
	switch how := r.PostForm.Get("how"); how {
	case "advance":
		d, err := time.ParseDuration(value)
		if err != nil {
			return invalidf("%q is not a length of time: write it as 1h30m or 45s", value)
		}
		return s.Ports.Clock.Advance(r.Context(), d)
	case "set":
		t, err := inputTime(value)
		if err != nil || t.IsZero() {
			return invalidf("%q is not a time", value)
		}
		return s.Ports.Clock.Set(r.Context(), t)
	case "scale":
		factor, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return invalidf("%q is not a number", value)
		}
		return s.Ports.Clock.Scale(r.Context(), factor)
	case "reset":
		return s.Ports.Clock.Reset(r.Context())
	default:
		return invalidf("the clock has no lever %q", how)
	}
}

// putFault injects a fault.
func (s *site) putFault(w http.ResponseWriter, r *http.Request) error {
	f, err := readFault(r)
	if err == nil {
		_, err = s.Ports.Faults.Change(r.Context(), f, r.PostForm.Get("version"))
	}
	if errors.Is(err, store.ErrConflict) {
		return s.showFaultClash(w, r, f)
	}
	if err != nil {
		return s.refused(w, r, leverForm{Fault: f}, err)
	}
	return done(w, r, "/levers", "fault")
}

// showFaultClash shows the form again, with the fault that has its id already. To
// inject it then replaces that.
func (s *site) showFaultClash(w http.ResponseWriter, r *http.Request, f store.Fault) error {
	faults, err := s.Ports.Faults.List(r.Context())
	if err != nil {
		return err
	}
	form := leverForm{Fault: f}
	for _, there := range faults {
		if there.ID == f.ID {
			form.Seen = there.Version()
			if form.Clashes, err = faultClashes(f, there, s.words(r)); err != nil {
				return err
			}
		}
	}
	return s.showLevers(w, r, form, http.StatusConflict, "problem.faultclash")
}

func readFault(r *http.Request) (store.Fault, error) {
	if err := r.ParseForm(); err != nil {
		return store.Fault{}, invalidf("the form cannot be read: %v", err)
	}
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f := store.Fault{
		ID: get("id"), Interface: get("interface"), AppID: get("app"), Kind: store.FaultKind(get("kind")), Probability: 1, Left: -1,
	}
	var err error
	number := func(name string, into *int) {
		if text := get(name); text != "" && err == nil {
			if *into, err = strconv.Atoi(text); err != nil {
				err = invalidf("%s %q is not a number", name, text)
			}
		}
	}
	number("count", &f.Left)
	switch f.Kind {
	case store.FaultCode:
		number("code", &f.Code)
	case store.FaultStatus:
		number("status", &f.Status)
	case store.FaultLatency:
		err = readLatency(get, &f.Latency, err)
	}
	if text := get("probability"); text != "" && err == nil {
		percent, bad := strconv.ParseFloat(text, 64)
		if bad != nil {
			err = invalidf("%q is not a number", text)
		}
		f.Probability = percent / 100
	}
	return f, err
}

// readLatency reads a wait: the fields that its shape has.
func readLatency(get func(name string) string, l *store.Latency, err error) error {
	if l.Shape = get("shape"); l.Shape == "" {
		l.Shape = "fixed"
	}
	length := func(name string, into *time.Duration) {
		d, bad := time.ParseDuration(get(name))
		if *into = d; bad != nil && err == nil {
			err = invalidf("%q is not a length of time: write it as 250ms or 2s", get(name))
		}
	}
	length("wait", &l.Min)
	switch l.Shape {
	case "uniform":
		length("max", &l.Max)
	case "lognormal":
		sigma, bad := strconv.ParseFloat(get("sigma"), 64)
		if l.Sigma = sigma; bad != nil && err == nil {
			err = invalidf("%q is not a number", get("sigma"))
		}
	}
	return err
}

// dropFault deletes a fault, or all of them if none is named.
func (s *site) dropFault(w http.ResponseWriter, r *http.Request) error {
	var err error
	if id := r.PostFormValue("id"); id != "" {
		err = s.Ports.Faults.Drop(r.Context(), id)
	} else {
		err = s.Ports.Faults.DropAll(r.Context())
	}
	if err != nil {
		return err
	}
	return done(w, r, "/levers", "dropped")
}
