package fleet

import (
	"errors"
	"time"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// move is what comes next for a store: a call, or the state in which a run leaves it.
type move struct {
	// call is the path of an interface, "" for none.
	call string
	// change are the fields of an update.
	change storeChange

	state State
	why   error
	// since is when the review began that is waited for.
	since time.Time
}

// storeChange is what an update of a store sends.
type storeChange struct{ phone, hours, pictures bool }

func call(path string) move { return move{call: path} }

func (c *StoreCall) wait() move { return move{state: Waiting, since: c.At} }

func (c *StoreCall) refused() move {
	if c.Reason == "" {
		return move{state: BadInput, why: said.Errorf("Weixin's review has failed; its console says why")}
	}
	return move{state: BadInput, why: errors.New(c.Reason)}
}

// next is the rule: what comes next for a store, by what is wanted, known and seen. It
// asks nothing and changes nothing.
func (d *DesiredStore) next(k Store, f facts) move {
	switch {
	case d.Delete && f.listed == nil:
		return move{state: Done}
	case d.Delete:
		return call(weixin.DeleteStore.Path)
	case f.listed == nil && f.place == "":
		return d.toPlace(k, f)
	case f.listed == nil:
		return d.toStore(k, f)
	}
	switch f.listed.Status {
	case weixin.AuditReviewing:
		if k.Waits != nil {
			return k.Waits.wait()
		}
		return move{state: Waiting, since: f.now}
	case weixin.AuditFailed:
		if k.Refused.with(weixin.AddStore.Path, d.storeHash()) {
			return k.Refused.refused()
		}
		return call(weixin.DeleteStore.Path) // a place has one store: the failed one goes first
	}
	return d.toValues(k, f)
}

// toPlace leads to a place on the map.
func (d *DesiredStore) toPlace(k Store, f facts) move {
	create := weixin.CreateMapPOI.Path
	switch {
	case k.Waits.is(create):
		return k.Waits.wait()
	case k.Sent.is(create) && !f.again:
		return move{state: Unknown, why: said.Errorf("whether the place was asked for is not known, and the map does not have it"), since: k.Sent.At}
	case k.Refused.with(create, d.placeHash()):
		return k.Refused.refused()
	case d.creatable() != "":
		return move{state: BadInput, why: said.Errorf("the map has no such place, and the column %s is empty, which asking for one needs", d.creatable())}
	}
	return call(create)
}

// toStore leads from a place to a store.
func (d *DesiredStore) toStore(k Store, f facts) move {
	switch {
	case k.Waits.is(weixin.AddStore.Path) && f.now.Sub(k.Waits.At) < listLag:
		return k.Waits.wait()
	case k.Refused.with(weixin.AddStore.Path, d.storeHash()):
		return k.Refused.refused()
	}
	return call(weixin.AddStore.Path)
}

// toValues leads a store that has passed to the values that it is to have.
func (d *DesiredStore) toValues(k Store, f facts) move {
	change := storeChange{
		phone:    d.Phone != "" && differs(d.Phone, k.Applied.Phone, k.Shown.Phone, f.listed.Telephone),
		hours:    d.Hours != "" && differs(d.Hours, k.Applied.Hours, k.Shown.Hours, f.listed.OpenTime),
		pictures: d.picturesHash() != "" && d.picturesHash() != k.Applied.Pictures,
	}
	refused := change.pictures && k.Refused.with(weixin.UpdateStore.Path, d.picturesHash())
	change.pictures = change.pictures && !refused
	switch {
	case k.Waits != nil:
		return k.Waits.wait()
	case change != storeChange{}:
		return move{call: weixin.UpdateStore.Path, change: change}
	case d.Card != "" && d.Card != k.Applied.Card:
		return call(weixin.SetStoreCard.Path)
	case refused:
		return k.Refused.refused()
	}
	return move{state: Done}
}

// differs reports whether a value has to be sent: it was not applied, or the store was
// changed elsewhere since.
func differs(want, applied, shownThen, shown string) bool {
	if want == shown {
		return false
	}
	return want != applied || shownThen != "" && shown != shownThen
}

// ahead are the calls that lead a store to what is wanted, as if each review passed.
func (d *DesiredStore) ahead(k Store, f facts) (calls []string, last move) {
	for range maxMoves {
		last = d.next(k, f)
		switch {
		case last.call == "" && last.state == Waiting && f.listed == nil && f.place == "":
			f.place = "in review"
			k.Waits = nil
			continue
		case last.call == "" && last.state == Waiting:
			if f.listed == nil {
				f.listed = &weixin.ListedStore{Telephone: d.Phone, OpenTime: d.Hours}
				k.Applied = d.values(k.Applied.Card)
			}
			listed := *f.listed
			listed.Status, f.listed = weixin.AuditPassed, &listed
			if k.Waits.is(weixin.UpdateStore.Path) {
				k.Applied.Pictures = k.Waits.Hash
			}
			k.Waits = nil
			continue
		case last.call == "":
			return calls, last
		}
		calls = append(calls, last.call)
		switch last.call {
		case weixin.CreateMapPOI.Path:
			f.place = "asked for"
		case weixin.AddStore.Path:
			f.listed, k.Applied = &weixin.ListedStore{Status: weixin.AuditPassed, Telephone: d.Phone, OpenTime: d.Hours}, d.values("")
		case weixin.UpdateStore.Path:
			k.Applied, k.Shown = d.values(k.Applied.Card), StoreValues{}
		case weixin.SetStoreCard.Path:
			k.Applied.Card = d.Card
		case weixin.DeleteStore.Path:
			f.listed = nil
		}
	}
	return calls, last
}

// maxMoves bounds the calls of one store in one go: the longest way is delete, create,
// add, update and card.
const maxMoves = 8
