package storetest

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
)

// million is how many calls benchmarkMillion searches.
const million = 1_000_000

// variedCalls are calls of which half upload and half modify, with texts and media ids
// of their own: what is hard to compress and to search.
func variedCalls(random *rand.Rand, first, n int) []journal.Entry {
	calls := benchCalls(first, n, 5000)
	for i := range calls {
		c, id := &calls[i], make([]byte, 48)
		for at := range id {
			id[at] = byte(random.Uint32())
		}
		c.Kind = journal.Answered
		if media := base64.RawURLEncoding.EncodeToString(id); i%2 == 0 {
			c.Interface, c.Path = "uploadtempmedia", "/cgi-bin/media/upload"
			c.Request = `(form with file media: "head.png", image/png, 12345 bytes)`
			c.Response = fmt.Sprintf(`{"type":"image","media_id":%q,"created_at":%d}`, media, c.At.Unix())
		} else {
			c.Request = fmt.Sprintf(`{"headimg_mediaid":%q,"intro":%q}`, media, randomChinese(random, 40))
			if i%16 == 1 {
				c.Kind, c.Code = journal.Refused, 40007
				c.Response = fmt.Sprintf(`{"errcode":%d,"errmsg":"invalid media_id rid: %s"}`, c.Code, c.RID)
			}
		}
	}
	return calls
}

// randomChinese is a text of n of the 600 most usual signs or so.
func randomChinese(random *rand.Rand, n int) string {
	text := make([]rune, n)
	for i := range text {
		text[i] = 0x4e00 + rune(min(random.IntN(6000), random.IntN(6000), random.IntN(6000)))
	}
	return string(text)
}

// benchmarkMillion reads a page of 1,000,000 calls by what stands in the middle of a
// text.
func benchmarkMillion(b *testing.B, j journal.Store) {
	random := rand.New(rand.NewPCG(1, 2))
	const batch = 2048
	var oldest journal.Entry
	for i := 0; i < million; i += batch {
		calls := variedCalls(random, i, min(batch, million-i))
		if i == 0 {
			oldest = calls[101]
		}
		if err := j.AppendCalls(b.Context(), calls); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := j.TrimCalls(b.Context(), time.Time{}, 0, 0); err != nil { // it joins them
		b.Fatal(err)
	}
	intro := []rune(oldest.Request)
	for _, part := range []struct {
		name   string
		filter journal.Filter
		some   bool
	}{
		{"OldestByIntro", journal.Filter{Text: string(intro[len(intro)-20 : len(intro)-10])}, true},
		{"OldestByMediaID", journal.Filter{Text: oldest.Request[30:50]}, true},
		{"TwoSigns", journal.Filter{Text: "一丁"}, true},
		{"TextOfNone", journal.Filter{Text: "上海人民路咖啡"}, false},
		{"TwoSignsOfNone", journal.Filter{Text: "龘靐"}, false},
		{"OldestByClientAndText", journal.Filter{Text: string(intro[len(intro)-20 : len(intro)-10]), Client: "192.0.2"}, true},
		{"KindOfNone", journal.Filter{Kinds: []journal.Kind{journal.Cut, journal.Gone}}, false},
		{"Failed", journal.Filter{Kinds: []journal.Kind{journal.Refused}}, true},
	} {
		b.Run(part.name, func(b *testing.B) {
			for b.Loop() {
				if found, err := j.Calls(b.Context(), part.filter, 50); err != nil || len(found) > 0 != part.some {
					b.Fatalf("%d calls, %v", len(found), err)
				}
			}
		})
	}
	b.Run("Count", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := j.CountCalls(b.Context(), journal.Filter{}, 10_000, time.Second); err != nil {
				b.Fatal(err)
			}
		}
	})
}
