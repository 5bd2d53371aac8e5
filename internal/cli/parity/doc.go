// Package parity has the commands that compare the real Weixin with wxastore: run,
// record, verify, learn and report.
//
// It owns their flags, what they print, and their exit statuses. It does not own
// what is played, compared and concluded (internal/parity).
package parity
