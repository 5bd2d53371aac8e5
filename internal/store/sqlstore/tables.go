package sqlstore

import (
	"strconv"
	"strings"

	"github.com/wxastore/wxastore/internal/store"
)

// tables are all tables with all columns, as text: a table and its columns,
// each with its kind, and with ? where it may be NULL. A test compares them with
// what the migrations make.
//
// A column that a later migration adds ends in = and the migration's DEFAULT, as
// in note:text= or limit:integer=5 or picture:hash?= for NULL; the name of a
// table that is added ends in =. Copies that were made before lack them.
const tables = `
accounts app_id:text name:text kind:text individual:boolean irregular:boolean secret_hash:hash? secret_frozen:boolean message_url:text ip_list:list quotas:quotas category_barred:boolean forbidden_words:list modify_per_month:integer
token_lines app_id:text kind:text token_hash:hash? salt:bytes? issued_at:integer expires_at:integer day:text forced:integer forced_at:integer
tokens app_id:text hash:hash kind:text issued_at:integer expires_at:integer superseded_at:integer
merchants app_id:text state:text nickname:text intro:text headimg:hash? version:integer month:text month_changes:integer updated_at:integer
merchant_changes app_id:text version:integer before_intro:text after_intro:text before_headimg:hash? after_headimg:hash? caller:text rid:text changed_at:integer
media app_id:text id:text type:text content_type:text blob:hash size:integer created_at:integer expires_at:integer
blobs hash:hash size:integer kept:boolean created_at:integer
quota_use app_id:text interface:text span:text used:integer
components app_id:text event_url:text token:text aes_key:text previous_aes_key:text redirect_domain:text permission_sets:text push_tickets:boolean ticket_at:integer
component_codes app_id:text hash:hash kind:text authorizer:text expires_at:integer used_at:integer used_from:text=
authorizations app_id:text component:text state:text permission_sets:text salt:bytes? refresh_hash:hash? authorized_at:integer changed_at:integer
push_targets app_id:text last_seq:integer due_at:integer? leased_at:integer leased_until:integer leased_by:text
pushes app_id:text id:text seq:integer state:text kind:text body:bytes created_at:integer attempts:integer last_error:raw
faults id:text interface:text app_id:text kind:text probability:real hits_left:integer code:integer status:integer latency_shape:text latency_min:integer latency_max:integer latency_sigma:real
settings name:text value:bytes
`

// parseTables reads tables.
func parseTables() []store.Table {
	var all []store.Table
	for line := range strings.Lines(strings.TrimSpace(tables)) {
		words := strings.Fields(line)
		name, added := strings.CutSuffix(words[0], "=")
		t := store.Table{Name: name, Added: added}
		for _, word := range words[1:] {
			t.Columns = append(t.Columns, parseColumn(word))
		}
		all = append(all, t)
	}
	return all
}

func parseColumn(word string) store.Column {
	word, byDefault, added := strings.Cut(word, "=")
	name, kind, _ := strings.Cut(word, ":")
	kind, null := strings.CutSuffix(kind, "?")
	c := store.Column{Name: name, Kind: store.ColumnKind(kind), Null: null, Added: added}
	if !added || null && byDefault == "" {
		return c
	}
	// A default that is not of the kind is found by the test of the tables.
	switch c.Kind {
	case store.ColumnInteger:
		c.Default, _ = strconv.ParseInt(byDefault, 10, 64)
	case store.ColumnReal:
		c.Default, _ = strconv.ParseFloat(byDefault, 64)
	case store.ColumnBoolean:
		c.Default = byDefault == "true"
	case store.ColumnHash, store.ColumnBytes, store.ColumnRaw:
		c.Default = []byte(byDefault)
	default:
		c.Default = byDefault
	}
	return c
}

// columnNames are the names of a table's columns, with what stands before each.
func columnNames(t store.Table, prefix string) string {
	names := make([]string, 0, len(t.Columns))
	for _, c := range t.Columns {
		names = append(names, prefix+c.Name)
	}
	return strings.Join(names, ", ")
}
