package ops

import (
	"context"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

func (c *Console) showClock(context.Context, api.None) (api.Clock, error) {
	s := c.m.Clock.Read()
	return api.Clock{Now: s.Now, Real: s.Real, Offset: api.Duration(s.Offset), Scale: s.Scale}, nil
}

// moveClock moves the clock and answers what it shows then.
func (c *Console) moveClock(ctx context.Context, in api.ClockMove) (api.Clock, error) {
	m, set := in.Body, 0
	for _, there := range []bool{m.Set != nil, m.Advance != nil, m.Scale != nil, m.Reset != nil} {
		if there {
			set++
		}
	}
	if set != 1 || m.Reset != nil && !*m.Reset {
		return api.Clock{}, store.Mistakef(`send exactly one of {"set":"2026-03-01T00:00:00Z"}, {"advance":"2h"}, {"scale":60} and {"reset":true}`)
	}
	var err error
	switch {
	case m.Set != nil:
		err = c.m.Clock.Set(ctx, *m.Set)
	case m.Advance != nil:
		err = c.m.Clock.Advance(ctx, time.Duration(*m.Advance))
	case m.Scale != nil:
		err = c.m.Clock.Scale(ctx, *m.Scale)
	default:
		err = c.m.Clock.Reset(ctx)
	}
	if err != nil {
		return api.Clock{}, err
	}
	return c.showClock(ctx, api.None{})
}
