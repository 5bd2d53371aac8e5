package sqljournal

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/wxastore/wxastore/internal/journal"
)

// A call is coded as the length of what follows, a byte that says how its rid is
// spelled, the rid, four numbers and the texts, each text after its length. Calls
// that were written by older versions end before textKind.
// Nothing in it refers to another call: calls are put one after the other, and
// taken out, as bytes.

// ridForms are the ways in which a rid is coded.
const (
	ridText  = iota // as it is
	ridBytes        // three words of eight hex digits, as twelve bytes
)

const (
	ridWords  = 12
	ridLength = 26
	// callLength is how many bytes the length of a call takes.
	callLength = 4
)

// The texts of a call, in their order. What is most often the same in calls that
// follow each other stands together.
const (
	textApp = iota
	textTitle
	textMethod
	textPath
	textIP
	textAgent
	textFault
	textReason
	textQuery
	textRequest
	textResponse
	textKind
	textClaimed
	textHeader
	texts
	oldTexts = textKind
)

// searchedTexts are those in which a filter's text and client are looked for.
var searchedTexts = [...]int{textPath, textQuery, textRequest, textResponse, textReason, textIP, textAgent}

// searched are the searchedTexts of a call that is not coded.
func searched(c *journal.Entry) [len(searchedTexts)]string {
	return [...]string{c.Path, c.Query, c.Request, c.Response, c.Reason, c.ClientIP, c.UserAgent}
}

// rid is a rid as it is coded. Its bytes are of the coded call.
type rid struct {
	form  byte
	bytes []byte
}

// second is the Unix second that the rid begins with; 0 if it is of another
// form.
func (r rid) second() int64 {
	if r.form != ridBytes {
		return 0
	}
	return int64(binary.BigEndian.Uint32(r.bytes))
}

func (r rid) String() string {
	if r.form != ridBytes {
		return string(r.bytes)
	}
	var text [ridLength]byte
	hex.Encode(text[0:], r.bytes[0:4])
	hex.Encode(text[9:], r.bytes[4:8])
	hex.Encode(text[18:], r.bytes[8:12])
	text[8], text[17] = '-', '-'
	return string(text[:])
}

// packRID appends the twelve bytes of a rid, if it has that form.
func packRID(to []byte, text string) ([]byte, bool) {
	if len(text) != ridLength || text[8] != '-' || text[17] != '-' {
		return to, false
	}
	packed := to
	for i := 0; i < ridLength; i += 2 {
		if i == 8 || i == 17 {
			i++
		}
		high, low := hexDigit(text[i]), hexDigit(text[i+1])
		if high|low > 0xf {
			return to, false
		}
		packed = append(packed, high<<4|low)
	}
	return packed, true
}

// hexDigit is the value of a digit in lower case; more than 0xf of anything
// else.
func hexDigit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	}
	return 0xff
}

// makeRID is a rid as it is coded.
func makeRID(text string) rid {
	if packed, ok := packRID(make([]byte, 0, ridWords), text); ok {
		return rid{ridBytes, packed}
	}
	return rid{ridText, []byte(text)}
}

// appendCall appends a coded call and returns the second of its rid, too.
func appendCall(to []byte, c *journal.Entry) (longer []byte, second int64) {
	start := len(to)
	to = append(to, 0, 0, 0, 0) // the length, which is not known yet
	if packed, ok := packRID(append(to, ridBytes), c.RID); ok {
		second = int64(binary.BigEndian.Uint32(packed[len(packed)-ridWords:]))
		to = packed
	} else {
		to = appendText(append(to, ridText), c.RID)
	}
	to = binary.AppendVarint(to, c.At.UnixMilli()-second*1000)
	to = binary.AppendVarint(to, c.Cost.Microseconds())
	to = binary.AppendVarint(to, int64(c.Code))
	to = binary.AppendVarint(to, int64(c.Status))
	for _, text := range [texts]string{
		c.AppID, c.Title(), c.Method, c.Path, c.ClientIP, c.UserAgent, c.Fault, c.Reason, c.Query, c.Request, c.Response,
		string(c.Kind), c.Claimed, joinHeaders(c.Header, c.ResponseHeader),
	} {
		to = appendText(to, text)
	}
	binary.LittleEndian.PutUint32(to[start:], uint32(len(to)-start-callLength))
	return to, second
}

