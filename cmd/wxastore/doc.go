// Command wxastore is the service and its caller in one binary: it serves what
// Weixin serves for store Mini Programs, and calls it, on a wxastore or on the
// real Weixin. Package cli has its commands.
package main
