package twin_test

import (
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/parity"
	"github.com/wxastore/wxastore/internal/parity/twin"
)

// TestFacts starts a twin of every kind of account: asked for its facts, it has
// those that it was made from.
func TestFacts(t *testing.T) {
	for _, facts := range []parity.Facts{
		{Kind: "official", Merchant: "none"},
		{Kind: "service", Merchant: "reviewing"},
		{Kind: "service", Merchant: "refused", ModifyDaily: 100},
		{Kind: "service", Merchant: "approved", Stores: true, ModifyDaily: 1440},
		{Kind: "service", Individual: true},
		{Kind: "miniprogram"},
		{Kind: "service", Sets: []int{8, 9, 13}, Merchant: "approved", Stores: true},
	} {
		other, err := twin.Start(t.Context(), facts)
		if err != nil {
			t.Fatalf("%+v: %v", facts, err)
		}
		found, err := parity.FindFacts(t.Context(), other.Side, parity.Facts{Kind: facts.Kind, Sets: facts.Sets})
		if err != nil {
			t.Error(err)
		}
		if facts.ModifyDaily == 0 {
			found.ModifyDaily = 0
		}
		// A recording of a twin agrees with another twin of the same facts.
		scenarios, err := parity.Scenarios()
		if err != nil {
			t.Fatal(err)
		}
		recording, err := parity.Record(t.Context(), other.Side, scenarios[2:3], found, time.Now())
		if err != nil {
			t.Error(err)
		}
		if got := recording.Facts; got.Kind != facts.Kind || got.Merchant != facts.Merchant || got.Stores != facts.Stores ||
			got.Individual != facts.Individual || got.ModifyDaily != facts.ModifyDaily || len(got.Sets) != len(facts.Sets) {
			t.Errorf("of %+v the facts are %+v", facts, got)
		}
		again, err := twin.Start(t.Context(), recording.Facts)
		if err != nil {
			t.Fatal(err)
		}
		result, err := parity.Verify(t.Context(), recording, again.Side, nil)
		if err != nil || result.Outcome() != parity.Same {
			t.Errorf("%+v: outcome %d, %v", facts, result.Outcome(), err)
		}
		for _, side := range []*twin.Twin{other, again} {
			if err := side.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}
