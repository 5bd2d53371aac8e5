package api

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

// ListAudit lists the audit log.
//
//	curl 'localhost:8081/api/audit?limit=10'
var ListAudit = Declare[AuditFilter, AuditList](Operation{
	Method: "GET", Path: "/api/audit", Doc: "List what operators did, the newest first.",
	Verb: "audit", Columns: []string{"at", "by", "address", "operation", "target", "outcome", "reason"},
})

// AuditFilter selects entries of the audit log.
type AuditFilter struct {
	Before string `query:"before" help:"Entries older than the one of this id."`
	Limit  int    `query:"limit" default:"50" min:"1" max:"1000" help:"How many, 1 to 1000; ${default} if it is left out."`
}

// AuditList are entries of the audit log.
type AuditList struct {
	Audit []AuditEntry `json:"audit"`
	// Next is the before that continues the list; absent at its end.
	Next string `json:"next,omitempty"`
}

// AuditEntry is what an operator did. The newest 100,000 are kept, also when the state is
// reset or restored. They hold no values besides those here: no secret, text or picture.
type AuditEntry struct {
	ID string `json:"id"`
	// At is when it began, in real time.
	At time.Time `json:"at"`
	// By is how the console knew the operator: by its token, as one of its sessions, or
	// not at all where it is open. Address is the connection's.
	By      string `json:"by"`
	Address string `json:"address"`
	// Operation is the method and the path of the operation, as the OpenAPI document
	// has them.
	Operation string `json:"operation"`
	// Target is what it was done to: the names in the path, and what else selects.
	Target string `json:"target,omitempty"`
	// Version is the one of the record that was made, or that the operator had seen.
	Version string `json:"version,omitempty"`
	// Outcome is done, refused, failed, or unknown: it is under way, or was when the
	// service ended.
	Outcome string `json:"outcome"`
	// Reason is why it was refused. RID names the call that it made.
	Reason string `json:"reason,omitempty"`
	RID    string `json:"rid,omitempty"`
}

// The fields of bodies and answers that the audit log shows: those that say what an
// operation is about. What a record holds besides is not shown.
var (
	auditTargets  = []string{"appid", "authorizer_appid", "id", "card_id", "poi_id", "interface", "kind", "action", "state", "set", "advance", "scale", "reset"}
	auditVersions = []string{"shown_version", "version", "seen"}
)

// AuditTarget says what an operation with an input is done to, and which version of it
// the operator had seen.
func (o Operation) AuditTarget(in any) (target, version string) {
	var parts []string
	v := reflect.ValueOf(in)
	for _, p := range o.Params() {
		if text := format(v.FieldByIndex(p.index)); p.InPath {
			parts = append(parts, text)
		} else if text != "" {
			parts = append(parts, p.Name+"="+text)
		}
	}
	if o.Body() == nil || Raw(o.Body()) {
		return strings.Join(parts, " "), ""
	}
	body := auditFields(v.FieldByName(bodyField).Interface())
	for _, name := range auditTargets {
		if value := body(name); value != "" {
			parts = append(parts, name+"="+value)
		}
	}
	return strings.Join(parts, " "), firstOf(body, auditVersions)
}

// AuditAnswer says which version of a record an operation has made, and which call.
func AuditAnswer(out any) (version, rid string) {
	if _, isFile := out.(File); isFile {
		return "", ""
	}
	answer := auditFields(out)
	return firstOf(answer, auditVersions), answer("rid")
}

func firstOf(value func(string) string, names []string) string {
	for _, name := range names {
		if text := value(name); text != "" {
			return text
		}
	}
	return ""
}

// auditFields returns the text or number of a field in JSON; "" where there is none.
func auditFields(record any) func(name string) string {
	text, _ := json.Marshal(record) // it is one of ours, and can be
	var all map[string]json.RawMessage
	_ = json.Unmarshal(text, &all) // or it is not an object
	return func(name string) string {
		value := all[name]
		if len(value) == 0 || value[0] == '{' || value[0] == '[' || string(value) == "null" || string(value) == "false" {
			return ""
		}
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		return text
	}
}
