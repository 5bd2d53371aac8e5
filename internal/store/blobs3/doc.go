// Package blobs3 keeps bytes in a bucket of an S3 server, under their SHA-256.
//
// It owns the keys below its prefix: a blob is the object ab/cd/abcdef…, named
// by its hash in hex. No key comes from input. It owns the connection, too: how
// long a request may take, how often it is tried, and the sentence about what
// is wrong with it. It does not own the bucket, which it never makes, nor which
// blobs are needed: that is recorded by the store.
//
// The hash is known before the first byte is sent: a Put spools to a file
// first. So it is signed with the request, and the server refuses what arrives
// damaged. A read is spooled likewise and checked before the first byte is
// handed out. Both need the same memory for any number of bytes.
package blobs3
