package fault

import (
	"math"
	"regexp"
	"time"

	"github.com/wxastore/wxastore/internal/store"
	"github.com/wxastore/wxastore/weixin"
)

// Bad says what is wrong with a declared fault.
type Bad struct{ store.Mistake }

func bad(format string, args ...any) error { return Bad{store.Mistakef(format, args...)} }

// faultName is what the id of a fault may look like, and the app id that it is
// meant for.
var faultName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// maxSigma bounds the spread of a lognormal latency; with 10, already half of
// the waits are either nothing or maxLatency.
const maxSigma = 10

// Check returns a Bad if f cannot be a fault, and nil otherwise.
func (*Faults) Check(f store.Fault) error {
	_, declared := weixin.Find(f.Interface)
	switch {
	case !faultName.MatchString(f.ID):
		return bad("id %q: use 1 to 64 letters, digits, - and _", f.ID)
	case f.Interface != "" && !declared:
		return bad("there is no interface %q; wxastore interfaces lists them", f.Interface)
	case f.AppID != "" && !faultName.MatchString(f.AppID):
		return bad("appid %q: use 1 to 64 letters, digits, - and _, or leave it out for all accounts", f.AppID)
	case !(f.Probability > 0 && f.Probability <= 1): // also refuses NaN
		return bad("probability %v must be above 0 and at most 1", f.Probability)
	case f.Left == 0:
		return bad("count must be 1 or more; leave it out for no limit")
	}
	return checkKind(f)
}

// checkKind checks the fields that one kind needs and the others must not have.
func checkKind(f store.Fault) error {
	switch f.Kind {
	case store.FaultCode, store.FaultLatency, store.FaultStatus, store.FaultEmpty, store.FaultCut, store.FaultGarbage:
	default:
		return bad("unknown kind %q: use code, latency, status, empty, cut or garbage", f.Kind)
	}
	switch code := f.Code; {
	case f.Kind != store.FaultCode && code != 0:
		return bad("a fault of kind %s has no code", f.Kind)
	case f.Kind == store.FaultCode && code == 0:
		return bad("code must not be 0: that would be success")
	case code < math.MinInt32 || code > math.MaxInt32:
		return bad("code %d is longer than any errcode", code)
	}
	switch {
	case f.Kind != store.FaultStatus && f.Status != 0:
		return bad("a fault of kind %s has no status", f.Kind)
	case f.Kind == store.FaultStatus && (f.Status < 400 || f.Status > 599):
		return bad("status %d must be from 400 to 599", f.Status)
	}
	if f.Kind != store.FaultLatency && f.Latency != (store.Latency{}) {
		return bad("a fault of kind %s has no latency: add a second fault of kind latency", f.Kind)
	}
	if f.Kind == store.FaultLatency {
		return checkLatency(f.Latency)
	}
	return nil
}

func checkLatency(l store.Latency) error {
	const least = time.Microsecond // what the store keeps
	if l.Shape != latencyUniform && l.Max != 0 {
		return bad("latency: max belongs to shape %s only", latencyUniform)
	}
	if l.Shape != latencyLognormal && l.Sigma != 0 {
		return bad("latency: sigma belongs to shape %s only", latencyLognormal)
	}
	switch l.Shape {
	case latencyFixed, latencyLognormal:
		if l.Min < least || l.Min > maxLatency {
			return bad("latency: min %s must be from %s to %s", l.Min, least, maxLatency)
		}
	case latencyUniform:
		if l.Min < 0 || l.Max <= l.Min || l.Max > maxLatency {
			return bad("latency: from min %s to max %s must be a stretch between 0s and %s", l.Min, l.Max, maxLatency)
		}
	default:
		return bad("latency: unknown shape %q: use %s, %s or %s", l.Shape, latencyFixed, latencyUniform, latencyLognormal)
	}
	if l.Shape == latencyLognormal && !(l.Sigma > 0 && l.Sigma <= maxSigma) {
		return bad("latency: sigma %v must be above 0 and at most %d", l.Sigma, maxSigma)
	}
	return nil
}
