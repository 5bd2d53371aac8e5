package crash

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// keeper is a client that applies for the store Mini Program of its account, and when
// that is approved adds stores to it and updates them. All of this is reviewed.
type keeper struct {
	*client
	headimg  string
	approved bool
	// places are those where it has not added a store yet, stores its own.
	places []string
	stores []*ownStore
	// acknowledged are the calls that are reviewed.
	acknowledged []submission
}

// submission is what was answered about something that is reviewed.
type submission struct {
	kind store.ReviewKind
	// auditID is 0 of an application, which is known by its name.
	auditID int64
	name    string
	// pictures are those that a store is to have.
	pictures []string
}

// ownStore is a store that a keeper has added.
type ownStore struct {
	name, poiID string
	// asked and told are the last phone that the store was to have, and of which it
	// was said that it has it: numbers that grow.
	asked, told int
}

// judged is an answer that may also be one of the codes that a review causes.
type judged struct {
	status
	may []weixin.Code
}

func (j *judged) failed() bool {
	for _, code := range j.may {
		if weixin.Code(j.ErrCode) == code {
			return false
		}
	}
	return j.ErrCode != 0
}

// post calls an interface with a body.
func (k *keeper) post(ctx context.Context, via *http.Client, address string, body any, into interface{ failed() bool }) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return k.call(ctx, via, address+"?", "application/json", text, into)
}

// next applies until the account is approved, and then adds and updates in turn.
func (k *keeper) next(ctx context.Context, via *http.Client, api string) error {
	k.number++
	switch {
	case k.headimg == "":
		u, err := k.upload(ctx, via, api, k.pictures.next())
		k.headimg = u.mediaID
		return err
	case !k.approved:
		return k.apply(ctx, via, api)
	case k.number%4 == 0 && len(k.places) > 0, len(k.stores) == 0:
		return k.add(ctx, via, api)
	}
	return k.update(ctx, via, api)
}

func (k *keeper) apply(ctx context.Context, via *http.Client, api string) error {
	asked := weixin.ApplyMerchantRequest{
		FirstCatID: 317, SecondCatID: 319, Nickname: fmt.Sprintf("Shop %d-%d", k.id, k.number),
		HeadimgMediaID: weixin.MediaID(k.headimg), Intro: "as applied for",
	}
	answer := judged{may: []weixin.Code{weixin.Verifying}}
	if err := k.post(ctx, via, api+weixin.ApplyMerchant.Path, asked, &answer); err != nil {
		return err
	}
	if answer.ErrCode == 0 {
		k.acknowledged = append(k.acknowledged, submission{kind: store.ReviewApplication, name: asked.Nickname})
	}
	var info struct {
		status
		Data weixin.MerchantAudit `json:"data"`
	}
	err := k.post(ctx, via, api+weixin.GetMerchantAuditInfo.Path, weixin.Nothing{}, &info)
	k.approved = info.Data.Status == weixin.AuditPassed
	return err
}

// audited is an answer that names a review, if something is reviewed.
type audited struct {
	judged
	Data weixin.AuditID `json:"data"`
}

func (k *keeper) add(ctx context.Context, via *http.Client, api string) error {
	place := k.places[0]
	k.places = k.places[1:]
	added := &ownStore{name: placeName(place), asked: k.number, told: k.number}
	asked := map[string]string{
		"map_poi_id": place, "pic_list": picList(picturesOf(k.id, k.number)), "contract_phone": fmt.Sprint(added.asked),
		"hour": "11:11-12:12", "credential": "22883878-0", "card_id": "",
	}
	var answer audited
	if err := k.post(ctx, via, api+weixin.AddStore.Path, asked, &answer); err != nil {
		return err
	}
	k.stores = append(k.stores, added)
	k.acknowledged = append(k.acknowledged, submission{store.ReviewStore, answer.Data.AuditID, added.name, picturesOf(k.id, k.number)})
	return nil
}

// update gives a store another phone, and every other time other pictures.
func (k *keeper) update(ctx context.Context, via *http.Client, api string) error {
	own := k.stores[k.number%len(k.stores)]
	if own.poiID == "" {
		if err := k.learn(ctx, via, api); err != nil {
			return err
		}
	}
	asked := map[string]string{"poi_id": own.poiID, "contract_phone": fmt.Sprint(k.number), "hour": "", "card_id": "", "pic_list": ""}
	if k.number%2 == 0 {
		asked["pic_list"] = picList(picturesOf(k.id, k.number))
	}
	own.asked = k.number
	answer := audited{judged: judged{may: []weixin.Code{weixin.StoreState}}}
	if err := k.post(ctx, via, api+weixin.UpdateStore.Path, asked, &answer); err != nil {
		return err
	}
	if answer.ErrCode == 0 {
		own.told = k.number
	}
	if answer.Data.AuditID != 0 {
		k.acknowledged = append(k.acknowledged, submission{store.ReviewPictures, answer.Data.AuditID, own.name, picturesOf(k.id, k.number)})
	}
	return nil
}

// learn asks for the list of the account's stores, which has their ids.
func (k *keeper) learn(ctx context.Context, via *http.Client, api string) error {
	var list struct {
		status
		BusinessList []weixin.ListedBusiness `json:"business_list"`
	}
	if err := k.post(ctx, via, api+weixin.GetStoreList.Path, map[string]int{"offset": 0, "limit": weixin.MaxStores}, &list); err != nil {
		return err
	}
	ids := make(map[string]string)
	for _, one := range list.BusinessList {
		ids[one.BaseInfo.BusinessName] = one.BaseInfo.PoiID
	}
	for _, own := range k.stores {
		if own.poiID = ids[own.name]; own.poiID == "" {
			return fmt.Errorf("%s: the list lacks the store %s, whose addition was answered", k.appID, own.name)
		}
	}
	return nil
}

// picturesOf are the addresses of pictures that no other call has.
func picturesOf(client, number int) []string {
	return []string{fmt.Sprintf("http://mmbiz.qpic.cn/mmbiz_png/%d-%d/0?wx_fmt=png", client, number)}
}

func picList(addresses []string) string {
	text, err := json.Marshal(map[string][]string{"list": addresses})
	if err != nil {
		panic(err) // texts are encoded
	}
	return string(text)
}

func placeName(id string) string { return "Place " + id }
