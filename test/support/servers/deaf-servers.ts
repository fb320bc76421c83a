import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const PROGRAM = 'test/support/servers/deaf-server.js';
const CONNECTED_WITHIN_MS = 200;

/**
 * Servers at one port of several addresses of this machine that are stopped, their queues full: the kernel drops every
 * further attempt to connect without a word, as a way does that loses packets.
 */
export class DeafServers {
  readonly #children = new Map<string, ChildProcess>();
  readonly #fillers: Socket[] = [];
  port = 0;

  static async start(...addresses: readonly string[]): Promise<DeafServers> {
    const servers = new DeafServers();
    for (const address of addresses) await servers.#add(address);
    return servers;
  }

  /** It takes what was queued, and hears what is sent again from now on. */
  wake(address: string): void {
    this.#children.get(address)!.kill('SIGCONT');
  }

  stop(): void {
    for (const each of this.#fillers) each.destroy();
    for (const each of this.#children.values()) each.kill('SIGKILL');
  }

  async #add(address: string): Promise<void> {
    const child = fork(PROGRAM, [address, String(this.port)]);
    this.#children.set(address, child);
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    this.port = port;
    child.kill('SIGSTOP');
    while (await this.#isHeard(address));
  }

  async #isHeard(address: string): Promise<boolean> {
    const filler = connect({ host: address, port: this.port }).on('error', () => undefined);
    this.#fillers.push(filler);
    const connected = once(filler, 'connect').then(() => true);
    return Promise.race([connected, sleep(CONNECTED_WITHIN_MS, false)]);
  }
}
