// Package freeport finds ports of loopback for programs that tests start: those that
// must be told a port, and that may be started again on it. It owns the choice, not the
// port: nothing keeps another program from taking it.
package freeport

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
	"syscall"
)

// Where ports are looked for: below those that systems give to outgoing connections,
// which begin at 32768 on Linux. One of theirs is soon taken by a connection, while the
// program that it was found for has not started or is being started again.
const first, beyond = 12_000, 32_000

// Address returns a host and port of loopback on which nothing listens.
func Address() (string, error) {
	for {
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(first+rand.IntN(beyond-first)))
		l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", address) // at once
		switch {
		case err == nil:
			return address, l.Close()
		case !errors.Is(err, syscall.EADDRINUSE):
			return "", err
		}
	}
}

// Port returns the port of an Address.
func Port() (int, error) {
	address, err := Address()
	if err != nil {
		return 0, err
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(port)
}
