package ops

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
)

// Failure is an error as it is told to the operator.
type Failure struct {
	// Status is the HTTP status.
	Status int
	// Said is the part of the error that is for the operator; nil where the error is
	// the service's own and stays in its log.
	Said error
}

// Missing is the error of a record that does not exist. It is answered with HTTP 404.
type Missing struct{ store.Mistake }

func missing(format string, args ...any) error { return Missing{store.Mistakef(format, args...)} }

// orMissing is what an error is told as, where missing says that there is no such record.
func orMissing(err, missing error) error {
	if errors.Is(err, store.ErrNotFound) {
		return missing
	}
	return err
}

// Refused is a rule that said no, as it would to a call.
type Refused struct{ *edge.Refusal }

func (r Refused) Error() string {
	return fmt.Sprintf("%s (a call would be answered %d %s)", r.Reason, r.Code, r.Code.Text())
}

// unreadable is a request that cannot be read.
type unreadable struct{ error }

// Unreadable is the error of a request that cannot be read. It is told with HTTP 400.
func Unreadable(err error) error { return unreadable{err} }

func (u unreadable) Unwrap() error { return u.error }

// Explain is the one place where an error becomes a status and a sentence.
func Explain(err error) Failure {
	if said, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return Failure{http.StatusRequestEntityTooLarge, store.Mistakef("the body is longer than %d bytes", said.Limit)}
	}
	if said, ok := errors.AsType[*Conflict](err); ok {
		return Failure{http.StatusConflict, said}
	}
	if said, ok := errors.AsType[Missing](err); ok {
		return Failure{http.StatusNotFound, said}
	}
	if said, ok := errors.AsType[*edge.Refusal](err); ok {
		return Failure{http.StatusConflict, Refused{said}}
	}
	if said, ok := errors.AsType[store.Asked](err); ok {
		return Failure{http.StatusBadRequest, said}
	}
	if bad, ok := errors.AsType[unreadable](err); ok {
		return Failure{http.StatusBadRequest, bad.error}
	}
	if errors.Is(err, store.ErrNotFound) {
		return Failure{http.StatusNotFound, err}
	}
	return Failure{http.StatusInternalServerError, nil}
}

// Conflict is a change of a record that another operator has changed since it was seen.
// Nothing was changed.
type Conflict struct {
	store.Mistake
	// Yours is what was to be kept, Current what is there, nil if nothing is.
	Yours, Current any
}

// overtaken is a conflict of a record of a name, which is shown at an address.
// seen is the version that the change named.
func overtaken(name error, address, seen string, yours, current any) error {
	c := &Conflict{Yours: yours, Current: current}
	switch {
	case current == nil:
		c.Mistake = store.Mistakef("there is no %w any more: leave its version out to add it", name)
	case seen == "":
		c.Mistake = store.Mistakef(`there is %w already, and it is another (%w): send the "version" that %s shows, or "*" to replace whatever is there`, name, apart(yours, current), address)
	default:
		c.Mistake = store.Mistakef(`%w was changed since its version %s (%w): take it from %s again, make the change in that, and send it with its version`, name, seen, apart(yours, current), address)
	}
	return c
}

// outdated is the error of a record's change. A conflict is told with the record that is
// there by now, which show returns; where that is store.ErrNotFound, a change without a
// version adds it.
func outdated[T any](err, name error, address, seen string, yours T, show func() (T, error)) error {
	if !errors.Is(err, store.ErrConflict) {
		return err
	}
	current, err := show()
	if errors.Is(err, store.ErrNotFound) {
		return overtaken(name, address, seen, yours, nil)
	}
	if err != nil {
		return err
	}
	return overtaken(name, address, seen, yours, current)
}

// dropped is the error of a record's deletion. A conflict is told with the record that is
// there by now.
func dropped[T any](err error, name error, version string, show func() (T, error)) error {
	if !errors.Is(err, store.ErrConflict) {
		return err
	}
	current, err := show()
	if err != nil {
		return err
	}
	return &Conflict{Mistake: store.Mistakef("%w was changed since its version %s, and is not deleted: look at it again, and delete the version that it has now", name, version), Current: current}
}

// apart says which fields two records do not have alike.
func apart(yours, current any) error {
	all := differences(yours, current)
	if len(all) == 0 {
		return store.Mistakef("in its version alone")
	}
	joined := all[0]
	for _, one := range all[1:] {
		joined = store.Mistakef("%w; %w", joined, one)
	}
	return joined
}

// differences are the fields that two records do not have alike, a sentence each.
func differences(yours, current any) []error {
	mine, there := fields(yours), fields(current)
	both := maps.Clone(there)
	maps.Copy(both, mine)
	var all []error
	for _, name := range slices.Sorted(maps.Keys(both)) {
		switch own, value := mine[name], there[name]; {
		case name == "version", name == "shown_version", bytes.Equal(own, value):
		case own == nil:
			all = append(all, store.Mistakef("%s is %s, not left out", name, value))
		case value == nil:
			all = append(all, store.Mistakef("%s is left out, not %s", name, own))
		default:
			all = append(all, store.Mistakef("%s is %s, not %s", name, value, own))
		}
	}
	return all
}

// fields are a record's, as JSON has them.
func fields(record any) map[string]json.RawMessage {
	text, _ := json.Marshal(record) // it is one of ours, and can be
	var all map[string]json.RawMessage
	_ = json.Unmarshal(text, &all)
	return all
}
