package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxastore/wxastore/internal/search"
	"github.com/wxastore/wxastore/internal/store"
)

func searchDoc(id, name, nickname, intro string, changed int) search.Doc {
	d := search.Doc{AppID: id, Account: search.Fold(id + "\n" + name)}
	if nickname != "" {
		d.Merchant, d.State = search.Fold(id+"\n"+nickname+"\n"+intro), store.MerchantApproved
		d.Changed = noon().Add(time.Duration(changed) * time.Second)
	}
	return d
}

// Search tries an index of open, which returns an empty one.
func Search(t *testing.T, open func(t *testing.T) search.Store) {
	s := open(t)
	defer s.Close()
	docs := []search.Doc{
		searchDoc("wx1", "First", "上海人民路咖啡", "Coffee 100% \"good\" 龘", 3),
		searchDoc("wx2", "人民日报", "", "", 0),
		searchDoc("wx3", "Third", "北京人民咖啡", "a_b", 1),
		searchDoc("wx4", "Fourth", "民路", "上海 路咖", 2),
	}
	docs[3].State = store.MerchantReviewing
	if err := s.Put(t.Context(), docs, nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		query search.Query
		want  []string
	}{
		"two signs":        {search.Query{Kind: search.Merchants, Text: "人民"}, []string{"wx1", "wx3"}},
		"of an account":    {search.Query{Text: "人民"}, []string{"wx2"}},
		"middle":           {search.Query{Kind: search.Merchants, Text: "民路咖"}, []string{"wx1"}},
		"one sign":         {search.Query{Kind: search.Merchants, Text: "龘"}, []string{"wx1"}},
		"introduction":     {search.Query{Kind: search.Merchants, Text: `100% "go`}, []string{"wx1"}},
		"capitals":         {search.Query{Kind: search.Merchants, Text: "cOFFEE"}, []string{"wx1"}},
		"not a pattern":    {search.Query{Kind: search.Merchants, Text: "a%b"}, nil},
		"one letter":       {search.Query{Kind: search.Merchants, Text: "b"}, []string{"wx3"}},
		"app ids":          {search.Query{Text: "wx"}, []string{"wx1", "wx2", "wx3", "wx4"}},
		"all by change":    {search.Query{Kind: search.Merchants, ByChange: true}, []string{"wx1", "wx4", "wx3"}},
		"text by change":   {search.Query{Kind: search.Merchants, Text: "上海", ByChange: true}, []string{"wx1", "wx4"}},
		"of a state":       {search.Query{Kind: search.Merchants, Text: "上海", State: store.MerchantReviewing}, []string{"wx4"}},
		"change, of state": {search.Query{Kind: search.Merchants, ByChange: true, State: store.MerchantReviewing}, []string{"wx4"}},
	} {
		c.query.Text = search.Fold(c.query.Text)
		got, err := s.Find(t.Context(), c.query)
		if !slices.Equal(got, c.want) || err != nil {
			t.Errorf("%s: Find = %v, %v, want %v", name, got, err, c.want)
		}
	}
	docs[2] = searchDoc("wx3", "Third", "上海人民路咖啡", "", 9)
	if err := s.Put(t.Context(), docs[2:3], []string{"wx1"}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Find(t.Context(), search.Query{Kind: search.Merchants, Text: "人民", ByChange: true})
	if want := []string{"wx3"}; !slices.Equal(got, want) || err != nil {
		t.Errorf("Find after a change = %v, %v, want %v", got, err, want)
	}
	var want []search.Known
	for _, d := range docs[1:] {
		want = append(want, search.Known{AppID: d.AppID, Sum: d.Sum()})
	}
	known, err := s.Range(t.Context(), "", 10)
	if diff := cmp.Diff(want, known); diff != "" || err != nil {
		t.Errorf("Range: %v, differs (-want +got):\n%s", err, diff)
	}
	known, err = s.Known(t.Context(), []string{"wx1", "wx4"})
	if diff := cmp.Diff(want[2:], known); diff != "" || err != nil {
		t.Errorf("Known: %v, differs (-want +got):\n%s", err, diff)
	}
}

// BenchmarkSearch searches 1,000,000 store Mini Programs in an index of open. loaded is
// called when they are in it.
func BenchmarkSearch(b *testing.B, open func(b *testing.B) search.Store, loaded func(b *testing.B)) {
	s := open(b)
	defer s.Close()
	random := rand.New(rand.NewPCG(3, 4))
	cities := []string{"上海", "北京", "广州", "深圳", "杭州"}
	start := time.Now()
	var docs []search.Doc
	for i := range million {
		nickname := cities[i%5] + randomChinese(random, 4) + []string{"咖啡", "饺子馆", "超市", "药店"}[i%4]
		if i == million/3 {
			nickname = "上海人民路咖啡馆"
		}
		id := fmt.Sprintf("wx%016x", random.Uint64())
		docs = append(docs, searchDoc(id, "Account "+nickname, nickname, "每天早上七点开门，"+randomChinese(random, 16), i))
		if len(docs) == 256 || i == million-1 {
			if err := s.Put(b.Context(), docs, nil); err != nil {
				b.Fatal(err)
			}
			docs = docs[:0]
		}
	}
	b.Logf("1,000,000 docs were put in %s", time.Since(start))
	start = time.Now()
	loaded(b)
	b.Logf("after which the index was made in %s", time.Since(start))
	for name, q := range map[string]search.Query{
		"Middle":       {Kind: search.Merchants, Text: "人民路咖"},
		"TwoSigns":     {Kind: search.Merchants, Text: "民路"},
		"TwoOfMany":    {Kind: search.Merchants, Text: "咖啡"},
		"CityOfMany":   {Kind: search.Merchants, Text: "上海"},
		"EveryText":    {Kind: search.Merchants, Text: "早上七点"},
		"None":         {Kind: search.Merchants, Text: "没有这样的店"},
		"AppID":        {Text: "0af3c1"},
		"Prefix":       {Text: "wx0a"},
		"Account":      {Text: "人民路"},
		"TwoLetters":   {Text: "0a"},
		"LastChanged":  {Kind: search.Merchants, ByChange: true},
		"Introduction": {Kind: search.Merchants, Text: "七点开门，一"},
	} {
		b.Run(name, func(b *testing.B) {
			found := 0
			for b.Loop() {
				ids, err := s.Find(b.Context(), q)
				if err != nil {
					b.Fatal(err)
				}
				found = len(ids)
			}
			b.ReportMetric(float64(found), "found")
		})
	}
}
