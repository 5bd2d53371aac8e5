package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/weixin"
)

// uploadCmd uploads a temporary media.
type uploadCmd struct {
	File string `arg:"" help:"The file to upload."`
	Type string `default:"image" enum:"${mediatypes}" help:"Type of the media: ${enum}."`

	connection
	bearer
}

// Help is the long text of upload --help.
func (uploadCmd) Help() string {
	return `Only the media id goes to standard output, so that another command can take it.
A temporary media lives 3 days and belongs to the account that uploaded it.

  wxastore upload head.png
  wxastore upload --type thumb small.jpg
  id=$(wxastore upload head.png) && wxastore modify --headimg-mediaid "$id"`
}

// Run uploads the file and prints its id.
func (c *uploadCmd) Run(ctx context.Context, command *kong.Context, s *streams) error {
	calls, err := c.openAs(s, c.bearer, command)
	if err != nil {
		return err
	}
	ctx, cancel := c.deadline(ctx)
	defer cancel()
	media, err := calls.UploadTempMediaFile(ctx, c.Type, c.File)
	if err != nil {
		return fmt.Errorf("uploading %s: %w", c.File, err)
	}
	if c.JSON {
		return s.printJSON(media)
	}
	if err := s.printf("%s\n", cmp.Or(media.MediaID, media.ThumbMediaID)); err != nil {
		return err
	}
	until := time.Unix(media.CreatedAt, 0).Add(weixin.TempMediaLife)
	s.notef("%s, usable until %s\n", media.Type, until.Format(time.RFC3339))
	return nil
}
