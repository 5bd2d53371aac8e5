package call

import (
	"cmp"
	"context"
	"time"

	"github.com/alecthomas/kong"

	"github.com/wxastore/wxastore/internal/cli/command"
	"github.com/wxastore/wxastore/weixin"
)

// Upload uploads a temporary medium.
type Upload struct {
	File string `arg:"" help:"The file to upload."`
	Type string `default:"image" enum:"${mediatypes}" help:"Type of the media: ${enum}."`

	Connection
	Bearer
}

// Help is the long text of upload --help.
func (Upload) Help() string {
	return `Only the media id goes to standard output, so that another command can take it.
A temporary medium lives 3 days and belongs to the account that uploaded it.

  wxastore upload head.png
  wxastore upload --type thumb small.jpg
  id=$(wxastore upload head.png) && wxastore modify --headimg-mediaid "$id"`
}

// Run uploads the file and prints its id.
func (c *Upload) Run(ctx context.Context, parsed *kong.Context, s *command.Streams) error {
	calls, err := c.OpenAs(s, c.Bearer, parsed)
	if err != nil {
		return err
	}
	ctx, cancel := c.Deadline(ctx)
	defer cancel()
	media, err := calls.UploadTempMediaFile(ctx, c.Type, c.File)
	if err != nil {
		return command.Errorf("uploading %s: %w", c.File, err)
	}
	if c.JSON {
		return s.PrintJSON(media)
	}
	if err := s.Printf("%s\n", cmp.Or(media.MediaID, media.ThumbMediaID)); err != nil {
		return err
	}
	until := time.Unix(media.CreatedAt, 0).Add(weixin.TempMediaLife)
	s.Notef("%s, usable until %s\n", media.Type, command.Time(until))
	return nil
}
