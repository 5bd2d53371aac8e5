package component

import (
	"context"
	"fmt"
	"strconv"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// option is the value of an option, and the greatest that it may have.
//
//fidelity:inferred getauthorizeroptioninfo,setauthorizeroptioninfo options | location_report: 0 off, 1 when a user comes, 2 every 5 seconds; voice_recognize and customer_service: 0 off, 1 on; all are 0 at first | names and values that SDKs have
//fidelity:differs options of an authorizer | Weixin reports places, recognizes voices and passes messages on accordingly | they are kept, and nothing follows from them | no users send anything here
func option(o *store.Options, name string) (value *int, greatest int, err error) {
	switch name {
	case "location_report":
		return &o.LocationReport, 2, nil
	case "voice_recognize":
		return &o.VoiceRecognize, 1, nil
	case "customer_service":
		return &o.CustomerService, 1, nil
	}
	return nil, 0, edge.Refuse(weixin.InvalidArgs, "there is no option %.40q", name)
}

func (r *Module) getAuthorizerOption(ctx context.Context, call *edge.Call, req weixin.AuthorizerOptionRequest) (weixin.AuthorizerOptionResponse, error) {
	var answer weixin.AuthorizerOptionResponse
	account, a, err := r.authorizer(ctx, call, req.ComponentAppID, req.AuthorizerAppID)
	if err == nil {
		err = granted(a)
	}
	if err != nil {
		return answer, err
	}
	value, _, err := option(&account.Options, req.OptionName)
	if err != nil {
		return answer, err
	}
	return weixin.AuthorizerOptionResponse{AuthorizerAppID: account.AppID, OptionName: req.OptionName, OptionValue: strconv.Itoa(*value)}, nil
}

func (r *Module) setAuthorizerOption(ctx context.Context, call *edge.Call, req weixin.SetAuthorizerOptionRequest) (weixin.Status, error) {
	if _, _, err := r.authorizer(ctx, call, req.ComponentAppID, req.AuthorizerAppID); err != nil {
		return weixin.Status{}, err
	}
	appID, component := req.AuthorizerAppID, req.ComponentAppID
	err := r.Store.Write(ctx, []store.Key{store.AccountKey(appID), store.AuthorizationKey(appID, component)}, func(tx store.Tx) error {
		a, err := tx.Authorization(appID, component)
		if a, err = orNone(a, err, appID, component); err == nil {
			err = granted(a)
		}
		if err != nil {
			return err
		}
		account, err := tx.Account(appID)
		if err != nil {
			return fmt.Errorf("account %s: %w", appID, err)
		}
		value, greatest, err := option(&account.Options, req.OptionName)
		if err != nil {
			return err
		}
		wanted, err := strconv.Atoi(string(req.OptionValue))
		if err != nil || wanted < 0 || wanted > greatest {
			return edge.Refuse(weixin.InvalidArgs, "%s cannot be %.20q", req.OptionName, req.OptionValue)
		}
		*value = wanted
		tx.PutAccount(account)
		return nil
	})
	return weixin.Success(), err
}