func appendText(to []byte, text string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(text))), text...)
}

// joinHeaders is one text of the headers of a request and of its answer, which an empty line
// parts. Older versions take all of it for the request's.
func joinHeaders(request, response string) string {
	if response == "" {
		return request
	}
	return request + "\n" + response
}

// partHeaders are the headers that joinHeaders has joined. Each line of them ends with a
// newline.
func partHeaders(text string) (request, response string) {
	if response, ok := strings.CutPrefix(text, "\n"); ok {
		return "", response
	}
	if at := strings.Index(text, "\n\n"); at >= 0 {
		return text[:at+1], text[at+2:]
	}
	return text, ""
}

// codedCall is a coded call taken apart. Its texts are of the bytes that it was
// read from.
type codedCall struct {
	rid
	at, cost, code, status int64
	texts                  [texts][]byte
	// old says that it has no texts from textKind on.
	old bool
}

var errCoded = errors.New("the bytes are not a call")

// read takes the first of some coded calls apart and returns what follows it.
func (c *codedCall) read(from []byte) (rest []byte, err error) {
	call, rest, ok := cutCall(from)
	if !ok || len(call) == 0 {
		return nil, errCoded
	}
	c.form, call = call[0], call[1:]
	switch {
	case c.form == ridBytes && len(call) >= ridWords:
		c.bytes, call = call[:ridWords], call[ridWords:]
	case c.form == ridText:
		c.bytes, call, ok = cutText(call)
	default:
		ok = false
	}
	if !ok {
		return nil, errCoded
	}
	for _, number := range [...]*int64{&c.at, &c.cost, &c.code, &c.status} {
		var n int
		*number, n = binary.Varint(call)
		if n <= 0 {
			return nil, errCoded
		}
		call = call[n:]
	}
	c.at += c.second() * 1000
	c.old = false
	for i := range c.texts {
		if c.old = i == oldTexts && len(call) == 0; c.old {
			clear(c.texts[i:])
			break
		}
		if c.texts[i], call, ok = cutText(call); !ok {
			return nil, errCoded
		}
	}
	if len(call) > 0 {
		return nil, errCoded
	}
	return rest, nil
}

// cutCall reads a coded call, without its length.
func cutCall(from []byte) (call, rest []byte, ok bool) {
	if len(from) < callLength {
		return nil, nil, false
	}
	length, from := binary.LittleEndian.Uint32(from), from[callLength:]
	if uint64(length) > uint64(len(from)) {
		return nil, nil, false
	}
	return from[:length:length], from[length:], true
}

// cutText reads a length and that many bytes.
func cutText(from []byte) (text, rest []byte, ok bool) {
	length, n := binary.Uvarint(from)
	if n <= 0 || length > uint64(len(from)-n) {
		return nil, nil, false
	}
	end := n + int(length)
	return from[n:end:end], from[end:], true
}

// kinds are the bits of its kind.
func (c *codedCall) kinds() int64 {
	if c.old {
		r := c.record()
		return kindBits(r.Kind)
	}
	return kindBits(journal.Kind(c.texts[textKind]))
}

// record is the call with texts of its own.
func (c *codedCall) record() journal.Entry {
	text := func(i int) string { return string(c.texts[i]) }
	r := journal.Entry{
		RID: c.String(), Kind: journal.Kind(text(textKind)), AppID: text(textApp), Claimed: text(textClaimed),
		Method: text(textMethod), Path: text(textPath), Query: text(textQuery),
		Request: text(textRequest), Response: text(textResponse), Code: int(c.code), Status: int(c.status),
		At: time.UnixMilli(c.at).UTC(), Cost: time.Duration(c.cost) * time.Microsecond,
		ClientIP: text(textIP), UserAgent: text(textAgent), Fault: text(textFault), Reason: text(textReason),
	}
	r.Header, r.ResponseHeader = partHeaders(text(textHeader))
	r.Interface, r.Event = journal.ParseTitle(text(textTitle))
	if c.old {
		// A fault that left a refusal to the rule is taken for one that made it.
		injected := r.Fault != "" && (r.Code != 0 || r.Status != http.StatusOK || r.Response == "")
		r.Kind = journal.KindOf(&r, injected, false)
	}
	return r
}
