package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/wxastore/wxastore/internal/store"
)

func exerciseSecrets(t *testing.T, open opener) {
	s, ctx := open(t), context.Background()
	var seeds []store.Seed
	for i := range 100 {
		seeds = append(seeds, store.Seed{Account: account(fmt.Sprint("wx", i))}) // its secret is its app id
	}
	seeds = append(seeds, store.Seed{Account: store.Account{AppID: "wxnone", Kind: "service"}})
	if _, err := s.Seed(ctx, seeds); err != nil {
		t.Fatal(err)
	}
	c := component("wxc")
	if _, err := s.SeedComponents(ctx, []store.ComponentSeed{{Account: account("wxc"), Component: c}}); err != nil {
		t.Fatal(err)
	}
	among := func(texts ...string) []bool {
		t.Helper()
		hashes := make([]store.Hash, len(texts))
		for i, text := range texts {
			hashes[i] = hashOf(text)
		}
		known, err := s.SecretsAmong(ctx, texts, hashes)
		if err != nil {
			t.Fatalf("SecretsAmong: %v", err)
		}
		return known
	}
	m := account("wx7").Messages
	got := among("wx7", "", "nobody's", "wx99", c.Token, "wx100", c.EncodingAESKey, c.PreviousEncodingAESKey, "a\xff\x00", "wx7", "wxnone", `["`,
		m.Token, m.EncodingAESKey, m.PreviousEncodingAESKey)
	want := []bool{true, false, false, true, true, false, true, true, false, true, false, false, true, true, true}
	if !slices.Equal(got, want) {
		t.Errorf("secrets are %v, want %v", got, want)
	}
	if got := among(); len(got) != 0 {
		t.Errorf("of none: %v", got)
	}
	many := make([]string, 5000)
	for i := range many {
		many[i] = fmt.Sprint("wx", i)
	}
	for i, known := range among(many...) {
		if known != (i < 100) {
			t.Errorf("%s: %v", many[i], known)
		}
	}
}
