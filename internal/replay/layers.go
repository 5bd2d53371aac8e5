package replay

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Layer is an aspect of an answer that is compared apart from the others.
type Layer string

// The layers, in the order in which they are compared.
const (
	LayerStatus Layer = "status" // the HTTP status
	LayerHeader Layer = "header" // the value of a header, or whether it is there
	LayerBody   Layer = "body"   // JSON, a file or nothing
	LayerCode   Layer = "code"   // the errcode, or whether it is a success
	LayerFields Layer = "fields" // a field that only one answer has
	LayerOrder  Layer = "order"  // the order of fields that both have
	LayerTypes  Layer = "types"  // the JSON type of a field
	LayerRID    Layer = "rid"    // whether a message ends with a rid
	LayerTexts  Layer = "texts"  // what a message says
	LayerValues Layer = "values" // a value that does not vary
	LayerNames  Layer = "names"  // a placeholder that stands for another value than before
	LayerBytes  Layer = "bytes"  // blanks and escapes, where all else agrees
)

// Layers returns all layers, in their order.
func Layers() []Layer {
	return []Layer{
		LayerStatus, LayerHeader, LayerBody, LayerCode, LayerFields, LayerOrder,
		LayerTypes, LayerRID, LayerTexts, LayerValues, LayerNames, LayerBytes,
	}
}

// Deviation is one way in which two answers differ.
type Deviation struct {
	Layer Layer
	// Path is the name of the header, or the fields that lead to the value.
	Path string
	// Want and Got are the two sides; one that is absent is "".
	Want, Got string
}

// String is the deviation on one line.
func (d Deviation) String() string {
	where := strings.TrimSpace(string(d.Layer) + " " + d.Path)
	absent := func(text string) string {
		if text == "" {
			return "nothing"
		}
		return text
	}
	return fmt.Sprintf("%s: %s, and not %s", where, absent(d.Want), absent(d.Got))
}

// Binding binds the placeholders of one side to those of the other: where two
// first meet they are bound, and must meet again from there on.
type Binding struct{ to, from map[string]string }

// agree reports whether two placeholders may stand in the same place. Those
// without a number stand for anything.
func (b *Binding) agree(want, got string) bool {
	if !strings.Contains(want, ":") || !strings.Contains(got, ":") {
		return true
	}
	if b.to == nil {
		b.to, b.from = make(map[string]string), make(map[string]string)
	}
	bound, taken := b.to[want], b.from[got]
	if bound == "" && taken == "" {
		b.to[want], b.from[got] = got, want
		return true
	}
	return bound == got && taken == want
}

// CompareShown returns in what two answers differ, in the order of the layers that
// are compared; nil compares all.
func CompareShown(want, got Shown, names *Binding, layers []Layer) []Deviation {
	c := comparison{names: names}
	if want.Status != got.Status {
		c.add(LayerStatus, "", want.Status, got.Status)
	}
	for _, name := range append(ChosenHeaders(), "Transfer-Encoding", "Connection") {
		c.text(LayerHeader, name, want.header(name), got.header(name))
	}
	c.bodies(want.Body, got.Body)
	if layers == nil {
		return c.found
	}
	return slices.DeleteFunc(c.found, func(d Deviation) bool { return !slices.Contains(layers, d.Layer) })
}

type comparison struct {
	names *Binding
	found []Deviation
}

func (c *comparison) add(layer Layer, path, want, got string) {
	c.found = append(c.found, Deviation{layer, path, want, got})
}

func (c *comparison) bodies(want, got string) {
	if want == got && !strings.Contains(want, "$") {
		return
	}
	x, errX := ParseNode(want)
	y, errY := ParseNode(got)
	if errX != nil || errY != nil {
		c.text(LayerBody, "", want, got)
		return
	}
	if code, other := errcode(x), errcode(y); code != other {
		c.add(LayerCode, "errcode", code, other)
		return // the rest follows from it
	}
	before := len(c.found)
	whole := c.values("", x, y)
	if whole && len(c.found) == before && skeleton(want) != skeleton(got) {
		c.add(LayerBytes, "", want, got)
	}
}

