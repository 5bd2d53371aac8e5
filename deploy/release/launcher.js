#!/usr/bin/env node
// Runs the program that the package of this platform holds.
'use strict';
const { spawn } = require('node:child_process');
const platform = `${process.platform}-${process.arch}`;
let program;
try {
  program = require.resolve(`@wxastore/${platform}/wxastore${process.platform === 'win32' ? '.exe' : ''}`);
} catch {
  console.error(`wxastore: the package @wxastore/${platform} is not installed. npm installs it by itself, ` +
    'unless optional packages are left out (--omit=optional) or there is none for this platform.');
  process.exit(1);
}
const child = spawn(program, process.argv.slice(2), { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (err) => {
  console.error(`wxastore: ${err.message}`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
