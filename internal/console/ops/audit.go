package ops

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

// Caller is an operator, as the guard of the console knows one.
type Caller struct {
	// By is how: by the token, as a session, or not at all where the console is open.
	By string
	// Address is the connection's.
	Address string
}

type callerKey struct{}

// WithCaller is the context of what an operator asks for. What is done without one, as a
// test does that has the service in its own process, is not in the audit log.
func WithCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

const (
	// auditTime bounds the write of an outcome, which outlives its request.
	auditTime = 5 * time.Second
	// maxAuditText is how many bytes of a text an entry holds.
	maxAuditText = 1024
)

// audit notes that an operation begins, which is not carried out if that fails, and
// returns what notes how it ended. One that only reads is not noted.
func (c *Console) audit(ctx context.Context, o api.Operation, in any) (end func(out any, err error), err error) {
	caller, known := ctx.Value(callerKey{}).(Caller)
	if !known || o.Method == http.MethodGet {
		return func(any, error) {}, nil
	}
	target, version := o.AuditTarget(in)
	now := time.Now()
	entry := store.AuditEntry{
		ID: c.newAuditID(now), At: now, By: caller.By, Address: caller.Address, Operation: key(o),
		Target: cut(target), Version: cut(version), Outcome: store.AuditUnknown,
	}
	if err := c.keep(ctx, entry); err != nil {
		return nil, err
	}
	return func(out any, err error) {
		entry.Outcome, entry.Reason = outcome(err)
		if err == nil {
			made, rid := api.AuditAnswer(out)
			entry.RID = cut(rid)
			if made != "" {
				entry.Version = cut(made)
			}
		}
		// Also where the operator is gone.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), auditTime)
		defer cancel()
		if err := c.keep(ctx, entry); err != nil {
			c.m.Log.Error("the audit log lacks an outcome", "operation", entry.Operation, "id", entry.ID, "outcome", entry.Outcome, "error", err)
		}
	}, nil
}

func (c *Console) keep(ctx context.Context, e store.AuditEntry) error {
	return c.m.Store.Write(ctx, []store.Key{store.AuditEntryKey(e.ID)}, func(tx store.Tx) error {
		tx.PutAuditEntry(e)
		return nil
	})
}

// outcome is how an operation ended. What failed says no more than that: the log has the
// error.
func outcome(err error) (store.AuditOutcome, string) {
	if err == nil {
		return store.AuditDone, ""
	}
	if said := Explain(err).Said; said != nil {
		return store.AuditRefused, cut(said.Error())
	}
	return store.AuditFailed, ""
}

// newAuditID makes an id that comes after the earlier ones, also where the clock stands
// still between two operations.
func (c *Console) newAuditID(now time.Time) string {
	at := now.UnixNano()
	for {
		last := c.lastAudit.Load()
		at = max(at, last+1)
		if c.lastAudit.CompareAndSwap(last, at) {
			break
		}
	}
	var chance [6]byte          // other services may note theirs at the same time
	_, _ = rand.Read(chance[:]) // it never fails
	return fmt.Sprintf("%016x", at) + hex.EncodeToString(chance[:])
}

// cut is a text as an entry holds it: of limited length, and without a byte that a
// database may refuse.
func cut(text string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(text[:min(len(text), maxAuditText)], "\x00", ""), "")
}

// Audited carries out an operation that is not one of those that are bound here, with its
// place in the audit log.
func (c *Console) Audited(ctx context.Context, o api.Operation, in any, do func() (any, error)) (any, error) {
	end, err := c.audit(ctx, o, in)
	if err != nil {
		return nil, err
	}
	out, err := do()
	end(out, err)
	return out, err
}

func (c *Console) listAudit(ctx context.Context, in api.AuditFilter) (api.AuditList, error) {
	entries, err := c.m.Store.AuditEntries(ctx, in.Before, in.Limit+1)
	if err != nil {
		return api.AuditList{}, err
	}
	var list api.AuditList
	entries, last := firsts(entries, in.Limit)
	if last != nil {
		list.Next = last.ID
	}
	list.Audit = each(entries, func(e store.AuditEntry) api.AuditEntry {
		return api.AuditEntry{
			ID: e.ID, At: e.At.UTC(), By: e.By, Address: e.Address, Operation: e.Operation, Target: e.Target, Version: e.Version,
			Outcome: string(e.Outcome), Reason: e.Reason, RID: e.RID,
		}
	})
	return list, nil
}
