package api

import "strings"

// ToolAgent begins the user agent of the calls that Send makes, by which the journal
// tells them from those of clients.
const ToolAgent = "wxastore-console"

// ToolCall is what the user agent of a call that Send made tells besides: the choices that
// are not seen in the request, and the other calls of the same Send. So the journal alone
// shows what was sent.
type ToolCall struct {
	// App is the account where the token says another, or none.
	App, Component, Proof, ProofOf string
	// For is the interface that a picture was uploaded for, After are the rids of the
	// uploads before a call.
	For   string
	After []string
}

// fields are those of a ToolCall by their names in a user agent.
func (t *ToolCall) fields(after *string) []struct {
	name  string
	value *string
} {
	return []struct {
		name  string
		value *string
	}{{"app", &t.App}, {"component", &t.Component}, {"kind", &t.Proof}, {"of", &t.ProofOf}, {"for", &t.For}, {"after", after}}
}

// Agent is the user agent: wxastore-console (kind=expired; after=RID,RID). Names that
// credentials have would be masked in the journal.
func (t ToolCall) Agent() string {
	after := strings.Join(t.After, ",")
	var said []string
	for _, f := range t.fields(&after) {
		if *f.value != "" {
			said = append(said, f.name+"="+*f.value)
		}
	}
	if len(said) == 0 {
		return ToolAgent
	}
	return ToolAgent + " (" + strings.Join(said, "; ") + ")"
}

// ParseToolAgent reads what Agent made. ok is false for the user agent of another client.
func ParseToolAgent(agent string) (t ToolCall, ok bool) {
	rest, ok := strings.CutPrefix(agent, ToolAgent)
	if !ok {
		return t, false
	}
	rest = strings.TrimSuffix(strings.TrimPrefix(rest, " ("), ")")
	var after string
	for part := range strings.SplitSeq(rest, "; ") {
		name, value, _ := strings.Cut(part, "=")
		for _, f := range t.fields(&after) {
			if f.name == name {
				*f.value = value
			}
		}
	}
	if after != "" {
		t.After = strings.Split(after, ",")
	}
	return t, true
}
