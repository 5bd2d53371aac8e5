// Package folderfiles opens a folder and lists the files in it that have some names.
//
// It owns that only regular files are listed, that nothing outside the folder is opened
// through it, and the order of names. It does not own what the files hold.
package folderfiles
