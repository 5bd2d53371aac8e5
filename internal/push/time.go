package push

import (
	"net/http"
	"strconv"
	"time"
)

// parseStamp reads the timestamp of a push, in Unix seconds.
func (h *Handler) parseStamp(stamp string) (time.Time, error) {
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || stamp != strconv.FormatInt(seconds, 10) {
		return time.Time{}, Reject(http.StatusBadRequest, "the timestamp %.40q is not a number of Unix seconds", stamp)
	}
	now := h.Now()
	at := UnixTime(seconds)
	off := now.Sub(at).Abs()
	if off <= h.Window {
		return at, nil
	}
	for unit, factor := range map[string]int64{"milliseconds": 1e3, "microseconds": 1e6, "nanoseconds": 1e9} {
		if now.Sub(UnixTime(seconds/factor)).Abs() < 366*24*time.Hour {
			return time.Time{}, Reject(http.StatusBadRequest, "the timestamp %d is in %s: it must be in Unix seconds", seconds, unit)
		}
	}
	return time.Time{}, Reject(http.StatusForbidden, "the timestamp is %v from now, more than the %v that are allowed: see that the clocks are right", off, h.Window)
}

// holdToTime refuses an event whose CreateTime fits its nonce better than its
// timestamp.
//
// The signature covers timestamp and nonce in ascending order, so they can be
// exchanged without breaking it: anyone who has seen a push with a nonce that is a
// later time, as one of ten digits often is, could push it again then. What the
// event says of its time cannot be changed, and it was made close to the
// timestamp. How close is not bounded: events are pushed again long after they
// were made, and the clock of a wxastore can be moved. But of all times that are
// signed, none may be nearer than the timestamp.
func holdToTime(created int64, at time.Time, nonce string) error {
	if created <= 0 {
		return Reject(http.StatusBadRequest, "the event has no CreateTime")
	}
	apart := at.Sub(UnixTime(created)).Abs()
	for i := 0; i+secondsDigits <= len(nonce); i++ {
		other, err := strconv.ParseUint(nonce[i:i+secondsDigits], 10, 64)
		if err == nil && UnixTime(int64(other)).Sub(UnixTime(created)).Abs() < apart {
			return Reject(http.StatusForbidden, "the event was made %v from its timestamp, and its nonce is a time that is nearer: timestamp and nonce were exchanged", apart)
		}
	}
	return nil
}

// secondsDigits is how many digits Unix seconds have until the year 2286.
const secondsDigits = 10

// UnixTime is a time in Unix seconds, which may be any number.
func UnixTime(seconds int64) time.Time {
	const far = 1 << 40 // beyond it, differences of times overflow
	return time.Unix(max(-far, min(far, seconds)), 0)
}
