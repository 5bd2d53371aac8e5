// Package fleet changes the head image and the introduction of many store Mini
// Programs: it plans, applies, and goes on after it was stopped or killed.
//
// What is wanted comes as rows ([Desired]; package input reads them from CSV, YAML,
// JSON lines and SQL). A [Planner] checks each merchant without changing anything and
// makes a [Plan]. A [Runner] applies a plan: merchants in parallel, each one's calls one
// after another, in waves, within limits. What was done is kept in a [Ledger], because
// no call reads a merchant back: each step is written there before it is made and after
// it has ended. So a run can be resumed after it was killed at any moment, and a change
// whose outcome nobody knows is listed and not made again by itself.
//
//	plan, err := fleet.Planner{Ledger: ledger, Accounts: accounts}.Plan(ctx, source, rows)
//	...
//	run, err := fleet.Runner{Ledger: ledger, Accounts: accounts}.Apply(ctx, plan)
//
// Accounts are called with secrets of their own, or through a third-party platform that
// they have authorized. A row, a plan and a ledger name where a secret is (env:NAME,
// file:PATH) and never hold one.
//
// It owns: checks, plans, the order and pace of calls, the states of a merchant in a
// run, what a resume concludes, classes of outcomes. It does not own how rows are read
// (package input), where the ledger is kept (package sqlledger), tokens and their
// repetition (packages client and component), codes and their classes (package weixin).
package fleet
