import { spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './heartbeat-service.js';
import { findProgram } from './real-process.js';

/** Where `ip netns exec` looks for files that stand in for those of /etc. */
const FILES = '/etc/netns';
const UPLINK = 'uplink';
const CONTROL = 'control';
/** No interface on the link has it: what is sent to it is silently lost. */
const NOBODYS_MAC = '02:00:00:00:00:99';

/** How a network can be lost: packets vanish on the way, or the kernel knows of no way and says so at once. */
export type NetworkLoss = 'swallowed' | 'unreachable' | 'link down';

/**
 * A machine of its own beside this one, with two links to it. By the uplink, and the router at its other end, it reaches
 * everything else, such as `far`, where its name server is expected too; this is what can be lost. The control link stays,
 * so that what runs there can be asked at `address`. Needs root; all calls take milliseconds.
 */
export class NetworkNamespace implements Place {
  readonly #id = randomBytes(3).toString('hex');
  readonly #name = `heartbeat-${this.#id}`;
  readonly #outer = { uplink: `hb-${this.#id}-up`, control: `hb-${this.#id}-ctl` };
  readonly #subnet = freeSubnet();
  readonly #router = `${this.#subnet}.1`;
  readonly address = `${this.#subnet}.6`;
  /** An address of this machine that the namespace reaches by the router alone. */
  readonly far = `${this.#subnet}.9`;

  private constructor() {}

  /** Makes it, or throws and leaves nothing behind. */
  static create(): NetworkNamespace {
    const made = new NetworkNamespace();
    try {
      made.#create();
      return made;
    } catch (error) {
      made.remove();
      throw error;
    }
  }

  commandLine(command: readonly string[]): readonly string[] {
    return [program(), 'netns', 'exec', this.#name, ...command];
  }

  lose(how: NetworkLoss): void {
    const losing = {
      swallowed: `neighbour replace ${this.#router} lladdr ${NOBODYS_MAC} dev ${UPLINK} nud permanent`,
      unreachable: 'route replace unreachable default',
      'link down': `link set ${UPLINK} down`,
    };
    this.#inside([losing[how]]);
  }

  restore(after: NetworkLoss): void {
    const restoring = {
      swallowed: `neighbour delete ${this.#router} dev ${UPLINK}`,
      unreachable: 'route delete unreachable default',
      'link down': `link set ${UPLINK} up`,
    };
    this.#inside([restoring[after], `route replace default via ${this.#router}`]);
  }

  /** Everything that is sent from this TCP port vanishes from now on, and the kernel says nothing to who sends. */
  dropFrom(port: number): void {
    this.#inside([`rule add ipproto tcp sport ${port} type blackhole`]);
  }

  /** What runs in it has to have ended. */
  remove(): void {
    for (const link of Object.values(this.#outer)) spawnSync(program(), ['link', 'delete', link]);
    spawnSync(program(), ['netns', 'delete', this.#name]);
    rmSync(join(FILES, this.#name), { recursive: true, force: true });
    removeIfEmpty(FILES);
  }

  #create(): void {
    mkdirSync(join(FILES, this.#name), { recursive: true });
    writeFileSync(join(FILES, this.#name, 'resolv.conf'), `nameserver ${this.far}\n`);
    ip([`netns add ${this.#name}`]);
    const { uplink, control } = this.#outer;
    const link = (outer: string, inner: string): string =>
      `link add ${outer} type veth peer name ${inner} netns ${this.#name}`;
    ip([
      link(uplink, UPLINK),
      link(control, CONTROL),
      `address add ${this.#router}/30 dev ${uplink}`,
      `address add ${this.far}/32 dev ${uplink}`,
      `address add ${this.#subnet}.5/30 dev ${control}`,
      `link set ${uplink} up`,
      `link set ${control} up`,
    ]);
    this.#inside([
      `address add ${this.#subnet}.2/30 dev ${UPLINK}`,
      `address add ${this.address}/30 dev ${CONTROL}`,
      ...['lo', UPLINK, CONTROL].map((each) => `link set ${each} up`),
      `route add default via ${this.#router}`,
    ]);
  }

  #inside(commands: readonly string[]): void {
    ip(commands, ['-netns', this.#name]);
  }
}

/** Why `describeUnless` may not run a suite that needs a namespace; undefined where one could be made and used. */
export function whyNoNetworkNamespace(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces, which only Linux has';
  if (findProgram('ip') === undefined) return 'ip (iproute2), which this machine does not have';
  try {
    const tried = NetworkNamespace.create();
    const [command, ...args] = tried.commandLine(['true']);
    const { status, stderr } = spawnSync(command!, args, { encoding: 'utf8' });
    tried.remove();
    return status === 0 ? undefined : `to run something in a network namespace (as root): ${stderr.trim()}`;
  } catch (error) {
    return `to make network namespaces (as root): ${(error as Error).message}`;
  }
}

function program(): string {
  return findProgram('ip')!;
}

/** Throws with what `ip` says when one of the commands fails. */
function ip(commands: readonly string[], where: readonly string[] = []): string {
  const ran = spawnSync(program(), [...where, '-batch', '-'], { input: commands.join('\n'), encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`ip: ${ran.stderr.trim()}`);
  return ran.stdout;
}

/** The first three bytes of addresses for tests of networks (RFC 2544) that this machine knows nothing of. */
function freeSubnet(): string {
  const known = ip(['route show table all']);
  for (;;) {
    const subnet = `198.${18 + randomInt(2)}.${randomInt(256)}`;
    if (!known.includes(`${subnet}.`)) return subnet;
  }
}

function removeIfEmpty(folder: string): void {
  try {
    if (existsSync(folder)) rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
  }
}
