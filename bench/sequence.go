package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
)

// warmSequences are done before any counts.
const warmSequences = 10

// sequence times a token, an upload and a change through our client, one after
// the other, with the state in memory, as tests have it, and on the disk. Next to
// them are three posts to the bare handler, in turn.
func (o options) sequence(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "wxastore-sequence-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	data, err := o.seeded(ctx, dir, loaded)
	if err != nil {
		return err
	}
	bare, err := startBare(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bare.stop()) }()
	memory, err := o.startService(ctx, filepath.Join(dir, "memory"), loaded, "--database", "memory", "--seed", data+".yaml")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, memory.stop()) }()
	sqlite, err := o.startService(ctx, data, loaded)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sqlite.stop()) }()
	picture, err := newPicture()
	if err != nil {
		return err
	}
	all := []*sequenceRow{
		{name: "three posts to a bare handler", t: bare, once: threePosts},
		{name: "through our client, in memory", t: memory, once: throughClient},
		{name: "through our client, SQLite", t: sqlite, once: throughClient},
	}
	if err := o.inTurn(ctx, all, picture); err != nil {
		return err
	}
	fmt.Printf("\na token, an upload of %d KB and a change, one after the other, medians of %d\n\n", len(picture)/1000, o.sequences)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	var records []sequenceRecord
	for _, r := range all {
		times := ratio(float64(median(r.took)), float64(median(all[0].took)))
		fmt.Fprintf(w, "  %s\t%s\t%s\n", r.name, median(r.took).Round(10*time.Microsecond), text(times, "%.1f"))
		records = append(records, sequenceRecord{r.name, micros(r.took), times})
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return o.write(document{Sequence: records})
}

// sequenceRow is one server that the three calls are made to.
type sequenceRow struct {
	name string
	t    *target
	once func(ctx context.Context, h *http.Client, address string, content []byte, n int) error
	took []time.Duration
}

// inTurn makes the calls to each server in turn, with a picture that it has not
// seen.
func (o options) inTurn(ctx context.Context, all []*sequenceRow, picture []byte) error {
	clients := make([]*http.Client, len(all))
	for i := range clients {
		clients[i] = &http.Client{Transport: new(http.Transport)}
		defer clients[i].CloseIdleConnections()
	}
	for n := range warmSequences + o.sequences {
		content := numbered(picture, n)
		for i, r := range all {
			began := time.Now()
			if err := r.once(ctx, clients[i], r.t.address, content, n); err != nil {
				return fmt.Errorf("%s: %w", r.name, err)
			}
			if n >= warmSequences {
				r.took = append(r.took, time.Since(began))
			}
		}
	}
	return nil
}

// perAccount is how often they are done for one account, which may fetch 2,000
// tokens a day.
const perAccount = 1000

// account is whose turn it is.
func account(n int) int { return n / perAccount % loaded }

// throughClient does them with a client that has no token yet.
func throughClient(ctx context.Context, h *http.Client, address string, content []byte, n int) error {
	c, err := client.New(client.WithBaseURL(address), client.WithHTTPClient(h),
		client.WithClassicCredentials(appID(account(n)), secret(account(n))))
	if err != nil {
		return err
	}
	media, err := c.UploadTempMedia(ctx, "image", "head.png", bytes.NewReader(content))
	if err != nil {
		return err
	}
	return c.ModifyMerchant(ctx, weixin.ModifyMerchantRequest{HeadimgMediaID: media.MediaID, Intro: fmt.Sprintf("第%d次修改", n)})
}

// threePosts does them to the bare handler, which has neither tokens nor media.
func threePosts(ctx context.Context, h *http.Client, address string, content []byte, n int) error {
	token := fmt.Sprintf(`{"grant_type":%q,"appid":%q,"secret":%q}`, weixin.GrantClientCredential, appID(account(n)), secret(account(n)))
	if err := call(ctx, h, address+weixin.GetStableAccessToken.Path, token); err != nil {
		return err
	}
	if err := upload(ctx, h, address+weixin.UploadTempMedia.Path+"?type=image", content); err != nil {
		return err
	}
	return call(ctx, h, address+weixin.ModifyMerchant.Path, fmt.Sprintf(`{"headimg_mediaid":"","intro":"第%d次修改"}`, n))
}

// upload posts a picture as a form.
func upload(ctx context.Context, h *http.Client, url string, content []byte) error {
	body := new(bytes.Buffer)
	form := multipart.NewWriter(body)
	part, err := form.CreateFormFile("media", "head.png")
	if err != nil {
		return err
	}
	if _, err := part.Write(content); err != nil {
		return err
	}
	if err := form.Close(); err != nil {
		return err
	}
	return succeeded(send(ctx, h, url, form.FormDataContentType(), body))
}
