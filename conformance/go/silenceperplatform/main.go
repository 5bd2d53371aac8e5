// Command silenceperplatform judges as a third-party platform, with the part of
// the SDK that is made for them. It is started with LISTEN BASE APPID SECRET
// TOKEN KEY, and asked one line at a time.
package main

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/silenceper/wechat/v2"
	"github.com/silenceper/wechat/v2/cache"
	"github.com/silenceper/wechat/v2/officialaccount/material"
	"github.com/silenceper/wechat/v2/officialaccount/message"
	"github.com/silenceper/wechat/v2/openplatform"
	openconfig "github.com/silenceper/wechat/v2/openplatform/config"
	"github.com/silenceper/wechat/v2/util"
	"github.com/sirupsen/logrus"

	"github.com/wxastore/wxastore/conformance/go/lines"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const fixed = "https://api.weixin.qq.com"

func run() error {
	if len(os.Args) != 7 {
		return errors.New("usage: LISTEN BASE APPID SECRET TOKEN KEY")
	}
	version, err := lines.VersionOf("github.com/silenceper/wechat/v2")
	if err != nil {
		return err
	}
	logrus.SetOutput(os.Stderr) // the SDK writes to standard output
	base := os.Args[2]
	if base != fixed {
		util.SetURIModifier(func(uri string) string { return strings.Replace(uri, fixed, base, 1) })
	}
	p := &platform{
		sdk: wechat.NewWechat().GetOpenPlatform(&openconfig.Config{
			AppID: os.Args[3], AppSecret: os.Args[4], Token: os.Args[5], EncodingAESKey: os.Args[6], Cache: cache.NewMemory(),
		}),
		ticket: make(chan error, 64),
	}
	var config net.ListenConfig
	listener, err := config.Listen(context.Background(), "tcp", os.Args[1])
	if err != nil {
		return err
	}
	server := &http.Server{Handler: p, ReadTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // ends with the process

	out, in := json.NewEncoder(os.Stdout), json.NewDecoder(os.Stdin)
	if err := out.Encode(map[string]any{"version": version, "value": "http://" + listener.Addr().String()}); err != nil {
		return err
	}
	for {
		var q question
		if err := in.Decode(&q); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		a := make(map[string]string)
		value, err := p.do(q)
		if err != nil {
			a["error"] = err.Error()
		} else {
			a["value"] = value
		}
		if err := out.Encode(a); err != nil {
			return err
		}
	}
}

// platform is a third-party platform that the SDK runs.
type platform struct {
	sdk *openplatform.OpenPlatform
	// ticket says what came of each ticket that was pushed.
	ticket chan error

	mu     sync.Mutex
	events []string
}

// ServeHTTP receives what is pushed, as the SDK's documentation shows it.
func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	server := p.sdk.GetServer(r, w)
	server.SetMessageHandler(func(m *message.MixMessage) *message.Reply {
		p.mu.Lock()
		if appID, ofAccount := strings.CutPrefix(r.URL.Path, "/messages/"); ofAccount {
			p.events = append(p.events, string(m.Event)+" "+appID+outcome(server.RequestRawXMLMsg))
		} else {
			p.events = append(p.events, string(m.InfoType)+" "+m.AuthorizerAppid)
		}
		p.mu.Unlock()
		if m.InfoType == message.InfoTypeVerifyTicket {
			_, err := p.sdk.SetComponentAccessToken(r.Context(), m.ComponentVerifyTicket)
			p.ticket <- err
			if err != nil {
				return nil
			}
		}
		_, _ = io.WriteString(w, "success")
		return nil
	})
	if err := server.Serve(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}

// outcome is the number and the status of a review in an event, decrypted by the SDK,
// which has no fields for them; "" in other events.
func outcome(event []byte) string {
	var review struct {
		AuditID string `xml:"audit_id"`
		Status  string `xml:"status"`
	}
	if err := xml.Unmarshal(event, &review); err != nil {
		return " " + err.Error()
	}
	if review.AuditID == "" {
		return ""
	}
	return " " + review.AuditID + " " + review.Status
}

type question struct {
	Do     string         `json:"do"`
	AppID  string         `json:"appid"`
	Code   string         `json:"code"`
	Path   string         `json:"path"`
	Fields map[string]any `json:"fields"`
}

func (p *platform) do(q question) (string, error) {
	switch q.Do {
	case "ticket":
		return "", <-p.ticket
	case "page": // a token of the platform, a pre-authorization code, the address
		return p.sdk.GetComponentLoginPage(q.Path, 1, "")
	case "authorized":
		info, err := p.sdk.QueryAuthCode(q.Code)
		if err != nil {
			return "", err
		}
		if info.Appid != q.AppID || info.AccessToken == "" {
			return "", fmt.Errorf("the code is of %q", info.Appid)
		}
		var sets []string
		for _, f := range info.FuncInfo {
			sets = append(sets, fmt.Sprint(f.FuncscopeCategory.ID))
		}
		_, err = p.sdk.RefreshAuthrToken(info.Appid, info.RefreshToken)
		return strings.Join(sets, ","), err
	case "name":
		info, _, err := p.sdk.GetAuthrInfo(q.AppID)
		if err != nil {
			return "", err
		}
		if info == nil {
			return "", fmt.Errorf("no information of %s", q.AppID)
		}
		return info.NickName, nil
	case "upload":
		media, err := p.sdk.GetOfficialAccount(q.AppID).GetMaterial().MediaUpload(material.MediaTypeImage, q.Path)
		return media.MediaID, err
	case "post":
		token, err := p.sdk.GetOfficialAccount(q.AppID).GetAccessToken()
		if err != nil {
			return "", err
		}
		answer, err := util.PostJSON(fixed+q.Path+"?access_token="+token, q.Fields)
		if err != nil {
			return "", err
		}
		return string(answer), util.DecodeWithCommonError(answer, q.Path)
	case "events":
		p.mu.Lock()
		defer p.mu.Unlock()
		return strings.Join(p.events, "\n"), nil
	}
	return "", fmt.Errorf("cannot do %q", q.Do)
}
