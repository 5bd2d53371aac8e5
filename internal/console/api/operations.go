package api

// Operations are all operations, in the order in which commands and documents list
// them.
func Operations() []Operation {
	return []Operation{
		ListAccounts.Operation, ShowAccount.Operation, CreateAccount.Operation, PutAccount.Operation, RollSecret.Operation,
		ListTokens.Operation, RevokeToken.Operation, CheckMessages.Operation, SendTestEvent.Operation,
		ListMerchants.Operation, ShowMerchant.Operation, ListChanges.Operation, RevertMerchant.Operation, ShowPicture.Operation,
		ListCalls.Operation, ShowCall.Operation, Feed.Operation,
		Send.Operation,
		ShowClock.Operation, MoveClock.Operation,
		ListFaults.Operation, PutFault.Operation, DropFault.Operation, ClearFaults.Operation,
		ListQuotas.Operation,
		Reset.Operation, ApplySeed.Operation, TakeSnapshot.Operation, Restore.Operation,
		ListComponents.Operation, ShowComponent.Operation, PushTicket.Operation, ListAuthorizations.Operation, Authorize.Operation, Withdraw.Operation,
		ListPushes.Operation, ResendPush.Operation, DropPush.Operation,
		ListInterfaces.Operation, ShowInterface.Operation, ShowMetrics.Operation, NewLink.Operation,
	}
}
