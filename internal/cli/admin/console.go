package admin

import (
	"context"
	"fmt"
	"net/url"

	"github.com/wxastore/wxastore/internal/cli/command"
)

// do asks and prints the answer: a list of records as a table with some of
// their fields, one record whole.
func do(ctx context.Context, s *command.Streams, c command.Service, method, path string, values url.Values, body any, list string, fields ...string) error {
	service, err := c.Open(ctx)
	if err != nil {
		return err
	}
	answer, err := service.Ask(ctx, method, path, values, body)
	if err != nil {
		return err
	}
	switch {
	case c.JSON && len(answer) == 0:
		return s.Printf("{}\n")
	case c.JSON:
		return s.PassJSON(answer)
	case len(answer) == 0:
		return nil
	case list != "":
		return printTable(s, answer, list, fields)
	}
	return printRecord(s, answer)
}

// listPart is the choice of a part of a long list.
type listPart struct {
	Search string `placeholder:"TEXT" help:"What the app id or the name begins with."`
	After  string `placeholder:"NEXT" help:"Go on after the page before, which says how."`
	Limit  int    `default:"50" help:"How many, 1 to 200 (${default})."`
}

func (p listPart) values() url.Values {
	return query("search", p.Search, "after", p.After, "limit", fmt.Sprint(p.Limit))
}

// query is the query of pairs of which the value is not empty.
func query(pairs ...string) url.Values {
	values := make(url.Values)
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	return values
}

// at is a path with parts that come from outside.
func at(form string, parts ...string) string {
	escaped := make([]any, len(parts))
	for i, part := range parts {
		escaped[i] = url.PathEscape(part)
	}
	return fmt.Sprintf(form, escaped...)
}
