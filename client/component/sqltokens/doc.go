// Package sqltokens keeps the tokens of third-party platforms in a table of an
// SQL database, for any number of processes on any number of machines. It is a
// component.TokenStore, and works on SQLite and PostgreSQL with the driver that
// the program chooses.
//
// Tokens lie in the table in the clear and are as good as the passwords of all
// accounts: anyone who can read the table or its backups can act for all of them.
//
// It owns the table's schema and its statements. It does not own the database,
// which is opened, configured and closed by the caller, nor what the records
// mean: package component does.
package sqltokens
