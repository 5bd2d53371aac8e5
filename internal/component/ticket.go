package component

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// ticketMade is a ticket on its way to its platform.
type ticketMade struct {
	ticket, eventID string
	at              time.Time
}

// setBack is by how much the last ticket must be ahead of the time for the time to have
// been set back: a sweep that began before a ticket was made is behind it, too.
const setBack = time.Minute

// due reports whether the platform is to get a ticket. A time that was set
// back makes one due, too.
//
//fidelity:official startpushticket every | a ticket every 10 minutes from then on | pages of the third-party platform
//fidelity:choice startpushticket first | the first at once
//fidelity:choice startpushticket no-address | a platform without an address for events gets none; the operator can have one made
func due(c store.Component, now time.Time) bool {
	return c.PushTickets && c.EventURL != "" && (c.TicketAt.Sub(now) > setBack || !now.Before(c.TicketAt.Add(weixin.TicketEvery)))
}

// makeTicket decides on a new ticket.
func makeTicket(c store.Component, m ticketMade) (store.Decision, error) {
	c.TicketAt = m.at
	deliveries, err := eventsTo(c, m.eventID, weixin.EventTicket, weixin.TicketBody{ComponentVerifyTicket: m.ticket}, m.at)
	return store.Decision{
		Component: &c, Deliveries: deliveries,
		Minted: &store.Code{
			AppID: c.AppID, Hash: hashCode(ticketPrefix, m.ticket), Kind: store.CodeTicket, ExpiresAt: m.at.Add(weixin.TicketLife),
		},
	}, err
}

// checkTicket is the rule for a ticket that was presented.
//
//fidelity:observed getcomponentaccesstoken any-ticket | a ticket stays good while the next is awaited, longer than 10 minutes | an issue of an SDK, 2017
//fidelity:choice getcomponentaccesstoken any-ticket | each ticket is good for its 12 hours, also when newer ones were pushed
func checkTicket(c store.Code, now time.Time) error {
	if c.Kind != store.CodeTicket {
		return edge.Refuse(weixin.TicketInvalid, "no ticket of %s is this one", c.AppID)
	}
	if !now.Before(c.ExpiresAt) {
		return edge.Refuse(weixin.TicketExpired, "the ticket expired at %s", c.ExpiresAt.Format(time.RFC3339))
	}
	return nil
}

// PushTicket makes a ticket and has it pushed to the platform. It returns the
// ticket and the id of its event, or store.ErrNotFound for an unknown platform.
func (r *Module) PushTicket(ctx context.Context, component string, now time.Time) (ticket, eventID string, err error) {
	made := r.newTicket(now)
	err = Decide(ctx, r.Store, component, "", store.Hash{}, func(s store.Standing) (store.Decision, error) {
		return makeTicket(s.Component, made)
	})
	return made.ticket, made.eventID, err
}

func (r *Module) newTicket(now time.Time) ticketMade {
	return ticketMade{ticket: formCode(ticketPrefix, r.Random.Bytes(codeSize)), eventID: r.eventID(), at: now}
}

// componentsAtOnce is how many platforms are read together.
const componentsAtOnce = 100

// PushTickets makes the tickets that are due and returns how many. Of several
// replicas one makes each.
func (r *Module) PushTickets(ctx context.Context, now time.Time) (int, error) {
	made, after := 0, ""
	var errs []error
	for {
		list, err := r.Store.Components(ctx, after, componentsAtOnce)
		if err != nil {
			return made, fmt.Errorf("component: %w", err)
		}
		for _, c := range list {
			after = c.AppID
			if !due(c, now) {
				continue
			}
			did, err := r.pushDue(ctx, c.AppID, now)
			if err != nil {
				errs = append(errs, fmt.Errorf("ticket for %s: %w", c.AppID, err))
			} else if did {
				made++
			}
		}
		if len(list) < componentsAtOnce {
			return made, errors.Join(errs...)
		}
	}
}

func (r *Module) pushDue(ctx context.Context, component string, now time.Time) (did bool, err error) {
	ticket := r.newTicket(now)
	err = Decide(ctx, r.Store, component, "", store.Hash{}, func(s store.Standing) (store.Decision, error) {
		if did = due(s.Component, now); !did {
			return store.Decision{}, nil
		}
		return makeTicket(s.Component, ticket)
	})
	return did, err
}
