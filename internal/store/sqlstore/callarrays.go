package sqlstore

import (
	"context"

	"github.com/wxastore/wxastore/internal/store"
)

// insertCallArrays adds many calls in one statement, where each statement is a
// way over the network. The number of a call is drawn in the order of the rows.
const insertCallArrays = `INSERT INTO calls (called_at, bytes, code, status, cost, rid, app_id, interface, method,
	client_ip, fault, path, query, user_agent, request, response, reason)
	SELECT * FROM unnest(?1::BIGINT[], ?2::BIGINT[], ?3::BIGINT[], ?4::BIGINT[], ?5::BIGINT[], ?6::TEXT[], ?7::TEXT[],
	?8::TEXT[], ?9::BYTEA[], ?10::TEXT[], ?11::TEXT[], ?12::BYTEA[], ?13::BYTEA[], ?14::BYTEA[], ?15::BYTEA[], ?16::BYTEA[], ?17::TEXT[])`

// callArrays are the columns of some calls.
type callArrays struct {
	numbers [5][]int64
	// The texts are those that always are text, the bytes whatever came.
	rid, appID, iface, clientIP, fault, reason        []string
	method, path, query, userAgent, request, response [][]byte
}

func (a *callArrays) add(c *store.CallRecord) {
	for i, n := range [...]int64{c.At.UnixMilli(), callBytes(c), int64(c.Code), int64(c.Status), c.Cost.Microseconds()} {
		a.numbers[i] = append(a.numbers[i], n)
	}
	a.rid, a.appID, a.iface = append(a.rid, c.RID), append(a.appID, c.AppID), append(a.iface, c.Interface)
	a.clientIP, a.fault, a.reason = append(a.clientIP, c.ClientIP), append(a.fault, c.Fault), append(a.reason, c.Reason)
	a.method, a.path = append(a.method, []byte(c.Method)), append(a.path, []byte(c.Path))
	a.query, a.userAgent = append(a.query, []byte(c.Query)), append(a.userAgent, []byte(c.UserAgent))
	a.request, a.response = append(a.request, []byte(c.Request)), append(a.response, []byte(c.Response))
}

func insertTogether(ctx context.Context, t *tx, calls []store.CallRecord) error {
	var a callArrays
	for i := range calls {
		a.add(&calls[i])
	}
	n := &a.numbers
	_, err := t.exec(ctx, t.session.traits.insertCalls, n[0], n[1], n[2], n[3], n[4], a.rid, a.appID, a.iface,
		a.method, a.clientIP, a.fault, a.path, a.query, a.userAgent, a.request, a.response, a.reason)
	return err
}
