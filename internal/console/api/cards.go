package api

// The operations on cards, which stores can offer.
//
//	curl localhost:8081/api/cards/wx0123456789abcdef -d '{"card_id":"pXmember","type":"MEMBER_CARD"}'
//	curl -X PUT localhost:8081/api/cards/wx0123456789abcdef/pXmember -d '{"type":"GROUPON","version":"*"}'
//	curl -X DELETE 'localhost:8081/api/cards/wx0123456789abcdef/pXmember'
var (
	ListCards = Declare[CardFilter, CardList](Operation{
		Method: "GET", Path: "/api/cards/{app_id}", Doc: "List the cards of an account.",
		Verb: "cards list", Columns: []string{"card_id", "type", "use_custom_code", "version"},
	})
	ShowCard = Declare[CardID, Card](Operation{
		Method: "GET", Path: "/api/cards/{app_id}/{card_id}", Doc: "Show a card.", Verb: "cards show",
	})
	PutCard = Declare[CardChange, Card](Operation{
		Method: "PUT", Path: "/api/cards/{app_id}/{card_id}", Verb: "cards put",
		Doc: "Change all of a card, if it still has the version of the body.",
	})
	AddCard = Declare[CardCreation, Card](Operation{
		Method: "POST", Path: "/api/cards/{app_id}", Doc: "Add a card to an account.", Verb: "cards add",
		Unversioned: itAdds,
	})
	DropCard = Declare[CardDrop, None](Operation{
		Method: "DELETE", Path: "/api/cards/{app_id}/{card_id}", Doc: "Delete a card. Stores that offer it keep its id.", Verb: "cards drop",
		Destroys: "Stores that offer it keep its id.",
	})
)

// CardFilter selects cards of an account.
type CardFilter struct {
	AccountID
	Page
}

// CardID names a card of an account.
type CardID struct {
	AccountID
	Card string `path:"card_id" arg:"" name:"card_id" help:"The card's id."`
}

// CardDrop deletes a card.
type CardDrop struct {
	CardID
	Seen
}

// CardList are cards.
type CardList struct {
	Cards []Card `json:"cards"`
	// Next is the "after" of those that follow; absent if none do.
	Next string `json:"next,omitempty"`
}

// CardCreation adds a card.
type CardCreation struct {
	AccountID
	Body Card `embed:""`
}

// Card is a card (卡券).
type Card struct {
	CardID string `json:"card_id" arg:"" name:"card_id" help:"The card's id."`
	CardFields
	// Version tells this card from what it is after a change. A POST needs none.
	Version string `json:"version" kong:"-"`
}

// CardFields are what an operator says of a card.
type CardFields struct {
	Type          string `json:"type" placeholder:"TYPE" help:"For example MEMBER_CARD."`
	UseCustomCode bool   `json:"use_custom_code" help:"It uses custom codes: no store can offer it."`
}

// CardChange changes a card.
type CardChange struct {
	CardID
	Body CardState `embed:""`
}

// CardState is what a card is to be.
type CardState struct {
	CardFields
	// Version is the one that is changed, "*" for whatever is there. If another has changed
	// the card since, the answer is 409 with both.
	Version string `json:"version" name:"replacing" placeholder:"VERSION" help:"The version that show prints, or * for whatever is there."`
}
