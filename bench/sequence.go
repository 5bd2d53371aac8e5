package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"text/tabwriter"
	"time"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/weixin"
)

// warmSequences are done before any counts.
const warmSequences = 10

// sequence times a token, an upload and a change through our client, one after
// the other, beside three posts to the bare handler, in turn.
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
	service, err := o.startService(ctx, data, loaded)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, service.stop()) }()
	bare, err := startBare(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bare.stop()) }()
	picture, err := newPicture()
	if err != nil {
		return err
	}
	through, posts := &http.Client{Transport: new(http.Transport)}, &http.Client{Transport: new(http.Transport)}
	defer through.CloseIdleConnections()
	defer posts.CloseIdleConnections()
	var ours, bares []time.Duration
	for n := range warmSequences + o.sequences {
		content := numbered(picture, n)
		began := time.Now()
		if err := throughClient(ctx, through, service.address, content, n); err != nil {
			return fmt.Errorf("through our client: %w", err)
		}
		between := time.Now()
		if err := threePosts(ctx, posts, bare.address, content, n); err != nil {
			return fmt.Errorf("to the bare handler: %w", err)
		}
		if n >= warmSequences {
			ours, bares = append(ours, between.Sub(began)), append(bares, time.Since(between))
		}
	}
	times := ratio(float64(median(ours)), float64(median(bares)))
	fmt.Printf("\none after the other, medians of %d, in turn\n", o.sequences)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "a token, an upload of %d KB and a change through our client\t%s\n", len(picture)/1000, median(ours).Round(10*time.Microsecond))
	fmt.Fprintf(w, "three such posts to a bare handler\t%s\n", median(bares).Round(10*time.Microsecond))
	fmt.Fprintf(w, "ratio\t%s\n", text(times, "%.1f"))
	if err := w.Flush(); err != nil {
		return err
	}
	return o.write(document{Sequence: &sequenceRecord{micros(ours), micros(bares), times}})
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
