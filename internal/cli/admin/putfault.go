package admin

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/weixin"
)

type putFault struct {
	Fault string `arg:"" name:"json|-" optional:"" help:"The fault as JSON, or - for standard input; without it, what the flags say."`

	ID          string        `name:"id" placeholder:"NAME" help:"A name for it; one is made if it is left out."`
	Code        weixin.Code   `placeholder:"ERRCODE" help:"Calls are answered this errcode."`
	HTTPStatus  int           `name:"http-status" placeholder:"STATUS" help:"Calls are answered this HTTP status, 400 to 599, and no body."`
	Latency     time.Duration `placeholder:"DURATION" help:"Calls wait this long, and then go on."`
	LatencyMax  time.Duration `placeholder:"DURATION" help:"With --latency: up to this long, each of its own."`
	Kind        string        `placeholder:"KIND" enum:",empty,cut,garbage" default:"" help:"What happens instead: empty (HTTP 200 without a body), cut (the connection ends) or garbage (not JSON)."`
	Interface   string        `placeholder:"NAME" help:"The interface whose calls are hit; all if it is left out."`
	App         string        `placeholder:"APPID" help:"The account whose calls are hit; all if it is left out."`
	Count       *int          `placeholder:"N" help:"How many calls are hit; no limit if it is left out."`
	Probability *float64      `placeholder:"P" help:"How likely a call is hit, above 0 and at most 1; 1 if it is left out."`

	command.Service
}

// Help is the long text of put --help.
func (putFault) Help() string {
	return `  wxastore admin faults put --code 45009 --interface modifywxastore --count 3
  wxastore admin faults put --latency 100ms --latency-max 2s
  wxastore admin faults put --kind cut --probability 0.1
  wxastore admin faults put '{"id":"slow","kind":"latency","latency":{"shape":"lognormal","min":"200ms","sigma":0.5}}'

To replace a fault by another, give the "version" that list --json prints, or "*"
for whatever is there.`
}

// Run puts a fault.
func (c *putFault) Run(ctx context.Context, s *command.Streams) error {
	change, err := c.change(s)
	if err != nil {
		return err
	}
	return do(ctx, s, c.Service, api.PutFault, change)
}

// change is the fault that is given, as JSON or by flags.
func (c *putFault) change(s *command.Streams) (api.FaultChange, error) {
	flagged, err := c.fault()
	switch {
	case err != nil:
		return api.FaultChange{}, err
	case c.Fault == "" && flagged.Kind == "":
		return api.FaultChange{}, command.Usagef("no fault is given: say what happens with --code, --latency, --http-status or --kind, or give the fault as JSON")
	case c.Fault == "":
		return api.FaultChange{Body: flagged}, nil
	case flagged != (api.Fault{}):
		return api.FaultChange{}, command.Usagef("the fault is given as JSON and by flags: choose one")
	}
	from, in := "the argument", io.Reader(strings.NewReader(c.Fault))
	if c.Fault == "-" {
		from, in = "standard input", s.In
	}
	var change api.FaultChange
	err = readBody(in, from, "give the fault as an object in single quotes", &change.Body)
	return change, err
}

// fault is what the flags say.
func (c *putFault) fault() (api.Fault, error) {
	f := api.Fault{
		ID: c.ID, Kind: c.Kind, Interface: c.Interface, AppID: c.App, Count: c.Count, Probability: c.Probability,
		Code: int(c.Code), Status: c.HTTPStatus,
	}
	if c.Interface != "" {
		d, err := command.FindInterface(c.Interface)
		if err != nil {
			return f, err
		}
		f.Interface = d.Name
	}
	kinds := 0
	for _, one := range []struct {
		kind  string
		given bool
	}{{"code", c.Code != 0}, {"status", c.HTTPStatus != 0}, {"latency", c.Latency != 0}, {c.Kind, c.Kind != ""}} {
		if one.given {
			f.Kind = one.kind
			kinds++
		}
	}
	switch {
	case kinds > 1:
		return f, command.Usagef("a fault does one thing: give one of --code, --latency, --http-status and --kind")
	case c.LatencyMax != 0 && c.Latency == 0:
		return f, command.Usagef("--latency-max goes with --latency")
	case c.LatencyMax != 0:
		f.Latency = &api.Latency{Shape: "uniform", Min: api.Duration(c.Latency), Max: api.Duration(c.LatencyMax)}
	case c.Latency != 0:
		f.Latency = &api.Latency{Shape: "fixed", Min: api.Duration(c.Latency)}
	}
	return f, nil
}
