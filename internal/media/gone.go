package media

import (
	"fmt"
	"time"

	"github.com/wxastore/wxastore/internal/store"
)

// missing says why an id names no record of the account.
func missing(appID, id string, at time.Time) string {
	parsed, ok := parseID(id)
	switch {
	case !ok:
		return fmt.Sprintf("%.100q does not have the form of a media id", id)
	case !parsed.ours():
		return "there never was a medium of the id"
	case !parsed.of(appID):
		return fmt.Sprintf("the media of the id is another account's, not that of %s", appID)
	case !at.Before(parsed.expires()):
		return "the media " + expired(parsed.expires())
	}
	return "there is no medium of the id any more: the service was reset, or another has made it"
}

// why says why a record cannot be used, "" if it can.
func why(m store.Medium, at time.Time) string {
	if at.Before(m.ExpiresAt) {
		return ""
	}
	return "the media " + expired(m.ExpiresAt)
}

func expired(at time.Time) string {
	return "expired at " + at.UTC().Format(time.RFC3339)
}
