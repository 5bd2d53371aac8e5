package call

import (
	"context"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// Modify changes a store Mini Program.
type Modify struct {
	Intro          *string `placeholder:"TEXT" help:"The new introduction."`
	Headimg        string  `placeholder:"FILE" xor:"headimg" help:"The new head image; it is uploaded first."`
	HeadimgMediaid string  `placeholder:"ID" xor:"headimg" help:"The new head image, if it is uploaded already."`

	Connection
	Bearer
}

// Help is the long text of modify --help.
func (Modify) Help() string {
	return `What you leave out stays as it is. Weixin limits the changes of a month, so
change both at once where you can.

  wxastore modify --intro "Open until ten"
  wxastore modify --headimg head.png --intro "Open until ten"
  wxastore modify --json --headimg-mediaid="$(wxastore upload head.png)"`
}

// modified is what --json prints.
type modified struct {
	weixin.Status
	Changed []string `json:"changed"`
	weixin.ModifyMerchantRequest
}

// Run uploads the head image if it is a file, and changes what was given.
func (c *Modify) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	given := givenFlags(parsed)
	switch {
	case c.Intro == nil && !given["headimg"] && !given["headimg-mediaid"]:
		return command.Usagef("nothing to change: give --intro, --headimg or both")
	case c.Intro != nil && *c.Intro == "":
		return command.Usagef("--intro is empty, and to Weixin an empty introduction means to leave it as it is: leave the flag out, or give a text")
	case given["headimg"] && c.Headimg == "", given["headimg-mediaid"] && c.HeadimgMediaid == "":
		return command.Usagef("the head image is empty: name a file with --headimg or a media id with --headimg-mediaid")
	}
	calls, err := c.OpenAs(s, c.Bearer, parsed)
	if err != nil {
		return err
	}
	ctx, cancel := c.Deadline(ctx)
	defer cancel()
	var req weixin.ModifyMerchantRequest
	var changed []string
	if c.Headimg != "" || c.HeadimgMediaid != "" {
		if req.HeadimgMediaID, err = c.headimg(ctx, calls, s); err != nil {
			return err
		}
		changed = append(changed, "headimg")
	}
	if c.Intro != nil {
		req.Intro = *c.Intro
		changed = append(changed, "intro")
	}
	if err := calls.ModifyMerchant(ctx, req); err != nil {
		return err
	}
	if c.JSON {
		return s.PrintJSON(modified{weixin.Success(), changed, req})
	}
	return printChanges(s, req)
}

// headimg returns the media id of the head image, uploading it if needed.
func (c *Modify) headimg(ctx context.Context, calls *client.Client, s *command.Streams) (weixin.MediaID, error) {
	if c.Headimg == "" {
		return weixin.MediaID(c.HeadimgMediaid), nil
	}
	media, err := calls.UploadTempMediaFile(ctx, "image", c.Headimg)
	if err != nil {
		return "", command.Errorf("uploading %s: %w", c.Headimg, err)
	}
	if c.JSON {
		return media.MediaID, nil
	}
	return media.MediaID, s.Printf("uploaded     %s as media id %s\n", c.Headimg, media.MediaID)
}

func printChanges(s *command.Streams, req weixin.ModifyMerchantRequest) error {
	if req.HeadimgMediaID != "" {
		if err := s.Printf("head image   is now media id %s\n", req.HeadimgMediaID); err != nil {
			return err
		}
	}
	if req.Intro != "" {
		return s.Printf("introduction is now %q\n", req.Intro)
	}
	return nil
}
