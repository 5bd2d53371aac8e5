package account

import (
	"time"

	"github.com/wxastore/wxastore/internal/edge"
	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

const (
	life = weixin.AccessTokenSeconds * time.Second
	// overlap is how long a superseded classic token still works, and how long
	// before its end a stable token is replaced.
	overlap = 5 * time.Minute
	// forcedApart is the least time between two forced refreshes.
	forcedApart = 30 * time.Second
	// forcedPerDay limits forced refreshes.
	forcedPerDay = 20
)

// issueClassic decides on a fetch of a classic token: each supersedes the one
// before.
//
//fidelity:official getaccesstoken superseded | a new token supersedes the one before, which works 5 minutes more | getaccesstoken
//fidelity:choice getaccesstoken superseded | a third fetch within the 5 minutes does not shorten the first's
func issueClassic(line store.TokenSeries, now time.Time, hash store.Hash) Issue {
	issue := mint(line, now, hash, nil)
	if !line.Current.IsZero() {
		issue.SupersedeAt = now.Add(overlap)
	}
	return issue
}

// stableRequest is a fetch of a stable token. fresh is the token to issue and
// freshSalt its salt, if one is needed; known says that the series'
// current token can be made again from the secret presented.
type stableRequest struct {
	force     bool
	known     bool
	fresh     store.Hash
	freshSalt []byte
}

// issueStable decides on a fetch of a stable token: the current one stays until
// shortly before its end, unless a refresh is forced.
//
//fidelity:official getstableaccesstoken same | the same token until its last 5 minutes, then a new one; both work | api_getstableaccesstoken
//fidelity:official getstableaccesstoken forced | `force_refresh` kills the current token at once | api_getstableaccesstoken
//fidelity:official getstableaccesstoken forced-limit | 20 forced refreshes a day | api_getstableaccesstoken
//fidelity:inferred getstableaccesstoken forced-limit | then 45009 | the page names no code
//fidelity:inferred getstableaccesstoken forced-again | within 30 s: the current token | the page: it does not refresh
//fidelity:choice getstableaccesstoken new-secret | after the secret was changed: a new token, the old works 5 minutes more
func issueStable(line store.TokenSeries, now time.Time, r stableRequest) (Issue, error) {
	line = countFrom(line, now)
	forced := r.force && !now.Before(line.ForcedAt.Add(forcedApart))
	if forced && line.Forced >= forcedPerDay {
		return Issue{}, edge.Refuse(weixin.DailyQuota, "%d refreshes were forced for %s today", line.Forced, line.AppID)
	}
	stays := !line.Current.IsZero() && r.known && line.ExpiresAt.Sub(now) > overlap
	if stays && !forced {
		return Issue{Series: line}, nil
	}
	issue := mint(line, now, r.fresh, r.freshSalt)
	if forced {
		issue.Series.Forced++
		issue.Series.ForcedAt = now
		issue.SupersedeAt = now
	} else if !r.known && !line.Current.IsZero() {
		issue.SupersedeAt = now.Add(overlap)
	}
	return issue, nil
}

// mint makes a token of the series' kind its newest.
func mint(line store.TokenSeries, now time.Time, hash store.Hash, salt []byte) Issue {
	line.Current, line.Salt = hash, salt
	line.IssuedAt, line.ExpiresAt = now, now.Add(life)
	return Issue{Series: line, Minted: &store.Token{
		AppID: line.AppID, Hash: hash, Kind: line.Kind, IssuedAt: now, ExpiresAt: line.ExpiresAt,
	}}
}

// countFrom starts the day's count again when the day has changed.
func countFrom(line store.TokenSeries, now time.Time) store.TokenSeries {
	if day := weixin.Day(now); line.Day != day {
		line.Day, line.Forced = day, 0
	}
	return line
}

// usable is the rule for a token that was presented.
func usable(token store.Token, now time.Time) error {
	if !token.SupersededAt.IsZero() && !now.Before(token.SupersededAt) {
		return edge.Refuse(weixin.InvalidCredential, "the token was superseded at %s", token.SupersededAt.Format(time.RFC3339))
	}
	if !now.Before(token.ExpiresAt) {
		return edge.Refuse(weixin.AccessTokenExpired, "the token expired at %s", token.ExpiresAt.Format(time.RFC3339))
	}
	return nil
}
