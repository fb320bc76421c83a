import { describe, it } from '@jest/globals';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server that a test started; its output is kept for the message when something fails. */
export class RealProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'heartbeat-test-'));
  #child: ChildProcess | undefined;
  #output = '';

  constructor(
    private readonly command: string,
    private readonly args: (folder: string) => readonly string[],
    private readonly env: NodeJS.ProcessEnv = process.env,
  ) {}

  /** Starts it and waits until `ready` says so. */
  async start(ready: () => Promise<boolean>, withinMs = 20_000): Promise<this> {
    const child = spawn(this.command, this.args(this.folder), { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => this.#keep(String(chunk)));
    await this.#waitFor(ready, withinMs);
    return this;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Ends it, even if it is stopped; returns the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.signal('SIGCONT');
    this.signal(signal);
    return this.ended();
  }

  /** Waits for its end and gives the exit code; null where a signal ended it, or it had to be killed. */
  async ended(withinMs = 20_000): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return null;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, 'exit') as Promise<[number | null]>;
    const late = new AbortController();
    const kill = sleep(withinMs, undefined, { signal: late.signal }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
    const [code] = await exited;
    late.abort();
    await kill;
    return code;
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    await this.stop();
    for (let tries = 1; ; tries++) {
      try {
        return rmSync(this.folder, { recursive: true, force: true });
      } catch (error) {
        // What it started may still write there for a moment.
        if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY' || tries === 50) throw error;
        await sleep(100);
      }
    }
  }

  get output(): string {
    return this.#output;
  }

  get pid(): number {
    return this.#child!.pid!;
  }

  #keep(text: string): void {
    this.#output = (this.#output + text).slice(-100_000);
  }

  async #waitFor(ready: () => Promise<boolean>, withinMs: number): Promise<void> {
    const endMs = Date.now() + withinMs;
    while (Date.now() < endMs) {
      if (this.#child?.exitCode !== null || this.#child.signalCode !== null) break;
      if (await ready().catch(() => false)) return;
      await sleep(50);
    }
    throw new Error(`${this.command} did not get ready:\n${this.#output.slice(-4_000)}`);
  }
}

const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'heartbeat');

/** Where a published schema is (install-schemas.sh); undefined when this machine does not have it. */
export function findSchema(file: string): string | undefined {
  const path = join(CACHE, 'schemas', file);
  return existsSync(path) ? path : undefined;
}

/** Where a server's program is; undefined when this machine does not have it. */
export function findProgram(name: string): string | undefined {
  const variable = process.env[`HEARTBEAT_${name.toUpperCase().replaceAll('-', '_')}`];
  const cache = join(CACHE, 'bin', name);
  const found = spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin:$HOME/go/bin" command -v "$0"`, name], {
    encoding: 'utf8',
  });
  return [variable, found.stdout.trim(), cache].find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** Servers that CI does not have, as they take minutes to build: what lacks nothing else is skipped there, too. */
const NEVER_REQUIRED: ReadonlySet<string> = new Set(['prometheus3']);

/**
 * `describe` for suites that need real servers, or published schemas (named with their ending): skipped with a clear
 * line where one is missing, and failing where `HEARTBEAT_REQUIRE_REAL=1`, unless it is one that CI never has.
 */
export function describeWith(needs: readonly string[], name: string, body: () => void): void {
  const missing = needs.filter((each) => (each.includes('.') ? findSchema(each) : findProgram(each)) === undefined);
  const lacks = missing.length === 0 ? undefined : `${missing.join(', ')}, which this machine does not have`;
  const isRequired = missing.some((each) => !NEVER_REQUIRED.has(each));
  describeUnless(lacks, name, body, isRequired);
}

/** As `describeWith`, for anything else that a machine may lack; `lacks` completes the sentence "it needs". */
export function describeUnless(lacks: string | undefined, name: string, body: () => void, isRequired = true): void {
  if (lacks === undefined) return describe(name, body);
  const line = `${name}: needs ${lacks}`;
  if (isRequired && process.env['HEARTBEAT_REQUIRE_REAL'] === '1') {
    return describe(name, () => {
      it('has what it needs', () => {
        throw new Error(line);
      });
    });
  }
  process.stderr.write(`skipped: ${line}\n`);
  describe.skip(name, body);
}

/** Whether an address answers 200. */
export async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
  await response.arrayBuffer();
  return response.ok;
}

/** Waits until `probe` gives a value; throws with `what` when it does not within the time. */
export async function eventually<T>(
  what: string,
  withinMs: number,
  probe: () => Promise<T | undefined | false>,
  everyMs = 200,
): Promise<T> {
  const endMs = Date.now() + withinMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > endMs) throw new Error(`${what}: not within ${withinMs} ms`);
    await sleep(everyMs);
  }
}
