package proxy

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/wxastore/wxastore/internal/intercept"
	"github.com/wxastore/wxastore/internal/running"
)

// variable is one of the environment.
type variable struct{ name, value string }

// variables are those that send clients through the proxy of a service. What
// the environment says now is kept where it can be.
func variables(running running.Service, lookup func(string) (string, bool)) []variable {
	var all []variable
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		all = append(all, variable{name, running.Proxy})
	}
	direct := noProxy(running.Hosts, lookup)
	all = append(all, variable{"NO_PROXY", direct}, variable{"no_proxy", direct})
	for _, name := range []string{"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PERL_LWP_SSL_CA_FILE"} {
		all = append(all, variable{name, running.CA.Bundle})
	}
	// Node adds the one to its own roots; PHP reads the ini files of a folder
	// after its own (the empty part before the separator).
	return append(all,
		variable{"NODE_EXTRA_CA_CERTS", running.CA.Certificate},
		variable{"NODE_USE_ENV_PROXY", "1"},
		variable{"NODE_OPTIONS", nodeOptions(running, lookup)},
		variable{"PHP_INI_SCAN_DIR", string(os.PathListSeparator) + running.CA.PHP},
		variable{"JAVA_TOOL_OPTIONS", javaOptions(running, lookup)},
		variable{"PYTHONPATH", pythonPath(running, lookup)},
		variable{"WGETRC", running.CA.Wget},
	)
}

// noProxy are the hosts that clients reach directly: this machine, and those
// that the environment names now, unless they are ours.
func noProxy(hosts []string, lookup func(string) (string, bool)) string {
	direct := []string{"localhost", "127.0.0.1", "::1"}
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		list, _ := lookup(name)
		for entry := range strings.SplitSeq(list, ",") {
			entry = strings.TrimSpace(entry)
			suffix := strings.TrimPrefix(strings.ToLower(entry), "*")
			ours := func(host string) bool {
				return host == suffix || strings.HasSuffix(host, "."+strings.TrimPrefix(suffix, "."))
			}
			if suffix != "" && !slices.ContainsFunc(hosts, ours) && !slices.Contains(direct, entry) {
				direct = append(direct, entry)
			}
		}
	}
	return strings.Join(direct, ",")
}

// javaOptions are the options that every Java reads from JAVA_TOOL_OPTIONS. It
// takes quotes, for paths with spaces.
func javaOptions(running running.Service, lookup func(string) (string, bool)) string {
	var options []string
	now, _ := lookup("JAVA_TOOL_OPTIONS")
	if strings.Contains(now, running.CA.TrustStore) {
		now, _, _ = strings.Cut(now, "-Dhttps.proxyHost=") // ours, of another time, begin there
	}
	if now = strings.TrimSpace(now); now != "" {
		options = append(options, now)
	}
	if proxy, err := url.Parse(running.Proxy); err == nil {
		for _, scheme := range []string{"https", "http"} {
			options = append(options, fmt.Sprintf("-D%[1]s.proxyHost=%[2]s -D%[1]s.proxyPort=%[3]s", scheme, proxy.Hostname(), proxy.Port()))
		}
	}
	quote := `"`
	if strings.Contains(running.CA.TrustStore, quote) {
		quote = "'"
	}
	if service, err := url.Parse(running.TLS); err == nil {
		options = append(options, "-javaagent:"+quote+running.CA.Java+quote+"="+strings.Join(append([]string{service.Host}, running.Hosts...), ","))
	}
	return strings.Join(append(options,
		"-Djavax.net.ssl.trustStore="+quote+running.CA.TrustStore+quote,
		"-Djavax.net.ssl.trustStoreType=JKS",
		"-Djavax.net.ssl.trustStorePassword="+intercept.TrustStorePassword,
	), " ")
}

// pythonPath puts before all else the folder from which every Python imports
// what leads it to the service: few of its clients read proxy variables.
func pythonPath(running running.Service, lookup func(string) (string, bool)) string {
	const separator = string(os.PathListSeparator)
	path := []string{running.CA.Python}
	now, _ := lookup("PYTHONPATH")
	for entry := range strings.SplitSeq(now, separator) {
		if entry != "" && entry != running.CA.Python {
			path = append(path, entry)
		}
	}
	return strings.Join(path, separator)
}

// nodeOptions make every Node preload the script that leads it to the service:
// before version 24 it reads no proxy variables. It takes quotes, for paths with
// spaces.
func nodeOptions(running running.Service, lookup func(string) (string, bool)) string {
	quoted := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(running.CA.Node) + `"`
	option := "--require " + quoted
	if now, ok := lookup("NODE_OPTIONS"); ok && now != "" {
		if strings.Contains(now, option) {
			return now
		}
		return now + " " + option
	}
	return option
}
