package admin

// Commands are what the operator does to a running service: what the console's
// pages do.
type Commands struct {
	Accounts  adminAccounts  `cmd:"" help:"Accounts: list, show, create, put, secret, tokens, revoke."`
	Merchants adminMerchants `cmd:"" help:"Store Mini Programs: list, show, history, revert."`
	Calls     adminCalls     `cmd:"" help:"The journal of calls: list, show, tail."`
	Send      adminSend      `cmd:"" help:"Call an interface as an account, without its secret."`
	Clock     adminClock     `cmd:"" help:"The service's time: show, set, advance, scale, reset."`
	Faults    adminFaults    `cmd:"" help:"Injected faults: list, put, drop, clear."`
	Quotas    adminQuotas    `cmd:"" help:"Show what an account has called and may call."`
	Reset     adminReset     `cmd:"" help:"Delete everything but what the service was started with."`
	Seed      adminSeed      `cmd:"" help:"Apply a seed file to the running service."`
	Snapshot  adminSnapshot  `cmd:"" help:"Save the whole state into one file."`
	Restore   adminRestore   `cmd:"" help:"Replace the whole state by that of a file."`
}

// Help is the long text of admin --help.
func (Commands) Help() string {
	return `Finds the service of --data, or asks the console of --console. The token that
the service has made is found in the folder, which has to be this user's own; one
that it was given is WXASTORE_CONSOLE_TOKEN.

  wxastore admin merchants list --search 示例
  wxastore admin calls tail
  wxastore admin clock advance 2h
  wxastore admin snapshot before.snapshot
  wxastore admin restore before.snapshot --yes`
}
