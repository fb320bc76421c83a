import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/servers/real-process.js';

/** The built demonstration, as `npm run demo` runs it. */
class Demo {
  output = '';
  readonly process: ChildProcess;

  constructor() {
    this.process = spawn(process.execPath, ['dist/cli/demo/demo.js'], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.process.stdout!, this.process.stderr!])
      stream.on('data', (chunk) => (this.output += String(chunk)));
  }

  /** Where Heartbeat is, once it says so. */
  url(): Promise<string> {
    return eventually('the address', 20_000, async () => /curl '(http:\S+)\/heartbeats'/.exec(this.output)?.[1]);
  }

  get gateway(): string {
    return /gateway runs at (http:\S+),/.exec(this.output)![1]!;
  }

  /** Ends it by a signal; gives its exit code and the signal that killed it. */
  async end(signal: NodeJS.Signals): Promise<unknown[]> {
    const exited = once(this.process, 'exit');
    this.process.kill(signal);
    return exited;
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

describe('the demonstration', () => {
  let demo: Demo;
  let blockers: Server[] = [];

  afterEach(async () => {
    if (demo.process.exitCode === null) await demo.end('SIGKILL');
    for (const blocker of blockers) blocker.close();
    blockers = [];
  });

  it('shows UP, DOWN and UNKNOWN within a minute, and ends cleanly on Ctrl-C', async () => {
    demo = new Demo();
    const url = await demo.url();
    await eventually('three statuses', 60_000, async () => {
      const response = await fetch(`${url}/heartbeats`);
      const heartbeats = response.ok ? ((await response.json()) as { status: string }[]) : [];
      return new Set(heartbeats.map((each) => each.status)).size === 3;
    });
    const idle = await (await fetch(`${url}/heartbeats/details?basepath=/demo/idle/v1`)).json();
    expect(idle).toMatchObject({ status: 'UNKNOWN' });
    expect(await answers(`${demo.gateway}/metrics`)).toBe(true);
    demo.process.kill('SIGINT');
    expect(await demo.end('SIGINT')).toEqual([0, null]);
    expect(demo.output).toContain('/demo/works/v1: UNKNOWN → UP');
    expect(demo.output).toContain('/demo/fails/v1: UNKNOWN → DOWN');
    expect(demo.output).not.toMatch(/warning|error/);
    expect([await answers(url), await answers(`${demo.gateway}/metrics`)]).toEqual([false, false]);
  }, 90_000);

  it('takes other ports where its own are taken, and says so', async () => {
    for (const port of [8_000, 8_080]) {
      const blocker = createServer();
      blocker.on('error', () => undefined).listen(port, '127.0.0.1');
      blockers.push(blocker);
    }
    demo = new Demo();
    const url = await demo.url();
    expect(demo.output).toContain('Port 8080 is taken');
    expect([new URL(url).port, new URL(demo.gateway).port]).not.toContain('8080');
    expect(await answers(`${url}/health/live`)).toBe(true);
    expect(await demo.end('SIGTERM')).toEqual([0, null]);
  }, 60_000);

  it('ends when nobody reads what it says any more', async () => {
    demo = new Demo();
    await demo.url();
    const exited = once(demo.process, 'exit');
    demo.process.stdout!.destroy();
    expect(await exited).toEqual([0, null]);
    expect(demo.output).not.toContain('EPIPE');
  }, 60_000);
});
