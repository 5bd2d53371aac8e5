// Command release makes what people install, from the commit that is checked out:
// archives, Debian and RPM packages, the packages of npm, a container image as an
// OCI layout, a bill of materials for each, and the checksums of all.
//
// The same commit gives the same bytes: it is cloned to a folder of its own and built
// without paths, every time is the commit's, and lists are sorted.
//
//	go run . -out ../../bin/release
//	go run . -out /tmp/release -platforms linux/amd64
//
// It is a module of its own, so that nobody else downloads what packs.
package main
