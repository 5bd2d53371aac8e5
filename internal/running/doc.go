// Package running is where a service says that it runs: run.json in its data folder,
// which commands read to find it.
//
// It owns that file, the data folder's rights, and whether what stands in it is
// believed. It does not own what else lies in the folder.
package running
