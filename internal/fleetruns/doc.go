// Package fleetruns reads what wxastore fleet has done and would do, for the console: runs
// from its ledgers, also while a run goes on, and plans from their files.
//
// It owns where ledgers and plans are looked for, what is asked of them for a page, and
// the index by which a page of a long plan is found. It changes nothing. It does not own
// the ledger (client/fleet/sqlledger) or what its records mean (client/fleet), nor the
// types of the answers, which are the console's (internal/console/api).
package fleetruns
