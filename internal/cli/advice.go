package cli

import (
	"context"
	"errors"
	"os"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/command"
)

// advice says what to do about a failure that is not an answer of the service.
func advice(err error) string {
	_, transport := errors.AsType[*client.TransportError](err)
	_, odd := errors.AsType[*client.AnswerError](err)
	_, database := errors.AsType[command.DatabaseError](err)
	switch {
	case database:
		return "Check the address of the database: its hosts and ports, the user, the password (PGPASSWORD), and that one of the hosts takes writes."
	case errors.Is(err, refused):
		return "Nothing listens there. Start a service (wxastore serve --demo), or name the right one with --api or WXASTORE_API."
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return "Time ran out. Check the address and the network, or allow more with --timeout. The call may have taken effect."
	case odd:
		return "What answers there is not Weixin's API. Check --api or WXASTORE_API, and whether a proxy or a sign-in page is between."
	case transport && !errors.Is(err, context.Canceled):
		return "Check the address (--api or WXASTORE_API) and the network."
	}
	return ""
}
