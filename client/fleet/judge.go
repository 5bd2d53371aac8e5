package fleet

import (
	"cmp"
	"errors"
	"slices"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/client/component"
	"github.com/wxastore/wxastore/weixin"
)

// verdict is what an error of a call means for a merchant.
type verdict struct {
	state State
	code  weixin.Code
	rid   weixin.RID
	// text is Weixin's, why what was found without it; one of both is there.
	text string
	why  error
}

// judge says what an error of a call of an interface means. A change that the service
// may have carried out without an answer is Unknown.
func judge(err error, d weixin.Declaration) verdict {
	v := verdict{state: Later, why: err}
	if blocked, ok := errors.AsType[Blocker](err); ok {
		v.state = BadInput
		if slices.Contains([]Reason{SecretInRow, SecretMissing, NoPlatform}, blocked.Reason) {
			v.state, v.why = BadSetup, cmp.Or(blocked.Sentence(), err)
		}
		return v
	}
	if answered, ok := errors.AsType[*weixin.Error](err); ok {
		v = verdict{state: stateOf(answered.Code.Class()), code: answered.Code, rid: answered.RID, text: answered.Text}
		if d.Name == weixin.ModifyMerchant.Name && client.MayHaveHappened(err) {
			v.state = Unknown
		}
		return v
	}
	switch {
	case errors.Is(err, component.ErrNotAuthorized), errors.Is(err, component.ErrNoRefreshToken):
		v.state, v.code = NeedsMerchant, weixin.NotAuthorized
	case errors.Is(err, component.ErrNoTicket):
		v.state = BadSetup
	case errors.Is(err, client.ErrTooLarge), errors.Is(err, client.ErrNotUTF8), errors.Is(err, ErrNoRecord):
		v.state = BadInput
	case d.Name == weixin.ModifyMerchant.Name && client.MayHaveHappened(err):
		v.state = Unknown
	}
	return v
}
