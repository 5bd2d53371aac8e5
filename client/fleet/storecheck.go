package fleet

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// checkStores finds what keeps an account's stores from what is wanted, and the calls that
// lead there. An error ends the plan.
func (p *Planner) checkStores(ctx context.Context, steps []*Step, known map[string]Store) error {
	for _, s := range steps {
		s.Row = s.Desired.hash()
		if fault := s.Desired.Fault; fault != nil {
			s.block(*fault)
			s.Desired.Fault = nil
		}
		p.checkCaller(s)
		s.checkStore(known[s.Desired.Key()])
		if err := p.readPictures(ctx, s); err != nil {
			return err
		}
	}
	if p.Offline {
		for _, s := range steps {
			s.foresee(known[s.Desired.Key()], offlineFacts(s.Desired.Store, known[s.Desired.Key()]), nil, p)
		}
		return ctx.Err()
	}
	open := steps[:0:0]
	for _, s := range steps {
		if s.Action != Block {
			open = append(open, s)
		}
	}
	if len(open) == 0 {
		return ctx.Err()
	}
	first := open[0].Desired
	c, err := p.Accounts.Client(first.AppID, first.Account)
	if err != nil {
		return ctx.Err() // the error was said already
	}
	if blockers := p.standing(ctx, c, first, []weixin.Declaration{weixin.AddStore.Declared(), weixin.UploadImage.Declared()}); len(blockers) > 0 {
		for _, s := range open {
			for _, b := range blockers {
				s.block(b)
			}
		}
		return ctx.Err()
	}
	told, err := p.Ledger.Reviewed(ctx, first.AppID)
	if err != nil {
		return err
	}
	shop := &shop{client: c, ask: p.ask, directory: &p.directory, told: told, taken: make(map[string]string)}
	for _, s := range open {
		if k := known[s.Desired.Key()]; k.PoiID != "" {
			shop.taken[k.PoiID] = k.StoreKey
		}
	}
	places := make(map[string]int)
	for _, s := range open {
		k := known[s.Desired.Key()]
		f, err := shop.look(ctx, s.Desired.Store, k)
		if err != nil {
			s.refused(err, weixin.GetStoreList.Declared())
			continue
		}
		s.foresee(k, f, told, p)
		if line, twice := places[f.place]; twice && f.place != "" && !s.Desired.Store.Delete {
			s.block(NewBlocker(SamePlace, 0, said.Errorf("%s, as in line %d", f.place, line)))
		} else if !s.Desired.Store.Delete {
			places[f.place] = s.Desired.Line
		}
	}
	return ctx.Err()
}

// offlineFacts are what the ledger lets expect.
func offlineFacts(d *DesiredStore, k Store) facts {
	f := facts{place: cmp.Or(d.MapPoiID, k.MapPoiID)}
	if k.PoiID != "" {
		f.listed = &weixin.ListedStore{
			PoiID: k.PoiID, Status: weixin.AuditPassed, Telephone: cmp.Or(k.Shown.Phone, k.Applied.Phone), OpenTime: cmp.Or(k.Shown.Hours, k.Applied.Hours),
		}
	}
	return f
}

// foresee plans the calls of a store, or blocks it.
func (s *Step) foresee(k Store, f facts, told []Reviewed, p *Planner) {
	if s.Action == Block {
		return
	}
	d := s.Desired.Store
	f.now, f.again = p.Now().UTC(), p.RetryUnknown
	fresh := k.ID() == "/"
	k.learn(d, f, told)
	switch missing := d.creatable(); {
	case d.Delete && fresh && d.PoiID == "":
		s.block(Blocker{Reason: StoreUnknown})
		return
	case d.Delete:
	case f.listed == nil && f.place == "" && missing != "" && k.Waits == nil && k.Sent == nil:
		s.block(NewBlocker(NoPlace, 0, said.Errorf("the map has no %q in the district, and the column %s is empty", d.Name, missing)))
		return
	case f.listed != nil && f.listed.Status == weixin.AuditPassed:
		if why := d.fixed(k); why != nil {
			s.block(NewBlocker(StoreFixed, 0, why))
			return
		}
	}
	if k.Waits != nil {
		s.warn(said.Errorf("waiting for Weixin's review since %s", weixin.Day(k.Waits.At)))
	}
	calls, last := d.ahead(k, f)
	switch {
	case last.state == BadInput:
		s.block(NewBlocker(StoreRefused, 0, last.why))
	case last.state == Unknown:
		s.block(NewBlocker(UnknownBefore, 0, last.why))
	case len(calls) == 0:
		s.Action = Nothing
	default:
		s.Calls = calls
	}
}

// fixed is what a row wants to change that Weixin cannot change of a store.
func (d *DesiredStore) fixed(k Store) error {
	for _, one := range []struct{ name, want, is string }{
		{"licence", d.Licence, k.Applied.Licence}, {"company", d.Company, k.Applied.Company}, {"map_poi_id", d.MapPoiID, k.MapPoiID},
	} {
		if one.want != "" && one.is != "" && one.want != one.is {
			return said.Errorf("%s was %s", one.name, one.is)
		}
	}
	return nil
}

var hoursForm = regexp.MustCompile(`^([01]\d|2[0-4]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d$`)

