// Starts wxastore for tests, on free ports and in a folder of its own, and ends it.
//
//   const store = await start();
//   store.api   // http://127.0.0.1:…, answers as api.weixin.qq.com does
//   await store.stop();
//
// The program is WXASTORE_BIN, or wxastore on the PATH. Nothing has to be installed.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

// The account of --demo, whose secret everybody knows.
export const appid = 'wx0123456789abcdef';
export const secret = '0123456789abcdef0123456789abcdef';

export async function start({ program = process.env.WXASTORE_BIN || 'wxastore', args = ['--demo'] } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'wxastore-'));
  const child = spawn(program, ['serve', '--listen', '127.0.0.1:0', '--console', '127.0.0.1:0',
    '--data', join(folder, 'data'), '--log-level', 'warn', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const lines = createInterface({ input: child.stdout });
  const found = {};
  await Promise.race([ended, new Promise((resolve) => lines.on('line', (line) => {
    const [, name, rest] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (name) found[name] = rest;
    if (name === 'data') resolve();
  }))]);
  if (!found.api || !found.console) {
    await stop();
    throw new Error('wxastore did not start: its log says why');
  }
  return { api: found.api, console: found.console, stop };
}

// An example, and the test of this file.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const store = await start();
  try {
    const response = await fetch(`${store.api}/cgi-bin/stable_token`, {
      method: 'POST', body: JSON.stringify({ grant_type: 'client_credential', appid, secret }),
    });
    console.log('token of', (await response.json()).expires_in, 'seconds');
  } finally {
    await store.stop();
  }
}
