import { setTimeout as sleep } from 'node:timers/promises';
import type { DetailsAnswer, HeartbeatService } from './servers/heartbeat-service.js';

const LOOK_EVERY_MS = 1_000;
const MINIMUM_REQUESTS = 10;

/** What the auditor holds the services to. */
export interface AuditRules {
  readonly staleAfterMs: number;
  /** The statuses that each base path may have at any time of the story. */
  readonly allowed: Readonly<Record<string, readonly string[]>>;
}

/** Looks at every base path of every service each second, and notes each answer that breaks a promise. */
export class VerdictAuditor {
  readonly breaches: string[] = [];
  looks = 0;
  readonly #away = new Set<string>();
  readonly #stop = new AbortController();
  readonly #watching: Promise<void>[] = [];

  constructor(private readonly rules: AuditRules) {}

  watch(name: string, service: HeartbeatService): void {
    this.#watching.push(this.#look(name, service));
  }

  /** Does not expect answers of a service while `task` runs, which stops and starts it. */
  async excuse<T>(name: string, task: () => Promise<T>): Promise<T> {
    this.#away.add(name);
    try {
      return await task();
    } finally {
      this.#away.delete(name);
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#watching);
  }

  async #look(name: string, service: HeartbeatService): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await Promise.all(Object.keys(this.rules.allowed).map((path) => this.#judge(name, service, path)));
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #judge(name: string, service: HeartbeatService, path: string): Promise<void> {
    if (this.#away.has(name)) return;
    const askedAtMs = Date.now();
    let found: string[];
    try {
      found = this.#breachesOf(await service.details(path), path, askedAtMs);
      this.looks++;
    } catch (error) {
      found = this.#away.has(name) ? [] : [`no answer: ${String(error)}`];
    }
    for (const each of found) this.breaches.push(`${new Date(askedAtMs).toISOString()} ${name} ${path}: ${each}`);
  }

  #breachesOf(details: DetailsAnswer | undefined, path: string, askedAtMs: number): string[] {
    if (!details) return ['a declared base path is not known'];
    const { status, requests, failures, evidence } = details;
    const found: string[] = [];
    if (!this.rules.allowed[path]!.includes(status)) found.push(`says ${status} ${details.reason}`);
    if (status === 'UNKNOWN') return found;
    const newestMs = Math.max(...evidence.map(({ asOf }) => (asOf === null ? -Infinity : Date.parse(asOf))));
    if (askedAtMs - newestMs > this.rules.staleAfterMs)
      found.push(`${status} on evidence ${askedAtMs - newestMs} ms old`);
    const right = requests < MINIMUM_REQUESTS ? 'UNKNOWN' : 10 * failures > requests ? 'DOWN' : 'UP';
    if (status !== right) found.push(`says ${status} of ${requests} requests with ${failures} failures`);
    return found;
  }
}
