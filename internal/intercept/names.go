package intercept

import (
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/said"
	"github.com/wxastore/wxastore/weixin"
)

// defaultHost is the first of the hosts whose calls are kept here by default.
const defaultHost = "api.weixin.qq.com"

// defaultHosts are the hosts whose calls are kept here by default: the API's own
// in each region, that of files, that of the authorization page, and that of pictures.
//
//fidelity:official all hosts | api, api2, sh.api, sz.api, hk.api, file.api and mp.weixin.qq.com are one service; that of pictures, mmbiz.qpic.cn, is answered, too | page on the domains of interfaces
func defaultHosts() []string {
	return []string{
		defaultHost, "api2.weixin.qq.com", "sh.api.weixin.qq.com", "sz.api.weixin.qq.com", "hk.api.weixin.qq.com",
		"file.api.weixin.qq.com", "mp.weixin.qq.com", weixin.PictureHost,
	}
}

// ParseHosts checks names of --hosts and returns them in the one form in which
// they are compared. Without a name it is defaultHosts.
func ParseHosts(names []string) ([]string, error) {
	if len(names) == 0 {
		return defaultHosts(), nil
	}
	var hosts []string
	for _, name := range names {
		host := normal(strings.TrimSpace(name))
		if _, err := netip.ParseAddr(host); err != nil && !isDNSName(host) {
			return nil, said.Errorf("%q is not a host: write a name or an IP address without scheme, port or wildcard, for example %s", name, defaultHost)
		}
		if !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return hosts, nil
}

var dnsName = regexp.MustCompile(`^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// isDNSName reports whether the name may stand in a certificate.
func isDNSName(name string) bool { return len(name) <= 253 && dnsName.MatchString(name) }

// normal is a host as it is compared: in lower case, without the dot of the
// root and without brackets; an IP address in its shortest form.
func normal(host string) string {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	bare := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if ip, err := netip.ParseAddr(bare); err == nil {
		return ip.Unmap().WithZone("").String()
	}
	return host
}

// split takes host:port apart; the port may be missing.
func split(hostPort, defaultPort string) (host, port string) {
	host, port, err := net.SplitHostPort(hostPort)
	if err != nil {
		host, port = hostPort, defaultPort
	}
	if port == "" {
		port = defaultPort
	}
	return normal(host), port
}
