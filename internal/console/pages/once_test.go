package pages

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"
)

// TestOnceIsBounded keeps more than there is room for, what is too large, and
// what nobody comes for in time.
func TestOnceIsBounded(t *testing.T) {
	t.Parallel()
	o := newOnce()
	now := time.Now()
	o.now = func() time.Time { return now }
	keep := func(key string, size int) *http.Request {
		w := httptest.NewRecorder()
		o.keep(w, httptest.NewRequest(http.MethodPost, "/", nil), "/x", key, key, size)
		r := httptest.NewRequest(http.MethodGet, "/x", nil)
		for _, c := range w.Result().Cookies() {
			r.AddCookie(c)
		}
		return r
	}
	take := func(r *http.Request, key string) bool {
		data, ok := o.take(httptest.NewRecorder(), r, "/x", key)
		return ok && data == key
	}
	first := keep("first", 0)
	for i := range 3 * maxOnce {
		now = now.Add(time.Millisecond)
		keep(strconv.Itoa(i), 0)
	}
	last := keep("last", maxOnceSize)
	if len(o.waiting) > maxOnce {
		t.Errorf("%d wait", len(o.waiting))
	}
	if take(first, "first") {
		t.Error("the oldest is kept, although there was no room")
	}
	if large := keep("large", maxOnceSize+1); take(large, "large") {
		t.Error("what is too large is kept")
	}
	if take(first, "last") || !take(last, "last") || take(last, "last") {
		t.Error("what was kept is not shown once, to who has the proof")
	}
	late := keep("late", 0)
	now = now.Add(onceTime)
	if take(late, "late") {
		t.Error("it is shown after its time")
	}
	now = now.Add(time.Second)
	if keep("next", 0); len(o.waiting) != 1 {
		t.Errorf("%d wait after their time", len(o.waiting))
	}
}
