// Package store is the contract between the modules and the database: the
// records, one small port for each module, and the errors.
//
// It owns what is kept and what is promised of it. It does not own how: the
// engines are under sqldb, the folder of media bytes is blobdir, and the
// contract as tests is storetest. It imports the standard library only.
//
// Promises that hold for every port of a Store:
//
//   - A method that writes returns nil only after its commit is on disk.
//   - A rule that is handed in runs inside the write, alone as far as the
//     records it was given are concerned. It may be run more than once, so it
//     has no effect but its result, and it touches neither network nor store.
//   - An error that a rule returns comes back as it is, and nothing is changed.
//   - Every key of tenant data begins with the app id.
//   - Times are kept to the millisecond, in UTC.
package store
