//go:build !windows

package cli

import "syscall"

// refused is the error of a connection to a port where nobody listens.
const refused = syscall.ECONNREFUSED
