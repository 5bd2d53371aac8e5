package cli

import "syscall"

// refused is the error of a connection to a port where nobody listens: WSAECONNREFUSED,
// of which package syscall's ECONNREFUSED is not the number.
const refused = syscall.Errno(10061)
