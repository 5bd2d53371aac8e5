package sqlstore

import "github.com/wxastore/wxastore/internal/store"

// contentArrays are the columns of merchants that updateContent sets.
type contentArrays struct {
	appID, intro, month              []string
	headimg                          [][]byte
	version, monthChanges, updatedAt []int64
}

func (a *contentArrays) add(appID string, m *store.Merchant) {
	a.appID, a.intro, a.month = append(a.appID, appID), append(a.intro, m.Intro), append(a.month, m.Month)
	a.headimg = append(a.headimg, hashElement(m.Headimg))
	a.version, a.monthChanges = append(a.version, m.Version), append(a.monthChanges, int64(m.MonthChanges))
	a.updatedAt = append(a.updatedAt, m.UpdatedAt.UnixMilli())
}

func (a *contentArrays) args() []any {
	return []any{a.appID, a.intro, a.headimg, a.version, a.month, a.monthChanges, a.updatedAt}
}

// changeArrays are the columns of some changes.
type changeArrays struct {
	appID, beforeIntro, afterIntro, caller, rid []string
	beforeHeadimg, afterHeadimg                 [][]byte
	version, at                                 []int64
}

func (a *changeArrays) add(appID string, c *store.Change) {
	a.appID, a.version = append(a.appID, appID), append(a.version, c.Version)
	a.beforeIntro, a.afterIntro = append(a.beforeIntro, c.BeforeIntro), append(a.afterIntro, c.AfterIntro)
	a.beforeHeadimg, a.afterHeadimg = append(a.beforeHeadimg, hashElement(c.BeforeHeadimg)), append(a.afterHeadimg, hashElement(c.AfterHeadimg))
	a.caller, a.rid, a.at = append(a.caller, c.Caller), append(a.rid, c.RID), append(a.at, c.At.UnixMilli())
}

func (a *changeArrays) args() []any {
	return []any{a.appID, a.version, a.beforeIntro, a.afterIntro, a.beforeHeadimg, a.afterHeadimg, a.caller, a.rid, a.at}
}

// hashElement is hashArg as an element of an array.
func hashElement(h store.Hash) []byte {
	if h.IsZero() {
		return nil
	}
	return h[:]
}