// checkStore looks at what a row of stores says.
func (s *Step) checkStore(k Store) {
	d := s.Desired.Store
	missing := func(why error) { s.block(NewBlocker(StoreColumn, 0, why)) }
	if d.StoreKey == "" {
		s.block(Blocker{Reason: NoStoreKey})
	}
	if d.Delete {
		return
	}
	if d.MapPoiID == "" && d.PoiID == "" && k.MapPoiID == "" && (d.Name == "" || d.District == "") {
		missing(said.Errorf("map_poi_id, and name or district is empty"))
	}
	for _, required := range []struct{ name, value string }{{"phone", d.Phone}, {"licence", d.Licence}} {
		if required.value == "" {
			missing(said.Errorf("%s is empty", required.name))
		}
	}
	switch {
	case len(d.Pictures) == 0:
		missing(said.Errorf("%s is empty", "pictures"))
	case d.Company != "" && len(d.Papers) == 0:
		missing(said.Errorf("papers, which another company needs, is empty"))
	}
	if d.Hours != "" && !hoursForm.MatchString(d.Hours) {
		s.block(NewBlocker(StoreForm, 0, said.Errorf("hours %q: write 09:00-21:00", d.Hours)))
	}
	if first, second, ok := strings.Cut(d.Category, ":"); d.Category != "" && (!ok || first == "" || second == "") {
		s.block(NewBlocker(StoreForm, 0, said.Errorf("category %q: write two names with a colon, such as 美食:中餐厅", d.Category)))
	}
	if _, _, blocker := d.degrees(); blocker != nil {
		s.block(*blocker)
	}
	for _, text := range []string{d.Name, d.Address, d.Introduction, d.Phone, d.Licence, d.Company} {
		if garbled(text) {
			s.block(Blocker{Reason: IntroText, Code: weixin.DataFormat})
			break
		}
	}
}

// degrees are the coordinates of a row, 0 where it has none.
func (d *DesiredStore) degrees() (lat, lng float64, blocker *Blocker) {
	for _, one := range []struct {
		name, text string
		most       float64
		into       *float64
	}{{"lat", d.Latitude, 90, &lat}, {"lng", d.Longitude, 180, &lng}} {
		if one.text == "" {
			continue
		}
		n, err := strconv.ParseFloat(one.text, 64)
		if err != nil || !(n >= -one.most && n <= one.most) {
			return 0, 0, new(NewBlocker(StoreForm, 0, said.Errorf("%s %q: write degrees, such as 23.0767 and 113.3032", one.name, one.text)))
		}
		*one.into = n
	}
	return lat, lng, nil
}

// readPictures reads the pictures of a row of stores, and keeps them.
func (p *Planner) readPictures(ctx context.Context, s *Step) error {
	d := s.Desired.Store
	papers := make(map[*Picture]bool)
	for i := range d.Papers {
		papers[&d.Papers[i]] = true
	}
	for _, one := range d.all() {
		if one.kept() && !papers[one] {
			continue
		}
		hash, size, blocker, err := p.Pictures.check(ctx, one.From, p.Ledger)
		if err != nil {
			return err
		}
		if most := weixin.StoredPicture().MaxSize; blocker == nil && !papers[one] && size > most {
			blocker = new(NewBlocker(PictureSize, weixin.InvalidImageSize, said.Errorf("%d bytes, and %d are allowed", size, most)))
		}
		if blocker != nil {
			s.block(NewBlocker(blocker.Reason, blocker.Code, said.Errorf("%s: %w", one.From, blocker.Sentence())))
		}
		one.SHA256 = hash
		s.Bytes += size
	}
	s.Content = d.contentHash()
	return nil
}

// contentHash names the bytes of all pictures of a row.
func (d *DesiredStore) contentHash() string {
	var hashes []any
	for _, one := range d.all() {
		hashes = append(hashes, one.SHA256)
	}
	if len(hashes) == 0 {
		return ""
	}
	return hashJSON(hashes...)
}

// standing asks the service what it has to say about an account, by calls that change
// nothing: the sets that were granted to the platform, and the store Mini Program.
func (p *Planner) standing(ctx context.Context, c *client.Client, d Desired, called []weixin.Declaration) (blockers []Blocker) {
	if d.Account == "" {
		var granted weixin.Sets
		err := p.ask(ctx, func() (err error) {
			granted, err = p.Accounts.granted(ctx, d.AppID)
			return err
		})
		if err != nil {
			return []Blocker{refusal(err, weixin.GetAuthorizerInfo.Declared())}
		}
		for _, one := range called {
			if b := checkSets(granted, one); b != nil {
				blockers = append(blockers, *b)
			}
		}
		if len(blockers) > 0 {
			return blockers
		}
	}
	var audit weixin.GetMerchantAuditInfoResponse
	err := p.ask(ctx, func() (err error) {
		audit, err = client.Do(ctx, c, weixin.GetMerchantAuditInfo, weixin.GetMerchantAuditInfoRequest{})
		return err
	})
	if err != nil {
		return []Blocker{refusal(err, weixin.GetMerchantAuditInfo.Declared())}
	}
	switch audit.Data.Status {
	case weixin.AuditPassed:
		return nil
	case weixin.AuditReviewing:
		return []Blocker{{Reason: UnderReview, Code: weixin.Verifying}}
	}
	return []Blocker{NewBlocker(NotApplied, weixin.ApplyFirst, errors.New(audit.Data.Reason))}
}

// ask makes a call that changes nothing, within the plan's limits.
func (p *Planner) ask(ctx context.Context, call func() error) error {
	if err := p.limiter.Wait(ctx); err != nil {
		return err
	}
	err := call()
	p.gate.saw(strained(err))
	return err
}

// refusal is the blocker of the error of a check.
func refusal(err error, d weixin.Declaration) Blocker {
	if b, ok := errors.AsType[Blocker](err); ok {
		return b
	}
	v := judge(err, d)
	if errors.As(err, new(*weixin.Error)) {
		err = errors.New(v.text)
	}
	switch v.code {
	case 0:
		return NewBlocker(NotReached, 0, err)
	case weixin.NotAuthorized:
		return NewBlocker(NotInStore, v.code, err)
	}
	return NewBlocker(RefusedByWeixin, v.code, err)
}
