package wxastoretest_test

import (
	"testing"

	"github.com/wxastore/wxastore/weixin"
	"github.com/wxastore/wxastore/wxastoretest"
)

// TestSeededStoreUnderReview decides the review of a store that a seed declares so.
func TestSeededStoreUnderReview(t *testing.T) {
	t.Parallel()
	srv := wxastoretest.Run(t, wxastoretest.WithSeed(`accounts:
  - appid: wxseeded
    secret: secret-of-wxseeded
    merchant: {nickname: 有门店}
    stores: [{poi_id: "472671857", name: 店, status: 2}]
`))
	reviews := srv.Reviews("wxseeded")
	if len(reviews) != 1 || reviews[0].Subject != "472671857" || reviews[0].State != wxastoretest.ReviewReviewing {
		t.Fatalf("reviews %+v", reviews)
	}
	srv.PassReview("wxseeded", reviews[0].AuditID)
	store, err := srv.APIFor("wxseeded", "secret-of-wxseeded").Stores().Info(t.Context(), "472671857")
	if err != nil || store.Status != weixin.AuditPassed {
		t.Errorf("%+v, %v", store, err)
	}
}
