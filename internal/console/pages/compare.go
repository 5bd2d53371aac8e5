package pages

import (
	"net/http"
	"strconv"

	"github.com/wxastore/wxastore/internal/console/api"
)

// version is what a store Mini Program showed after a change; 0 is before the first.
type version struct {
	Number         int64
	Intro, Headimg string
}

// compare shows two versions of a store Mini Program side by side.
func (s *site) compare(w http.ResponseWriter, r *http.Request) error {
	m, err := do(s, r, api.ShowMerchant, accountID(r))
	if err != nil {
		return err
	}
	var both [2]version
	for i, name := range []string{"a", "b"} {
		number, err := strconv.ParseInt(r.URL.Query().Get(name), 10, 64)
		if err != nil || number < 0 {
			return invalidf("%q is not a version", r.URL.Query().Get(name))
		}
		if both[i], err = s.version(r, number); err != nil {
			return err
		}
	}
	return s.show(w, r, answer{page: "compare", subject: m.Nickname, data: map[string]any{
		"Merchant": m, "A": both[0], "B": both[1], "Intro": difference(both[0].Intro, both[1].Intro),
	}})
}

// version is what a store Mini Program showed after the change of a number.
func (s *site) version(r *http.Request, number int64) (version, error) {
	list, err := do(s, r, api.ListChanges, api.ChangeFilter{AccountID: accountID(r), Before: max(number, 1) + 1, Limit: 1})
	if err != nil {
		return version{}, err
	}
	if len(list.Changes) == 0 || list.Changes[0].Version != max(number, 1) {
		return version{}, problem{http.StatusNotFound, "problem.version"}
	}
	c := list.Changes[0]
	if number == 0 {
		return version{0, c.BeforeIntro, c.BeforeHeadimg}, nil
	}
	return version{number, c.AfterIntro, c.AfterHeadimg}, nil
}
