package cli

import (
	"context"
	"errors"
	"os"
	"syscall"

	"github.com/wxastore/wxastore/client"
	"github.com/wxastore/wxastore/internal/cli/state"
	"github.com/wxastore/wxastore/weixin"
)

// advice says what to do about a failure that is not an answer of the service.
func advice(err error, lang weixin.Language) string {
	in := func(english, chinese string) string {
		if lang == weixin.Chinese {
			return chinese
		}
		return english
	}
	_, transport := errors.AsType[*client.TransportError](err)
	_, odd := errors.AsType[*client.AnswerError](err)
	_, database := errors.AsType[state.DatabaseError](err)
	switch {
	case database:
		return in(
			"Check --database: its hosts and ports, the user, the password (PGPASSWORD), and that one of the hosts takes writes.",
			"请检查 --database：主机和端口、用户、密码（PGPASSWORD），以及其中是否有一台主机可以写入。",
		)
	case errors.Is(err, syscall.ECONNREFUSED):
		return in(
			"Nothing listens there. Start a service (wxastore serve --demo), or name the right one with --api or WXASTORE_API.",
			"那里没有服务在监听。启动一个服务（wxastore serve --demo），或者用 --api 或 WXASTORE_API 指定正确的地址。",
		)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return in(
			"Time ran out. Check the address and the network, or allow more with --timeout. The call may have taken effect.",
			"超时。检查地址和网络，或者用 --timeout 放宽时间。这次调用可能已经生效。",
		)
	case odd:
		return in(
			"What answers there is not Weixin's API. Check --api or WXASTORE_API, and whether a proxy or a sign-in page is between.",
			"那里应答的不是微信的 API。检查 --api 或 WXASTORE_API，以及中间是否有代理或登录页面。",
		)
	case transport && !errors.Is(err, context.Canceled):
		return in(
			"Check the address (--api or WXASTORE_API) and the network.",
			"检查地址（--api 或 WXASTORE_API）和网络。",
		)
	}
	return ""
}
