package stores

import (
	"context"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/call"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// Commands are what one does about stores.
type Commands struct {
	Categories categories `cmd:"" help:"List the categories of store Mini Programs."`
	Apply      apply      `cmd:"" help:"Apply for a store Mini Program."`
	Audit      audit      `cmd:"" help:"Show the progress of the application."`
	Districts  districts  `cmd:"" help:"List the provinces, or what is in a province or a city."`
	Search     search     `cmd:"" help:"Look for places on the map."`
	Place      place      `cmd:"" help:"Ask for a place that the map does not have."`
	Add        add        `cmd:"" help:"Add a store at a place of the map."`
	List       list       `cmd:"" help:"List the account's stores."`
	Info       info       `cmd:"" help:"Show a store."`
	Update     update     `cmd:"" help:"Change a store."`
	Delete     remove     `cmd:"" help:"Delete a store."`
	Card       card       `cmd:"" help:"Show the card of a store, or set it."`
}

// Help is the long text of stores --help.
func (Commands) Help() string {
	return `From nothing to a store, where each step that is reviewed ends with an event to
the account's message URL:

  wxastore stores categories
  wxastore stores apply --category 幼儿园 --nickname 示例幼儿园 --headimg head.png --intro "Open until ten"
  wxastore stores audit
  wxastore stores search 海珠区 幼儿园
  wxastore stores add 2708071440732761315 --phone 020-66666666 --licence 22883878-0 --picture front.png
  wxastore stores list

Weixin counts the calls of a day. modify changes the head image and the
introduction, and wxastore call sends what these commands do not.`
}

// account is where a command calls, and as which account.
type account struct {
	call.Connection
	call.Bearer
}

// with gives do a client, and a context with the limit of --timeout.
func (a account) with(ctx context.Context, parsed *kong.Context, s *command.Streams, do func(context.Context, *client.Client) error) error {
	calls, err := a.OpenAs(s, a.Bearer, parsed)
	if err != nil {
		return err
	}
	ctx, cancel := a.Deadline(ctx)
	defer cancel()
	return do(ctx, calls)
}

// pictures are the addresses of pictures, of which those that are files are uploaded.
func pictures(ctx context.Context, calls *client.Client, given []string) (weixin.PicList, error) {
	if len(given) == 0 {
		return "", nil
	}
	addresses := make([]string, len(given))
	for i, one := range given {
		var err error
		if addresses[i], err = picture(ctx, calls, one); err != nil {
			return "", err
		}
	}
	return weixin.Pictures(addresses...), nil
}

func picture(ctx context.Context, calls *client.Client, given string) (string, error) {
	if strings.HasPrefix(given, "http://") || strings.HasPrefix(given, "https://") {
		return given, nil
	}
	address, err := calls.UploadImageFile(ctx, given)
	if err != nil {
		return "", command.Errorf("uploading %s: %w", given, err)
	}
	return address, nil
}

// mediaPrefix begins a media id that is given in place of a file.
const mediaPrefix = "id:"

// papers are the media ids of files, which are uploaded, and those that are given.
func papers(ctx context.Context, calls *client.Client, given []string) (ids weixin.MediaIDs, err error) {
	for _, file := range given {
		if id, ok := strings.CutPrefix(file, mediaPrefix); ok {
			ids = append(ids, weixin.MediaID(id))
			continue
		}
		media, err := calls.UploadTempMediaFile(ctx, "image", file)
		if err != nil {
			return nil, command.Errorf("uploading %s: %w", file, err)
		}
		ids = append(ids, media.MediaID)
	}
	return ids, nil
}

// theOne is the only one that a name tells; none and many are the errors where it tells
// nothing, and more.
func theOne[T any](found []T, called func(T) string, none error, many func(names string) error) (one T, err error) {
	switch len(found) {
	case 0:
		return one, none
	case 1:
		return found[0], nil
	}
	names := make([]string, len(found))
	for i := range found {
		names[i] = called(found[i])
	}
	return one, many(strings.Join(names, ", "))
}

// state is the word for the status of a store or an application.
func state(status int) string {
	switch status {
	case weixin.AuditNone:
		return "none"
	case weixin.AuditPassed:
		return "passed"
	case weixin.AuditReviewing:
		return "reviewing"
	case weixin.AuditFailed:
		return "failed"
	case weixin.AuditRefused:
		return "refused"
	}
	return fmt.Sprint(status)
}
