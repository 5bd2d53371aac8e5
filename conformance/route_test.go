package conformance

import "slices"

// route is how a judge reaches the service.
type route string

const (
	// baseURL is for clients whose base URL can be the service's.
	baseURL route = "base URL"
	// proxy is for clients that call Weixin's own address: they are started by
	// wxastore run, which sends them through the service's proxy.
	proxy route = "proxy"
)

// address is what a judge needs to reach a service.
type address struct {
	base string
	// run is what stands before the command of a judge.
	run []string
}

// address is that of the service by a route.
func (s *service) address(r route) address {
	if r == proxy {
		return address{"https://api.weixin.qq.com", []string{s.binary, "run", "--data", s.data, "--"}}
	}
	return address{base: s.api}
}

// command returns the words of a command that reaches the service.
func (a address) command(words ...string) []string {
	return slices.Concat(a.run, words)
}
