package api

// The operations on cards, which stores can offer.
//
//	curl localhost:8081/api/cards/wx0123456789abcdef -d '{"card_id":"pXmember","type":"MEMBER_CARD"}'
//	curl -X DELETE localhost:8081/api/cards/wx0123456789abcdef/pXmember
var (
	ListCards = Declare[CardFilter, CardList](Operation{
		Method: "GET", Path: "/api/cards/{app_id}", Doc: "List the cards of an account.",
		Verb: "cards list", Columns: []string{"card_id", "type", "use_custom_code"},
	})
	AddCard = Declare[CardCreation, Card](Operation{
		Method: "POST", Path: "/api/cards/{app_id}", Doc: "Add a card to an account.", Verb: "cards add",
	})
	DropCard = Declare[CardID, None](Operation{
		Method: "DELETE", Path: "/api/cards/{app_id}/{card_id}", Doc: "Delete a card. Stores that offer it keep its id.", Verb: "cards drop",
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
	CardID string `path:"card_id" arg:"" name:"card_id" help:"The card's id."`
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
	CardID        string `json:"card_id" arg:"" name:"card_id" help:"The card's id."`
	Type          string `json:"type" placeholder:"TYPE" help:"For example MEMBER_CARD."`
	UseCustomCode bool   `json:"use_custom_code" help:"It uses custom codes: no store can offer it."`
}
