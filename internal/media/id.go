package media

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	"github.com/wxastore/wxastore/weixin"
)

// A media id is 48 bytes: random ones that nobody can guess, and three that say
// why it names nothing once its record is gone. They are for reasons and prove
// nothing: its record alone decides who may use a medium.
const (
	idRandom = 26 // bytes that nobody can guess
	idMade   = 6  // when it was made, in milliseconds
	idMark   = 8  // that it was made by this program
	idOwner  = 8  // for which account
	idLength = idRandom + idMade + idMark + idOwner
)

// mediaID is the bytes of a media id.
type mediaID [idLength]byte

// newID returns a media id that nobody can guess, as long as Weixin's.
//
//fidelity:observed uploadtempmedia media-id | 64 base64url characters | community
func (r *Module) newID(appID string, at time.Time) string {
	var id mediaID
	r.Random.Fill(id[:idRandom])
	var made [8]byte
	binary.BigEndian.PutUint64(made[:], uint64(at.UnixMilli()))
	copy(id[idRandom:], made[8-idMade:])
	copy(id[idRandom+idMade:], id.sum("media"))
	copy(id[idRandom+idMade+idMark:], id.sum("media of "+appID))
	return base64.RawURLEncoding.EncodeToString(id[:])
}

// parseID reads what newID returns. ok is false for what does not have the form of a
// media id.
func parseID(s string) (id mediaID, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != idLength {
		return id, false
	}
	return mediaID(b), true
}

// sum is a short hash of what the id is and of a text.
func (id mediaID) sum(text string) []byte {
	sum := sha256.Sum256(append(id[:idRandom+idMade:idRandom+idMade], text...))
	return sum[:idMark]
}

// ours reports whether the id was made by this program.
func (id mediaID) ours() bool {
	return bytes.Equal(id[idRandom+idMade:][:idMark], id.sum("media"))
}

// of reports whether the id was made for the account.
func (id mediaID) of(appID string) bool {
	return bytes.Equal(id[idRandom+idMade+idMark:], id.sum("media of "+appID))
}

// expires is when what the id names expires.
func (id mediaID) expires() time.Time {
	var made [8]byte
	copy(made[8-idMade:], id[idRandom:])
	return time.UnixMilli(int64(binary.BigEndian.Uint64(made[:]))).Add(weixin.TempMediaLife)
}
