// Package apinames writes the file of package console that gives other modules names for
// what package internal/console/api declares.
//
// It owns: which names are given. It does not own what they stand for.
package apinames
