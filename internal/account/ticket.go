package account

import (
	"context"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"slices"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// ticketLine begins the kind of the series of a type of ticket.
const ticketLine = "ticket "

// ticketLife is how long a ticket stays the same.
const ticketLife = weixin.JSTicketSeconds * time.Second

// getTicket returns the account's ticket of a type. It is made of the salt of a series,
// for it signs what the account shows in pages and opens nothing of the service.
//
//fidelity:observed getticket same | a fetch does not supersede the ticket before | posts in the community
//fidelity:choice getticket same | one ticket a type for 7,200 s, then another; nothing here checks what it signs
//fidelity:official getticket ticket | 86 letters, digits, `-` and `_` | example of the older page of the JS-SDK
func (r *Module) getTicket(ctx context.Context, call *edge.Call, req weixin.GetTicketRequest) (weixin.GetTicketResponse, error) {
	if !slices.Contains([]string{"jsapi", "wx_card"}, req.Type) {
		return weixin.GetTicketResponse{}, edge.Refuse(weixin.InvalidArgs, "type is %.20q, neither jsapi nor wx_card", req.Type)
	}
	appID, kind := call.Caller.AppID, ticketLine+req.Type
	fresh := r.Random.Bytes(carriedSize)
	var salt []byte
	keys := []store.Key{store.AccountKey(appID), store.TokenSeriesKey(appID, kind)}
	err := r.Store.Write(ctx, keys, func(tx store.Tx) error {
		series, err := tx.TokenSeries(appID, kind)
		if err != nil {
			return err
		}
		if !call.At.Before(series.ExpiresAt) {
			series.Salt, series.IssuedAt, series.ExpiresAt = fresh, call.At, call.At.Add(ticketLife)
			tx.PutTokenSeries(series)
		}
		salt = series.Salt
		return nil
	})
	if err != nil {
		return weixin.GetTicketResponse{}, fmt.Errorf("account: ticket: %w", err)
	}
	sum := sha512.Sum512(append([]byte(kind+" "+appID+" "), salt...))
	return weixin.GetTicketResponse{
		Status: weixin.Success(), Ticket: base64.RawURLEncoding.EncodeToString(sum[:]), ExpiresIn: weixin.JSTicketSeconds,
	}, nil
}
