package shop

import (
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/internal/store/sqldb/sqlite"
	"github.com/wxastore/wxastore/internal/store/sqlstore"
	"github.com/wxastore/wxastore/weixin"
)

// callers is how many make the calls at the same time, for each processor: so that the
// store commits writes together, as it does under load.
const callers = 32

// BenchmarkStores makes each call about an account that has few stores, and about one
// that has 100,000, in a database on disk.
func BenchmarkStores(b *testing.B) {
	for _, n := range []int{100, 100_000} {
		m := filledModule(b, n)
		call := &edge.Call{At: noon}
		call.Caller.AppID = "wx1"
		poiID := func(i int) weixin.ID { return weixin.ID(fmt.Sprint(firstPoiID + i*7919%n)) }
		for _, c := range []struct {
			name string
			call func(i int) error
		}{
			{"list", func(i int) error {
				offset := i * 7919 % (n - weixin.MaxStores + 1) // each page is full
				_, err := m.list(b.Context(), call, weixin.StoreListRequest{Offset: weixin.Int(offset), Limit: weixin.MaxStores})
				return err
			}},
			{"info", func(i int) error {
				_, err := m.info(b.Context(), call, weixin.StoreRequest{PoiID: poiID(i)})
				return err
			}},
			{"update", func(i int) error {
				_, err := m.update(b.Context(), call, weixin.UpdateStoreRequest{PoiID: poiID(i), ContractPhone: fmt.Sprint(i)})
				return err
			}},
			{"add", func(i int) error {
				_, err := m.add(b.Context(), call, weixin.AddStoreRequest{
					MapPoiID: weixin.ID(fmt.Sprint(n + i)), PicList: `{"list":["http://mmbiz.qpic.cn/mmbiz_png/a/0?wx_fmt=png"]}`,
					ContractPhone: "1", Hour: "11:11-12:12", Licence: "22883878-0",
				})
				return err
			}},
		} {
			var calls atomic.Int64
			b.Run(fmt.Sprintf("%s/%d", c.name, n), func(b *testing.B) {
				b.SetParallelism(callers)
				b.RunParallel(func(p *testing.PB) {
					for p.Next() {
						if err := c.call(int(calls.Add(1))); err != nil {
							b.Error(err)
							return
						}
					}
				})
			})
		}
	}
}

// filledModule is the module over a database in which wx1 has n stores that have
// passed their reviews.
func filledModule(b *testing.B, n int) *Module {
	b.Helper()
	s, err := sqlstore.Open(b.Context(), sqlite.Folder(b.TempDir()), slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	f := &fakes{anywhere: true}
	m := &Module{Store: s, Places: f, Reviews: f, Messages: f}
	write(b, s, func(tx store.Tx) error {
		tx.PutAccount(store.Account{AppID: "wx1"})
		tx.PutMerchant(store.Merchant{AppID: "wx1", State: store.MerchantApproved})
		return nil
	})
	const atOnce = 1000
	for first := 0; first < n; first += atOnce {
		write(b, s, func(tx store.Tx) error {
			for i := first; i < min(n, first+atOnce); i++ {
				one := store.Shop{
					AppID: "wx1", MapPoiID: fmt.Sprint(i), Name: "示例饺子馆", Province: "广东省", City: "广州市", District: "海珠区", Address: "新港中路 123 号",
					Category: "美食:中餐厅", Pictures: []string{"http://mmbiz.qpic.cn/mmbiz_png/a/0?wx_fmt=png"}, Phone: "020-1", Hour: "11:11-12:12",
					Status: store.ShopPassed, CreatedAt: noon, UpdatedAt: noon,
				}
				if _, err := Declare(tx, one, false); err != nil {
					return err
				}
				review, err := f.Submit(tx, store.Review{AppID: "wx1", Kind: store.ReviewStore, Subject: fmt.Sprint(firstPoiID + i)}, noon.Add(time.Duration(i)))
				if err != nil {
					return err
				}
				review.State = store.ReviewPassed
				tx.PutReview(review)
			}
			return nil
		})
	}
	return m
}
