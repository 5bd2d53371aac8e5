package pages

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/console/api"
	"github.com/wxastore/wxastore/internal/store"
)

// pageReviews is how many reviews a page shows.
const pageReviews = 40

// reviewed is a review with what is reviewed.
type reviewed struct {
	api.Review
	// Hashes are of the pictures that a reviewer looks at.
	Hashes []string
	// Store and Place are what is reviewed, nil if it is something else, or is deleted.
	Store *api.Store
	Place *api.Place
}

// Open says that it is not decided.
func (r reviewed) Open() bool { return !store.ReviewState(r.State).Decided() }

// Actions are the decisions that can be made about it now.
func (r reviewed) Actions() []string {
	switch store.ReviewState(r.State) {
	case store.ReviewWaiting:
		return []string{"confirm", "refuse"}
	case store.ReviewReviewing:
		return []string{"pass", "fail"}
	case store.ReviewPassed, store.ReviewFailed, store.ReviewRefused:
	}
	return nil
}

// Path is the page of a review.
func (r reviewed) Path() string { return reviewPath(r.AppID, r.AuditID) }

func reviewPath(appID string, auditID int64) string {
	return "/reviews/" + url.PathEscape(appID) + "/" + strconv.FormatInt(auditID, 10)
}

// withSubject looks for what is reviewed.
func (s *site) withSubject(r *http.Request, review api.Review) (reviewed, error) {
	shown := reviewed{Review: review, Hashes: review.Pictures}
	switch store.ReviewKind(review.Kind) {
	case store.ReviewStore, store.ReviewPictures:
		one, err := do(s, r, api.ShowStore, api.StoreID{AccountID: api.AccountID{AppID: review.AppID}, PoiID: review.Subject})
		if err != nil {
			return shown, ignoreMissing(err)
		}
		shown.Store, shown.Hashes = &one, one.PictureHashes
		if review.Kind == string(store.ReviewPictures) && one.AuditID == review.AuditID {
			shown.Hashes = one.NewPictureHashes
		}
	case store.ReviewPlace:
		place, err := do(s, r, api.ShowPlace, api.PlaceID{ID: review.Subject})
		if err != nil {
			return shown, ignoreMissing(err)
		}
		shown.Place, shown.Hashes = &place, []string{place.PhotoHash}
	case store.ReviewApplication:
	}
	shown.Hashes = slices.DeleteFunc(slices.Clone(shown.Hashes), func(hash string) bool { return hash == "" })
	return shown, nil
}

// ignoreMissing is an error, except that there is no such record.
func ignoreMissing(err error) error {
	if errors.Is(err, store.ErrNotFound) || isMissing(err) {
		return nil
	}
	return err
}

// reviews lists reviews, the newest first.
func (s *site) reviews(w http.ResponseWriter, r *http.Request) error {
	return s.showReviews(w, r, r.URL.Query(), http.StatusOK, "")
}

// showReviews lists the reviews that a query selects.
func (s *site) showReviews(w http.ResponseWriter, r *http.Request, query url.Values, status int, problem string) error {
	f := api.ReviewFilter{
		AppID: strings.TrimSpace(query.Get("app")), Kind: query.Get("kind"), State: query.Get("state"), Page: api.Page{After: query.Get("after"), Limit: pageReviews},
	}
	list, err := do(s, r, api.ListReviews, f)
	if err != nil {
		return err
	}
	shown, open := make([]reviewed, len(list.Reviews)), false
	for i, one := range list.Reviews {
		if shown[i], err = s.withSubject(r, one); err != nil {
			return err
		}
		open = open || shown[i].Open()
	}
	filter := map[string]string{"app": f.AppID, "kind": f.Kind, "state": f.State}
	return s.show(w, r, answer{page: "reviews", status: status, problem: problem, here: selection("/reviews", query), data: map[string]any{
		"Filter": f, "List": shown, "Open": open, "Next": follow("/reviews", list.Next, filter), "Kinds": reviewKinds(), "States": reviewStates(),
	}})
}

// selection is a path with what a query has of it, without what is done once.
func selection(path string, query url.Values) string {
	kept := url.Values{}
	for _, name := range []string{"app", "kind", "state", "after"} {
		if query.Get(name) != "" {
			kept.Set(name, query.Get(name))
		}
	}
	if len(kept) == 0 {
		return path
	}
	return path + "?" + kept.Encode()
}

func reviewKinds() []store.ReviewKind {
	return []store.ReviewKind{store.ReviewApplication, store.ReviewPlace, store.ReviewStore, store.ReviewPictures}
}

func reviewStates() []store.ReviewState {
	return []store.ReviewState{store.ReviewWaiting, store.ReviewReviewing, store.ReviewPassed, store.ReviewFailed, store.ReviewRefused}
}

// review shows a review.
func (s *site) review(w http.ResponseWriter, r *http.Request) error {
	return s.showReview(w, r, http.StatusOK, "")
}

// reviewID is the review that the address of a page names.
func reviewID(r *http.Request) (id api.ReviewID, err error) {
	id.AccountID = accountID(r)
	if id.AuditID, err = strconv.ParseInt(r.PathValue("audit_id"), 10, 64); err != nil {
		err = problem{http.StatusNotFound, "problem.missing"}
	}
	return id, err
}

func (s *site) showReview(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	id, err := reviewID(r)
	if err != nil {
		return err
	}
	found, err := do(s, r, api.ShowReview, id)
	if err != nil {
		return err
	}
	shown, err := s.withSubject(r, found)
	if err != nil {
		return err
	}
	return s.show(w, r, answer{page: "review", status: status, problem: problem, subject: found.Name, data: map[string]any{"Review": shown}})
}

// decide decides the review of a page.
func (s *site) decide(w http.ResponseWriter, r *http.Request) error {
	id, err := reviewID(r)
	if err != nil {
		return err
	}
	_, err = do(s, r, api.DecideReview, api.ReviewDecision{ReviewID: id, Body: readDecision(r)})
	return s.formDone(w, r, err, reviewPath(id.AppID, id.AuditID), "decided", func(status int, problem string) error { return s.showReview(w, r, status, problem) })
}

func readDecision(r *http.Request) api.Decision {
	return api.Decision{Action: r.PostFormValue("action"), Reason: strings.TrimSpace(r.PostFormValue("reason"))}
}

// decideMany decides the reviews that are ticked, or all that the filter of the list
// selects.
func (s *site) decideMany(w http.ResponseWriter, r *http.Request) error {
	decision := readDecision(r)
	var first error
	switch ticked := r.PostForm["review"]; {
	case r.PostFormValue("all") != "":
		of := api.DecisionOfAll{Decision: decision, AppID: r.PostFormValue("app"), Kind: r.PostFormValue("kind")}
		_, first = do(s, r, api.DecideReviews, api.ReviewsDecision{Body: of})
	case len(ticked) == 0:
		first = problem{http.StatusBadRequest, "problem.noreviews"}
	default:
		for _, named := range ticked {
			appID, audit, _ := strings.Cut(named, "/")
			auditID, err := strconv.ParseInt(audit, 10, 64)
			if err != nil {
				return invalidf("the form cannot be read: %v", err)
			}
			id := api.ReviewID{AccountID: api.AccountID{AppID: appID}, AuditID: auditID}
			if _, err := do(s, r, api.DecideReview, api.ReviewDecision{ReviewID: id, Body: decision}); err != nil && first == nil {
				first = err // the others can be decided
			}
		}
	}
	return s.formDone(w, r, first, selection("/reviews", r.PostForm), "decided", func(status int, problem string) error { return s.showReviews(w, r, r.PostForm, status, problem) })
}
