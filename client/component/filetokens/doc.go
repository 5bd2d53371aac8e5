// Package filetokens keeps the tokens of third-party platforms in a folder that
// any number of processes on one machine share. It is a component.TokenStore.
//
// A record is a file of its own. It is written under another name, flushed and
// renamed, so that it is always complete and survives a loss of power. Its name is a hash:
// no app id becomes part of a path. The folder and its files are for their
// owner alone; what is in them is not encrypted, and is as good as the
// passwords of all accounts. Keep it off network file systems, whose locks
// cannot be relied on, and in your backups.
//
// It owns the files and their locks. It does not own what the records mean:
// package component does.
package filetokens
