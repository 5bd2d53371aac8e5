#!/usr/bin/env bash
# Installs what the tests need: Debian's packages where root and apt are there, and
# what npm and Go bring. A tool that is missing afterwards fails the run.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${TOOLS:?the folder for tools}"

need() { command -v "$1" >/dev/null; }
runs() { "$@" >/dev/null 2>&1; }

# The conformance tests need the languages of their clients.
missing=()
need curl || missing+=(curl)
need gcc || missing+=(gcc libc6-dev)
need node && need npm || missing+=(nodejs npm)
runs python3 -c 'import requests' || missing+=(python3 python3-requests)
runs php -r 'curl_version();' || missing+=(php-cli php-curl)
runs perl -e 'use LWP::UserAgent; use LWP::Protocol::https;' || missing+=(perl libwww-perl liblwp-protocol-https-perl)
need ruby || missing+=(ruby)
# The clients that wxastore run leads, and what watches where they connect.
need javac && need jar || missing+=(openjdk-17-jdk-headless)
[ -e /usr/share/java/httpclient.jar ] || missing+=(libhttpclient-java)
runs /usr/bin/python3 -c 'import aiohttp' || missing+=(python3 python3-aiohttp)
need wget || missing+=(wget)
# The shells that commands are completed in, and what checks the manual page.
need zsh || missing+=(zsh)
need fish || missing+=(fish)
need mandoc || missing+=(mandoc)
need strace || missing+=(strace)
# The store's other engine, and the balancer in front of replicas.
need initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
need haproxy || missing+=(haproxy)
need pgbouncer || missing+=(pgbouncer)
need pgpool || missing+=(pgpool2)
# What manages a primary and its standby.
need patroni || missing+=(patroni python3-etcd)
need etcd || missing+=(etcd-server)
# What checks the unit of systemd.
need systemd-analyze || missing+=(systemd)
# What builds and unpacks the image, without a daemon or a registry. To mount its
# root they need CAP_SYS_ADMIN, which a container is given by --cap-add SYS_ADMIN.
need buildah || missing+=(buildah)
need umoci || missing+=(umoci)
# What installs the packages, and reads the alert rules.
need rpm || missing+=(rpm)
need promtool || missing+=(prometheus)
[ "${WXASTORE_PLATFORMS:-}" != all ] || need qemu-aarch64-static || missing+=(qemu-user-static)
# The console and the authorization page are looked at in a browser, with the letters of its pictures.
need chromium-headless-shell && need fc-match || missing+=(chromium-headless-shell fontconfig)
runs grep -q NotoSansCJK <(fc-match :lang=zh-cn) || missing+=(fonts-dejavu-core fonts-noto-cjk)
if [ ${#missing[@]} -gt 0 ] && need apt-get && [ "$(id -u)" = 0 ]; then
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
for tool in go git curl gcc node npm python3 php perl ruby haproxy pgbouncer pgpool patroni etcd chromium-headless-shell systemd-analyze java javac wget strace zsh fish mandoc buildah umoci unshare rpm promtool; do
	need "$tool" || { echo "the tests need $tool: install it"; exit 1; }
done

[ -e /usr/share/java/httpclient.jar ] || { echo "the tests need Apache HttpClient 4 in /usr/share/java: install libhttpclient-java"; exit 1; }
runs /usr/bin/python3 -c 'import aiohttp' || { echo "the tests need aiohttp in /usr/bin/python3: install python3-aiohttp"; exit 1; }

# The S3 server of the tests.
versitygw=v1.8.0
if ! go version -m "$TOOLS/versitygw" 2>/dev/null | grep -q "github.com/versity/versitygw[[:space:]]$versitygw\b"; then
	echo "installing versitygw $versitygw"
	GOBIN=$TOOLS CGO_ENABLED=0 go install "github.com/versity/versitygw/cmd/versitygw@$versitygw"
fi

# installed brings the packages of a folder's package-lock.json.
installed() (
	cd "$1"
	[ node_modules/.package-lock.json -nt package-lock.json ] ||
		npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
)
installed internal/console/tour # axe-core
installed conformance/node # the clients in Node
installed internal/wireapi/typescript # what makes clients from an OpenAPI document
