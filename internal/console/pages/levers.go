package pages

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

// levers shows what moves the whole service: clock, faults and state.
func (s *site) levers(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	return s.showLevers(w, r, leverForm{Fault: api.Fault{Kind: api.FaultCode, Interface: query.Get("interface")}, Opened: query.Has("interface")}, http.StatusOK, "")
}

// leverForm is what stands in the forms when one of them was refused.
type leverForm struct {
	// Fault is the one to inject. Its version is that of the fault that is to be
	// replaced, Clashes how that one is another.
	Fault   api.Fault
	Clashes []clash
	Seed    string
	// Typed is what was typed, Opened that the form of a fault is open.
	Typed  typed
	Opened bool
}

func (s *site) showLevers(w http.ResponseWriter, r *http.Request, form leverForm, status int, problem string) error {
	faults, err := do(s, r, api.ListFaults, api.None{})
	if err != nil {
		return err
	}
	undo, err := do(s, r, api.ShowUndo, api.None{})
	if err != nil {
		return err
	}
	if form.Fault.Latency == nil {
		form.Fault.Latency = &api.Latency{}
	}
	now, err := do(s, r, api.ShowClock, api.None{})
	if err != nil {
		return err
	}
	form.Typed = typed{r.PostForm}
	return s.show(w, r, answer{page: "levers", status: status, problem: problem, data: map[string]any{
		"List": faults.Faults, "Undo": undo, "Form": form, "Interfaces": weixin.Declarations(),
		"Steps": clockSteps(now.Now), "Presets": presets(), "Codes": codesOf(form.Fault.Interface),
		"Scales": []float64{0, 1, 60, 3600},
		"Shapes": []string{"fixed", "uniform", "lognormal"},
		"Kinds":  []string{api.FaultCode, api.FaultLatency, api.FaultStatus, api.FaultEmpty, api.FaultCut, api.FaultGarbage},
	}})
}

// leversDone answers a form of the levers.
func (s *site) leversDone(w http.ResponseWriter, r *http.Request, err error, what string, form leverForm) error {
	return s.formDone(w, r, err, "/levers", what, func(status int, problem string) error {
		if form.Fault.Kind == "" {
			form.Fault = api.Fault{Kind: api.FaultCode}
		}
		return s.showLevers(w, r, form, status, problem)
	})
}

// moveClock does the one thing that the pressed button says.
func (s *site) moveClock(w http.ResponseWriter, r *http.Request) error {
	r, cancel := withTime(w, r, api.MoveClock.Operation)
	defer cancel()
	move, err := readMove(r)
	if err == nil {
		_, err = do(s, r, api.MoveClock, api.ClockMove{Body: move})
	}
	return s.leversDone(w, r, err, "clock", leverForm{})
}

func readMove(r *http.Request) (m api.Move, err error) {
	value := strings.TrimSpace(r.PostForm.Get("value"))
	switch how := r.PostForm.Get("how"); how {
	case "advance":
		d, err := time.ParseDuration(value)
		if err != nil {
			return m, invalidf("%q is not a length of time: write it as 1h30m or 45s", value)
		}
		m.Advance = new(api.Duration(d))
	case "set":
		t, err := inputTime(value)
		if err != nil || t.IsZero() {
			return m, invalidf("%q is not a time", value)
		}
		m.Set = &t
	case "scale":
		factor, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return m, invalidf("%q is not a number", value)
		}
		m.Scale = &factor
	case "reset":
		m.Reset = new(true)
	default:
		return m, invalidf("the clock has no lever %q", how)
	}
	return m, nil
}

// putFault injects a fault.
func (s *site) putFault(w http.ResponseWriter, r *http.Request) error {
	f, err := readFault(r)
	if err == nil && f.AppID != "" {
		if _, missing := do(s, r, api.ShowAccount, api.AccountID{AppID: f.AppID}); isMissing(missing) {
			err = invalidf("there is no account %s", f.AppID)
		}
	}
	if err == nil {
		_, err = do(s, r, api.PutFault, api.FaultChange{Body: f})
	}
	form := leverForm{Fault: f, Opened: true}
	if there, ok := clashing[api.Fault](err); ok {
		// A fault has this id already: to inject this one then replaces it.
		err = problem{http.StatusConflict, "problem.faultclash"}
		if form.Fault.Version = there.Version; there.ID != "" {
			var failed error
			if form.Clashes, failed = faultClashes(f, there, s.words(r)); failed != nil {
				return failed
			}
		}
	}
	return s.leversDone(w, r, err, "fault", form)
}

func readFault(r *http.Request) (api.Fault, error) {
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f := api.Fault{ID: get("id"), Interface: get("interface"), AppID: get("app"), Kind: get("kind"), Version: get("version")}
	var err error
	number := func(name string, into *int) {
		if text := get(name); text != "" && err == nil {
			if *into, err = strconv.Atoi(text); err != nil {
				err = invalidf("%s %q is not a number", name, text)
			}
		}
	}
	if get("count") != "" {
		f.Count = new(int)
		number("count", f.Count)
	}
	switch f.Kind {
	case api.FaultCode:
		number("code", &f.Code)
	case api.FaultStatus:
		number("status", &f.Status)
	case api.FaultLatency:
		f.Latency = new(api.Latency)
		err = readLatency(get, f.Latency, err)
	}
	if text := get("probability"); text != "" && err == nil {
		percent, bad := strconv.ParseFloat(text, 64)
		if bad != nil {
			err = invalidf("%q is not a number", text)
		}
		f.Probability = new(percent / 100)
	}
	return f, err
}

// readLatency reads a wait: the fields that its shape has.
func readLatency(get func(name string) string, l *api.Latency, err error) error {
	if l.Shape = get("shape"); l.Shape == "" {
		l.Shape = "fixed"
	}
	length := func(name string, into *api.Duration) {
		d, bad := time.ParseDuration(get(name))
		if *into = api.Duration(d); bad != nil && err == nil {
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
