package edge

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/wxastore/wxastore/internal/journal"
	"github.com/wxastore/wxastore/weixin"
)

// TestReadBody reads bodies of a known and of an unknown length, whole ones and
// some that end early, and wants the same of both.
func TestReadBody(t *testing.T) {
	d := newDecoder(weixin.ModifyMerchant.Declared())
	for _, size := range []int{0, 1, 100, shortBody - 1, shortBody, shortBody + 1, weixin.MaxJSONBody, weixin.MaxJSONBody + 1} {
		text := strings.Repeat("a", size)
		for _, length := range []int64{int64(size), -1} {
			r := httptest.NewRequest(http.MethodPost, "/", iotest.OneByteReader(strings.NewReader(text)))
			r.ContentLength = length
			var call Call
			body, err := d.readBody(httptest.NewRecorder(), r, &call)
			if size > weixin.MaxJSONBody {
				if refusal, ok := errors.AsType[*Refusal](err); !ok || refusal.Code != weixin.ContentTooLarge {
					t.Errorf("%d bytes, said to be %d: %v", size, length, err)
				}
				continue
			}
			if err != nil || string(body) != text || call.request != journal.Shorten(text, maxRecorded) {
				t.Errorf("%d bytes, said to be %d: %d, recorded %d, %v", size, length, len(body), len(call.request), err)
			}
		}
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.ContentLength = int64(size) + 1
		r.Body = io.NopCloser(io.MultiReader(strings.NewReader(text), iotest.ErrReader(io.ErrUnexpectedEOF)))
		var call Call
		_, err := d.readBody(httptest.NewRecorder(), r, &call)
		refusal, ok := errors.AsType[*Refusal](err)
		if size <= weixin.MaxJSONBody && (!ok || refusal.Code != weixin.DataFormat || refusal.Reason != "the body ended early: unexpected EOF") {
			t.Errorf("%d bytes of %d: %v", size, size+1, err)
		}
		if call.request != journal.Shorten(text[:min(size, weixin.MaxJSONBody)], maxRecorded) {
			t.Errorf("%d bytes of %d: recorded %.20q of %d", size, size+1, call.request, len(call.request))
		}
	}
}
