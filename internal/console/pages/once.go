package pages

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"sync"
	"time"
)

// The bounds of what waits to be shown once.
const (
	// onceTime is how long it waits: a browser follows a redirect at once.
	onceTime = time.Minute
	// maxOnce is how many wait at a time, maxOnceSize how many bytes each may
	// have.
	maxOnce     = 32
	maxOnceSize = 256 << 10
)

// once keeps what is shown a single time, from the POST that made it to the page
// that it is redirected to: a new secret, say, which cannot be asked for again. To
// load that page again then does nothing a second time.
//
// It is handed to the browser that made it and to no other: the address has a key
// that cannot be guessed, and a cookie the proof that goes with it.
type once struct {
	mu      sync.Mutex
	waiting map[string]shownOnce
	now     func() time.Time
}

// shownOnce is what waits under a key.
type shownOnce struct {
	proof string
	until time.Time
	data  any
}

func newOnce() *once { return &once{waiting: make(map[string]shownOnce), now: time.Now} }

// onceCookie is the name of the cookie that has the proof of a key.
func onceCookie(key string) string { return "wxastore_once_" + key }

// keep keeps what the page at a path shows once, under a key. What is too large
// is not kept.
func (o *once) keep(w http.ResponseWriter, r *http.Request, path, key string, data any, size int) {
	if size > maxOnceSize {
		return
	}
	kept := shownOnce{proof: rand.Text(), until: o.now().Add(onceTime), data: data}
	o.mu.Lock()
	o.drop()
	o.waiting[key] = kept
	o.mu.Unlock()
	http.SetCookie(w, proofCookie(r, path, key, kept.proof, int(onceTime/time.Second)))
}

// proofCookie is the cookie of a key. Only the page that shows what is kept gets
// it.
func proofCookie(r *http.Request, path, key, proof string, age int) *http.Cookie {
	return &http.Cookie{
		Name: onceCookie(key), Value: proof, Path: path, MaxAge: age,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: r.TLS != nil,
	}
}

// drop makes room for one more: what was not fetched in time goes, and the oldest if
// there is too much.
func (o *once) drop() {
	now, oldest := o.now(), ""
	for key, kept := range o.waiting {
		if now.After(kept.until) {
			delete(o.waiting, key)
		} else if oldest == "" || kept.until.Before(o.waiting[oldest].until) {
			oldest = key
		}
	}
	if len(o.waiting) >= maxOnce {
		delete(o.waiting, oldest)
	}
}

// take returns what is kept under a key, and forgets it. A request that has no
// use for it (HEAD) or no proof takes nothing.
func (o *once) take(w http.ResponseWriter, r *http.Request, path, key string) (data any, ok bool) {
	proof, err := r.Cookie(onceCookie(key))
	if err != nil || r.Method != http.MethodGet {
		return nil, false
	}
	http.SetCookie(w, proofCookie(r, path, key, "", -1))
	o.mu.Lock()
	defer o.mu.Unlock()
	kept, ok := o.waiting[key]
	if !ok || subtle.ConstantTimeCompare([]byte(kept.proof), []byte(proof.Value)) != 1 {
		return nil, false
	}
	delete(o.waiting, key)
	return kept.data, o.now().Before(kept.until)
}

// showOnce goes to a page that shows something once: its address is a path with
// a key.
func (s *site) showOnce(w http.ResponseWriter, r *http.Request, path string, data any) error {
	key := rand.Text()
	path += "/" + key
	s.once.keep(w, r, path, key, data, 0)
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// shownOnce is what the page of a request shows once. Where that was shown
// already, status says so and data is nil.
func (s *site) shownOnce(w http.ResponseWriter, r *http.Request) (data any, status int) {
	data, ok := s.once.take(w, r, r.URL.Path, r.PathValue("key"))
	if !ok {
		return nil, http.StatusGone
	}
	return data, http.StatusOK
}
