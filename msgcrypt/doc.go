// Package msgcrypt is Weixin's message cipher: how the messages that Weixin
// pushes are signed, encrypted and wrapped in XML.
//
// A message is encrypted with AES-256-CBC under the EncodingAESKey, 43 letters
// and digits, and signed with SHA-1 over the token, the timestamp, the nonce and
// the cipher text. The key's first half is the initialization vector, so equal
// beginnings would show, were there not 16 random bytes before each message.
//
// The package owns the cipher, the signature and the XML around both. It does
// not own whether a timestamp is fresh: that needs a clock, and is the
// receiver's to check.
//
// It imports no other package that is of use outside of this module.
package msgcrypt
