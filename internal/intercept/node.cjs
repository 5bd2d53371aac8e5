'use strict';
// Written by wxastore at its start. Node before 24 reads no proxy variables, so
// this leads TLS connections to our hosts to the service. All else stays.
const tls = require('node:tls');
const { hosts, host, port } = require('./lead.json');
const connect = tls.connect;
tls.connect = function (...args) {
  const at = args.findIndex((arg) => arg !== null && typeof arg === 'object');
  const asked = args[at];
  if (asked && !asked.socket && Number(asked.port) === 443 && hosts.includes(String(asked.host).toLowerCase())) {
    args[at] = { ...asked, host, port, servername: asked.servername || asked.host };
  }
  return connect.apply(this, args);
};
