// Package stores has the commands about an account's store Mini Program: its application,
// the places on the map, the stores and their cards.
//
// It owns what a person gives instead of what goes over the wire (files in place of
// addresses, names in place of ids) and what is printed. It does not own the calls (package
// client does), nor how the service and the account are named (package call does).
package stores
