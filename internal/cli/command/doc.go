// Package command is what every command of the command line is made of: its
// streams, text for people and JSON for programs, values of flags, kinds of
// errors, and the console of the service that it is about.
//
// It does not own what any command does.
package command
