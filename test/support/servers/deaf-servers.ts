import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const PROGRAM = 'test/support/servers/deaf-server.js';
/** What the kernel takes for a backlog of one. */
const FILLING = 2;

/** Servers at one port of several addresses of this machine that drop every attempt to connect until their time is over. */
export class DeafServers {
  readonly #children: ChildProcess[] = [];
  readonly #fillers: Socket[] = [];
  port = 0;

  /** `deafMs` by address. */
  static async start(deafMs: Readonly<Record<string, number>>): Promise<DeafServers> {
    const servers = new DeafServers();
    for (const [address, ms] of Object.entries(deafMs)) await servers.#add(address, ms);
    return servers;
  }

  stop(): void {
    for (const each of this.#fillers) each.destroy();
    for (const each of this.#children) each.kill('SIGKILL');
  }

  async #add(address: string, ms: number): Promise<void> {
    const child = fork(PROGRAM, [address, String(ms), String(this.port)]);
    this.#children.push(child);
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    this.port = port;
    for (let at = 0; at < FILLING; at++) {
      const filler = connect({ host: address, port }).on('error', () => undefined);
      this.#fillers.push(filler);
      await once(filler, 'connect');
    }
  }
}
