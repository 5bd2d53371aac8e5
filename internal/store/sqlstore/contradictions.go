package sqlstore

import "github.com/wxastore/wxastore/internal/store"

// contradiction is a kind of rows that name what is not there.
type contradiction struct {
	// table has them as t, where the condition is true.
	table, where string
	// key is an expression that, with app_id, says which row it is.
	key string
	// wrong is a sentence.
	wrong string
}

// any finds whether there is one, all lists them.
func (c contradiction) any() string {
	return `SELECT 1 FROM ` + c.table + ` AS t WHERE ` + c.where + ` LIMIT 1`
}

func (c contradiction) all() string {
	return `SELECT t.app_id, ` + c.key + ` FROM ` + c.table + ` AS t WHERE ` + c.where
}

// goneOn are the changes that a merchant does not have.
func goneOn() contradiction {
	return contradiction{
		"merchant_changes", `NOT EXISTS (SELECT 1 FROM merchants AS m WHERE m.app_id = t.app_id AND m.version >= t.version)`,
		`CAST(t.version AS TEXT)`, "a history is of no merchant, or goes beyond it",
	}
}

// keyBesides is the expression of the part of a key that follows the app id.
func keyBesides(t anyTable) string {
	d := t.describe()
	for _, c := range d.Columns[:t.keyColumns()] {
		switch {
		case c.Name == "app_id":
		case c.Kind == store.ColumnInteger:
			return "CAST(t." + c.Name + " AS TEXT)"
		default:
			return "t." + c.Name
		}
	}
	return `''`
}

// strays are the contradictions outside a merchant's history.
func strays() []contradiction {
	const none = `''`
	var all []contradiction
	for _, t := range accountTables {
		d := t.describe()
		switch d.Name {
		case declared.accounts.Name, declared.changes.Name: // goneOn has these
			continue
		case declared.media.Name: // nothing keeps an upload from one whose account goes at the same time, and it expires
			continue
		}
		all = append(all, contradiction{
			d.Name, `NOT EXISTS (SELECT 1 FROM accounts AS a WHERE a.app_id = t.app_id)`, keyBesides(t), "a row of " + d.Name + " is of no account",
		})
	}
	for _, c := range []struct{ table, column, key, wrong string }{
		{"merchants", "t.headimg", none, "a merchant has a head image that is not there"},
		{"applications", "t.headimg", "CAST(t.audit_id AS TEXT)", "an application has a head image that is not there"},
		{"applications", "t.org_code", "CAST(t.audit_id AS TEXT)", "an application has a paper that is not there"},
		{"merchant_changes", "t.before_headimg", "CAST(t.version AS TEXT)", "a history has a head image that is not there"},
		{"merchant_changes", "t.after_headimg", "CAST(t.version AS TEXT)", "a history has a head image that is not there"},
	} {
		all = append(all, contradiction{
			c.table, c.column + ` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM blobs AS b WHERE b.kept = TRUE AND b.hash = ` + c.column + `)`, c.key, c.wrong,
		})
	}
	for _, list := range []struct{ name, column, count string }{{"shops", "position", "listed"}, {"old", "old_position", "old"}} {
		all = append(all,
			contradiction{
				"shops", `t.` + list.column + ` >= 0 AND NOT EXISTS (SELECT 1 FROM shop_positions AS p
	WHERE p.app_id = t.app_id AND p.list = '` + list.name + `' AND p.position = t.` + list.column + ` AND p.poi_id = t.poi_id)`, "t.poi_id",
				"a store is not where its list has it",
			},
			contradiction{
				"shop_positions", `t.list = '` + list.name + `' AND NOT EXISTS (SELECT 1 FROM shops AS s
	WHERE s.app_id = t.app_id AND s.poi_id = t.poi_id AND s.` + list.column + ` = t.position)`, "t.poi_id",
				"a list has a store that is not there",
			},
			contradiction{
				"shop_counts", `t.` + list.count + ` <> (SELECT COUNT(*) FROM shop_positions AS p WHERE p.app_id = t.app_id AND p.list = '` + list.name + `')`, none,
				"stores are not as many as their count says",
			},
			contradiction{
				"shop_positions", `t.list = '` + list.name + `' AND NOT EXISTS (SELECT 1 FROM shop_counts AS c
	WHERE c.app_id = t.app_id AND t.position >= 0 AND t.position < c.` + list.count + `)`, "t.poi_id",
				"a list goes beyond its count",
			},
		)
	}
	return append(all,
		contradiction{
			"shop_places", `NOT EXISTS (SELECT 1 FROM shops AS s WHERE s.app_id = t.app_id AND s.poi_id = t.poi_id AND s.map_poi_id = t.map_poi_id)`, "t.map_poi_id",
			"a place has a store that is not there",
		},
		contradiction{
			"shops", `t.audit_id <> 0 AND NOT EXISTS (SELECT 1 FROM reviews AS r
	WHERE r.app_id = t.app_id AND r.audit_id = t.audit_id AND r.subject = t.poi_id AND r.state = 'reviewing')`, "t.poi_id",
			"a store waits for a review that is not under way",
		},
		contradiction{
			"authorizations", `NOT EXISTS (SELECT 1 FROM components AS c WHERE c.app_id = t.component)`, "t.component",
			"an authorization is for a platform that is not there",
		},
		contradiction{
			"applications", `NOT EXISTS (SELECT 1 FROM reviews AS r WHERE r.app_id = t.app_id AND r.audit_id = t.audit_id)`, "CAST(t.audit_id AS TEXT)",
			"an application is of no review",
		},
		contradiction{
			"media", `NOT EXISTS (SELECT 1 FROM blobs AS b WHERE b.hash = t.blob)`, "t.id",
			"a medium names bytes that are not there",
		},
	)
}
