import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 10_000;

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** A server of the run, which can be paused, killed and started again. */
export class ServerProcess {
  #child;
  output = '';

  /** `readyUrl` answers 200 once it is ready. */
  constructor({ name, command, args, readyUrl, cwd, env }) {
    Object.assign(this, { name, command, args, readyUrl, cwd, env });
  }

  async start() {
    const stdio = ['ignore', 'pipe', 'pipe'];
    const child = spawn(this.command, this.args, { cwd: this.cwd, env: { ...process.env, ...this.env }, stdio });
    this.#child = child;
    running.add(child);
    child.on('exit', () => running.delete(child));
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (this.output = (this.output + chunk).slice(-200_000)));
    const endMs = Date.now() + READY_WITHIN_MS;
    while (Date.now() < endMs && child.exitCode === null && child.signalCode === null) {
      if (await isReady(this.readyUrl)) return this;
      await sleep(50);
    }
    throw new Error(`${this.name} did not get ready:\n${this.output.slice(-4_000)}`);
  }

  signal(signal) {
    this.#child?.kill(signal);
  }

  /** Ends it, paused or not. */
  async stop(signal = 'SIGTERM') {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS);
    await exited;
    clearTimeout(late);
  }
}

async function isReady(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
