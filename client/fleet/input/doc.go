// Package input reads what is wanted of many merchants: CSV, YAML, JSON lines, and the
// rows of a SQL query.
//
// A row has the columns appid, secret (where the secret is: env:NAME, file:PATH; empty
// for an account that is called through a platform), tags, intro and headimg, and any
// others, which templates may name: {{city}}. A table with the column store_key is one of
// stores, whose columns are those of DesiredStore.
//
// It owns the forms of files, templates, and that no secret gets into a row. It does not
// own what is checked of a row (package fleet).
package input