// Code returns the errcode of an answer, 0 where it has none.
func (s Shown) Code() int {
	body, err := ParseNode(s.Body)
	if err != nil {
		return 0
	}
	code, _ := strconv.Atoi(errcode(body)) // a text is not an errcode
	return code
}

// errcode is the errcode of an answer as it is written; success has none, or 0.
func errcode(v Node) string {
	if code, ok := v.field("errcode"); ok && code.Text != "0" {
		return code.Text
	}
	return "0"
}

// values compares two values and reports whether it has compared all of them: of
// lists, the elements that both have are.
func (c *comparison) values(path string, want, got Node) (whole bool) {
	if want.Kind != got.Kind {
		c.add(LayerTypes, path, string(want.Kind), string(got.Kind))
		return true
	}
	switch want.Kind {
	case Object:
		return c.fields(path, want, got)
	case List:
		if (len(want.Items) == 0) != (len(got.Items) == 0) {
			c.add(LayerValues, path, elements(want), elements(got))
		}
		whole = len(want.Items) == len(got.Items)
		for i := range min(len(want.Items), len(got.Items)) {
			if want.Items[i].Kind == More || got.Items[i].Kind == More {
				return whole && want.Items[i].Kind == got.Items[i].Kind
			}
			whole = c.values(fmt.Sprintf("%s.%d", path, i), want.Items[i], got.Items[i]) && whole
		}
		return whole
	case Text:
		if path == "errmsg" {
			c.message(path, want.Text, got.Text)
			return true
		}
		c.text(LayerValues, path, want.Text, got.Text)
	case Number, Bool, Null, More:
		c.text(LayerValues, path, want.Text, got.Text)
	}
	return true
}

func elements(v Node) string {
	if len(v.Items) == 0 {
		return "an empty list"
	}
	return "elements"
}

func (c *comparison) fields(path string, want, got Node) (whole bool) {
	whole = true
	join := func(key string) string { return strings.TrimPrefix(path+"."+key, ".") }
	var common, others []string
	for _, key := range want.Keys {
		if _, ok := got.field(key); ok {
			common = append(common, key)
		} else {
			c.add(LayerFields, join(key), "present", "")
		}
	}
	for _, key := range got.Keys {
		if _, ok := want.field(key); ok {
			others = append(others, key)
		} else {
			c.add(LayerFields, join(key), "", "present")
		}
	}
	if !slices.Equal(common, others) {
		c.add(LayerOrder, path, strings.Join(common, ", "), strings.Join(others, ", "))
	}
	for i, key := range common {
		if slices.Contains(common[:i], key) {
			continue
		}
		x, _ := want.field(key)
		y, _ := got.field(key)
		whole = c.values(join(key), x, y) && whole
	}
	return whole
}

// ridEnd is how a message ends that has a rid.
var ridEnd = regexp.MustCompile(`,? rid: \$rid(?::\d+)?$`)

// message compares two messages, and the rids at their ends.
func (c *comparison) message(path, want, got string) {
	x, y := ridEnd.FindString(want), ridEnd.FindString(got)
	if skeleton(x) != skeleton(y) {
		c.add(LayerRID, path, x, y)
	} else if !c.agree(x, y) {
		c.add(LayerNames, path, x, y)
	}
	c.text(LayerTexts, path, strings.TrimSuffix(want, x), strings.TrimSuffix(got, y))
}

// text compares two texts with placeholders.
func (c *comparison) text(layer Layer, path, want, got string) {
	switch {
	case skeleton(want) != skeleton(got):
		c.add(layer, path, want, got)
	case !c.agree(want, got):
		c.add(LayerNames, path, want, got)
	}
}

var placeholder = regexp.MustCompile(`(\$[a-z_]+)(?::\d+)?`)

// skeleton is a text without the numbers of its placeholders.
func skeleton(text string) string { return placeholder.ReplaceAllString(text, "$1") }

// agree reports whether the placeholders of two texts of one skeleton agree.
func (c *comparison) agree(want, got string) bool {
	agreed := true
	others := placeholder.FindAllString(got, -1)
	for i, name := range placeholder.FindAllString(want, -1) {
		agreed = c.names.agree(name, others[i]) && agreed
	}
	return agreed
}
