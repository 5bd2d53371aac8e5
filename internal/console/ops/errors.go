package ops

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"bytes"
	"encoding/json"

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

// Missing is a record that there is not. It is told with HTTP 404.
type Missing struct{ store.Mistake }

func missing(format string, args ...any) error { return Missing{store.Mistakef(format, args...)} }

// Refused is a rule that said no, as it would to a call.
type Refused struct{ *edge.Refusal }

func (r Refused) Error() string {
	return fmt.Sprintf("%s (a call would be answered %d %s)", r.Reason, r.Code, r.Code.Text())
}

// Explain is the one place where an error becomes a status and a sentence.
func Explain(err error) Failure {
	if said, ok := errors.AsType[*Conflict](err); ok {
		return Failure{http.StatusConflict, said}
	}
	if said, ok := errors.AsType[Missing](err); ok {
		return Failure{http.StatusNotFound, said}
	}
	if said, ok := errors.AsType[*edge.Refusal](err); ok {
		return Failure{http.StatusConflict, Refused{said}}
	}
	if said, ok := errors.AsType[store.Sentence](err); ok {
		return Failure{http.StatusBadRequest, said}
	}
	if said, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return Failure{http.StatusRequestEntityTooLarge, fmt.Errorf("the body is longer than %d bytes", said.Limit)}
	}
	if errors.Is(err, store.ErrNotFound) {
		return Failure{http.StatusNotFound, err}
	}
	return Failure{http.StatusInternalServerError, nil}
}

// Conflict is a change of a record that another operator has changed since it was seen.
// Nothing was changed.
type Conflict struct {
	Sentence string
	// Yours is what was to be kept, Current what is there, nil if nothing is.
	Yours, Current any
}

func (c *Conflict) Error() string { return c.Sentence }

// overtaken is a conflict of a record of a name, which is shown at an address.
// seen is the version that the change named.
func overtaken(name, address, seen string, yours, current any) error {
	c := &Conflict{Yours: yours, Current: current}
	apart := strings.Join(apart(yours, current), "; ")
	switch {
	case current == nil:
		c.Sentence = fmt.Sprintf("there is no %s any more: leave its version out to add it", name)
	case seen == "":
		c.Sentence = fmt.Sprintf(`there is %s already, and it is another (%s): send the "version" that %s shows, or "*" to replace whatever is there`, name, apart, address)
	default:
		c.Sentence = fmt.Sprintf(`%s was changed since its version %s (%s): take it from %s again, make the change in that, and send it with its version`, name, seen, apart, address)
	}
	return c
}

// apart are the fields that two records do not have alike.
func apart(yours, current any) []string {
	mine, there := fields(yours), fields(current)
	var all []string
	for name, value := range there {
		if own := mine[name]; name != "version" && name != "shown_version" && !bytes.Equal(own, value) {
			if own == nil {
				own = []byte("left out")
			}
			all = append(all, fmt.Sprintf("%s is %s, not %s", name, value, own))
		}
	}
	for name, own := range mine {
		if _, ok := there[name]; !ok && name != "version" {
			all = append(all, fmt.Sprintf("%s is left out, not %s", name, own))
		}
	}
	slices.Sort(all)
	return all
}

// fields are a record's, as JSON has them.
func fields(record any) map[string]json.RawMessage {
	text, _ := json.Marshal(record) // it is one of ours, and can be
	var all map[string]json.RawMessage
	_ = json.Unmarshal(text, &all)
	return all
}
