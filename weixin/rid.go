package weixin

import (
	"encoding/binary"
	"encoding/hex"
	"regexp"
	"time"
)

// RID is the id of one call: three groups of eight lower-case hex digits, the
// first of which is the call's Unix second. Weixin appends it to the errmsg of
// every error and answers questions about it for 7 days.
type RID string

// MakeRID forms a rid of a time and two random numbers, of which 31 bits are
// used: in every rid seen on the wire the high bit of both is clear.
//
//fidelity:inferred all rid | the Unix second, then two numbers of 31 bits, in hex | about thirty rids seen
func MakeRID(at time.Time, a, b uint32) RID {
	const bits31 = 1<<31 - 1
	var numbers [12]byte
	binary.BigEndian.PutUint32(numbers[0:], uint32(at.Unix()))
	binary.BigEndian.PutUint32(numbers[4:], a&bits31)
	binary.BigEndian.PutUint32(numbers[8:], b&bits31)
	text := [26]byte{8: '-', 17: '-'}
	hex.Encode(text[0:], numbers[0:4])
	hex.Encode(text[9:], numbers[4:8])
	hex.Encode(text[18:], numbers[8:12])
	return RID(text[:])
}

var ridAtEnd = regexp.MustCompile(`,? rid: ([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})$`)

// SplitMessage parts the errmsg of an answer into its text and its rid, which
// is "" if the message has none.
func SplitMessage(errmsg string) (text string, rid RID) {
	at := ridAtEnd.FindStringSubmatchIndex(errmsg)
	if at == nil {
		return errmsg, ""
	}
	return errmsg[:at[0]], RID(errmsg[at[2]:at[3]])
}

// JoinMessage is the errmsg of an answer: text and rid as Weixin joins them.
func JoinMessage(text string, rid RID) string {
	if rid == "" {
		return text
	}
	return text + " rid: " + string(rid)
}
