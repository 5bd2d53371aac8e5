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
//   - The function that is handed to Writer.Write, which is where rules decide,
//     runs in one transaction, alone as far as the records that its keys name are
//     concerned. It may run more than once, so it has no effect but on the Tx and
//     on what it sets again each time, and it touches neither network nor store.
//   - An error that it returns comes back as it is, and nothing is changed.
//   - Every key of tenant data begins with the app id.
//   - Times are kept to the millisecond, in UTC.
package store
