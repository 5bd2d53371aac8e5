package console

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// conflict is a change of a record that somebody has changed since it was seen.
// It is answered 409, with both values; nothing was changed.
type conflict struct {
	sentence string
	// yours is what was to be kept, current what is there, nil if nothing is.
	yours, current any
}

func (c conflict) Error() string { return c.sentence }

// conflictJSON is the answer to a conflict.
type conflictJSON struct {
	Error   string `json:"error"`
	Yours   any    `json:"yours"`
	Current any    `json:"current"`
}

// overtaken is a conflict of a record of a name, which is shown at an address.
// seen is the version that the change named.
func overtaken(name, address, seen string, yours, current any) error {
	c := conflict{yours: yours, current: current}
	apart := strings.Join(apart(yours, current), "; ")
	switch {
	case current == nil:
		c.sentence = fmt.Sprintf("there is no %s any more: leave its version out to add it", name)
	case seen == "":
		c.sentence = fmt.Sprintf(`there is %s already, and it is another (%s): send the "version" that %s shows, or "*" to replace whatever is there`, name, apart, address)
	default:
		c.sentence = fmt.Sprintf(`%s was changed since its version %s (%s): take it from %s again, make the change in that, and send it with its version`, name, seen, apart, address)
	}
	return c
}

// apart are the fields that two records do not have alike.
func apart(yours, current any) []string {
	mine, there := fields(yours), fields(current)
	var all []string
	for name, value := range there {
		if own := mine[name]; name != "version" && !bytes.Equal(own, value) {
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
