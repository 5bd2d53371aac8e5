// Command wxastore is the service and its caller in one binary: it serves what
// Weixin serves for store Mini Programs, and calls it, on a wxastore or on the
// real Weixin.
//
// It owns the command line: flags, environment, what is printed and the exit
// status. It owns no rules: serving is in internal/app, calling in package
// client, and what the interfaces are in package weixin.
package main
