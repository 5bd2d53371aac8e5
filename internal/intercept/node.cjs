'use strict';
// Written by wxastore at its start. Node before 24 reads no proxy variables, so
// this leads TLS connections to our hosts to the service, and looks the hosts up
// for nothing else. All other hosts stay.
const dns = require('node:dns');
const tls = require('node:tls');
const { hosts, host, port } = require('./lead.json');
const ours = (name) => hosts.includes(String(name).toLowerCase().replace(/\.$/, ''));
const connect = tls.connect;
tls.connect = function (...args) {
  const at = args.findIndex((arg) => arg !== null && typeof arg === 'object');
  const asked = args[at];
  if (asked && !asked.socket && Number(asked.port) === 443 && ours(asked.host)) {
    args[at] = { ...asked, host, port, servername: asked.servername || asked.host };
  }
  return connect.apply(this, args);
};
const refusal = (name) => Object.assign(
  new Error(`wxastore run keeps ${name} from the real Weixin: call it over TLS on port 443, or through the proxy ${process.env.HTTPS_PROXY}`),
  { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: name },
);
const { lookup } = dns;
const { lookup: promised } = dns.promises;
dns.lookup = function (name, ...rest) {
  const callback = rest[rest.length - 1];
  if (ours(name) && typeof callback === 'function') {
    process.nextTick(callback, refusal(name));
    return {};
  }
  return lookup.call(this, name, ...rest);
};
dns.promises.lookup = async function (name, ...rest) {
  if (ours(name)) throw refusal(name);
  return promised.call(this, name, ...rest);
};
require('node:module').syncBuiltinESMExports();
