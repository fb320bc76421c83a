import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Below the ports that systems give to those who ask for any: no other process gets it by chance before its use. */
const FIRST = 12_000;
const END = 32_000;

/** A loopback port on which nothing listens. */
export async function freePort() {
  for (;;) {
    const port = randomInt(FIRST, END);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

/** Where a program is; undefined where this machine does not have it. */
export function findProgram(name) {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'heartbeat', 'bin', name);
  const command = 'PATH="$PATH:/usr/sbin:$HOME/go/bin" command -v "$0"';
  const found = spawnSync('sh', ['-c', command, name], { encoding: 'utf8' }).stdout.trim();
  return [found, cache].find((path) => path !== '' && existsSync(path));
}
