package store

import (
	"context"
	"time"
)

// AuditKept is how many entries of the audit log are kept.
const AuditKept = 100_000

// AuditEntry is one line of the audit log: what an operator did at the console.
type AuditEntry struct {
	// ID names the entry; ids are in the order of At, which is in real time.
	ID string
	At time.Time
	// By is how the operator was known, Address from where the request came.
	By, Address string
	// Operation is a method and a path, Target what it was done to, Version the one of
	// the record that it made, or else the one that it named.
	Operation, Target, Version string
	Outcome                    AuditOutcome
	// Reason is why it was refused or failed, RID the call that it made.
	Reason, RID string
}

// AuditOutcome is how an operation ended.
type AuditOutcome string

// The outcomes of operations.
const (
	// AuditUnknown is under way, or was when the service ended.
	AuditUnknown AuditOutcome = "unknown"
	AuditDone    AuditOutcome = "done"
	AuditRefused AuditOutcome = "refused"
	AuditFailed  AuditOutcome = "failed"
)

// AuditLog is the port for what operators did. Replacing all that a store keeps adds the
// entries of the copy to those that are there.
type AuditLog interface {
	// AuditEntries returns up to limit entries, the newest first, that are older than
	// the one of an id; "" begins with the newest.
	AuditEntries(ctx context.Context, before string, limit int) ([]AuditEntry, error)
	// DropAuditEntries deletes all but the newest and returns how many.
	DropAuditEntries(ctx context.Context, keep int) (int, error)
}
