package input

import (
	"context"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/client/fleet"
	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// The columns that have a meaning.
const (
	ColumnAppID   = "appid"
	ColumnSecret  = "secret"
	ColumnTags    = "tags"
	ColumnIntro   = "intro"
	ColumnHeadimg = "headimg"
	// ColumnStoreKey makes a row one of a store.
	ColumnStoreKey = "store_key"
)

// Options say what a source alone does not.
type Options struct {
	// Query asks the database of a source in the format query.
	Query func(ctx context.Context, query string) (Queried, error)
	// Listed reports whether the file of secrets has the secret of an account.
	Listed func(appID string) bool
}

// Read yields what the rows of a source want.
func Read(ctx context.Context, source fleet.Source, o Options) iter.Seq2[fleet.Desired, error] {
	return func(yield func(fleet.Desired, error) bool) {
		var all rows
		switch {
		case source.Format == "query" && o.Query == nil:
			yield(fleet.Desired{}, said.Errorf("no database is named that the query is for"))
			return
		case source.Format == "query":
			all = readQuery(ctx, func(ctx context.Context) (Queried, error) { return o.Query(ctx, source.Path) })
		default:
			all = readFile(source.Format, source.Path)
		}
		var checked []fleet.Column
		for r, err := range all {
			// Each row of JSON and YAML has names of its own.
			if err == nil && !sameNames(r.columns, checked) {
				err, checked = checkNames(r, source, checked == nil), r.columns
			}
			if err != nil {
				yield(fleet.Desired{}, err)
				return
			}
			d := desire(r, source, o)
			if d.AppID == "" && r.empty() || len(source.Tags) > 0 && !slices.ContainsFunc(d.Tags, func(tag string) bool { return slices.Contains(source.Tags, tag) }) {
				continue
			}
			if !yield(d, ctx.Err()) || ctx.Err() != nil {
				return
			}
		}
	}
}

// empty reports whether a row says nothing.
func (r row) empty() bool {
	return !slices.ContainsFunc(r.columns, func(c fleet.Column) bool { return strings.TrimSpace(c.Value) != "" })
}

func sameNames(a, b []fleet.Column) bool {
	return slices.EqualFunc(a, b, func(a, b fleet.Column) bool { return a.Name == b.Name })
}

// checkNames refuses a table whose first row has no app id, and columns that hold
// credentials: they would be kept with the plan.
func checkNames(r row, source fleet.Source, first bool) error {
	err := r.wrongName(source)
	switch {
	case err != nil && !first:
		return said.Errorf("line %d: %w", r.line, err)
	case err == nil && first && !r.has(ColumnAppID):
		return said.Errorf("there is no column appid")
	}
	return err
}

func (r row) has(name string) bool {
	return slices.ContainsFunc(r.columns, func(c fleet.Column) bool { return c.Name == name })
}

// wrongName says which column of a row cannot be there.
func (r row) wrongName(source fleet.Source) error {
	seen := make(map[string]bool)
	for _, c := range r.columns {
		switch {
		case seen[c.Name]:
			return said.Errorf("the column %q is there twice", c.Name)
		case c.Name == ColumnStoreKey && (source.Intro != "" || source.Headimg != ""):
			return said.Errorf("an introduction and a head image for all are of merchants, and the column store_key makes the rows those of stores")
		case c.Name != ColumnSecret && weixin.IsCredential(c.Name):
			return said.Errorf("the column %q holds credentials, which no plan keeps: take it out", c.Name)
		}
		seen[c.Name] = true
	}
	return nil
}

// reference is what may stand in the column of secrets.
var reference = regexp.MustCompile(`^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$`)

// desire turns a row into what it wants.
func desire(r row, source fleet.Source, o Options) fleet.Desired {
	d := fleet.Desired{Line: r.line}
	for i, c := range r.columns {
		value := strings.TrimSpace(c.Value)
		switch c.Name {
		case ColumnAppID:
			d.AppID = value
		case ColumnSecret:
			if value != "" && !reference.MatchString(value) {
				d.Fault = new(fleet.NewBlocker(fleet.SecretInRow, 0, fleet.ErrSecretInRow))
				r.columns[i].Value = ""
				value = ""
			}
			d.Account = value
		case ColumnTags:
			d.Tags = strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ';' || r == ',' })
		case ColumnIntro:
			d.Intro = c.Value
		case ColumnHeadimg:
			d.Headimg = value
		}
	}
	d.Columns = r.columns
	if r.has(ColumnStoreKey) {
		d.Intro, d.Headimg = "", ""
		d.Store = desireStore(&d, r.columns)
	}
	if d.Account == "" && o.Listed != nil && o.Listed(d.AppID) {
		d.Account = fleet.Listed
	}
	if source.Intro != "" {
		d.Intro = source.Intro
	}
	if source.Headimg != "" {
		d.Headimg = source.Headimg
	}
	for _, text := range []*string{&d.Intro, &d.Headimg} {
		filled, missing := fill(*text, r.columns)
		if missing != nil && d.Fault == nil {
			d.Fault = new(fleet.NewBlocker(fleet.MissingColumn, 0, missing))
		}
		*text = filled
	}
	d.Intro = strings.TrimSpace(d.Intro)
	return d
}

var placeholder = regexp.MustCompile(`\{\{\s*([^{}]+?)\s*\}\}`)

// fill puts columns into a template, and says which of them is missing or empty.
func fill(template string, columns []fleet.Column) (filled string, missing error) {
	if !strings.Contains(template, "{{") {
		return template, nil
	}
	filled = placeholder.ReplaceAllStringFunc(template, func(mark string) string {
		name := placeholder.FindStringSubmatch(mark)[1]
		i := slices.IndexFunc(columns, func(c fleet.Column) bool { return c.Name == name })
		switch {
		case i < 0:
			missing = said.Errorf("there is no column %s", name)
		case strings.TrimSpace(columns[i].Value) == "":
			missing = said.Errorf("the column %s is empty", name)
		default:
			return columns[i].Value
		}
		return mark
	})
	return filled, missing
}
