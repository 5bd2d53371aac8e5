// Package fleet has the commands that change many store Mini Programs: plan, apply,
// runs, show, resume, retry, export, revert, tell and ledger.
//
// It owns their flags, what they print, their exit statuses, and the rehearsal on a
// wxastore in memory. It does not own what is checked, sent and remembered
// (client/fleet), nor how files are read (client/fleet/input).
package fleet
