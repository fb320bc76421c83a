import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RoverFolder } from '../pulse-rover.js';
import { HeartbeatService, type Place } from './heartbeat-service.js';
import { eventually } from './real-process.js';

/** Targets of such a service, all behind one gateway. */
export const TARGETS = 500;
export const STALE_AFTER_MS = 12_000;
/** A window of two thirds of its probes decides. */
export const KNOWN_MS = 25_000;
export const SUSPECT_MS = 15_000;

const A_FILE = 100;
const ASKED_AT_ONCE = 20;
const BASE_PATHS = Array.from({ length: TARGETS }, (_, index) => `/eni/api-${index}/v1`);

/** Heartbeat with 500 targets of Pulse and nothing else, as those see it who ask for its verdicts and watch it. */
export class ProbingService {
  private constructor(
    private readonly service: HeartbeatService,
    private readonly folder: string,
  ) {}

  static async start(gateway: string, place?: Place): Promise<ProbingService> {
    const folder = mkdtempSync(join(tmpdir(), 'heartbeat-pulse-'));
    const rovers = new RoverFolder(folder);
    for (let first = 0; first < TARGETS; first += A_FILE) {
      const some = BASE_PATHS.slice(first, first + A_FILE);
      rovers.write(`team-${first}`, Object.fromEntries(some.map((each) => [each, {}])));
    }
    const settings = {
      window: { length: '20s', bucket: '5s' },
      evaluation: { every: '1s', staleAfter: `${STALE_AFTER_MS}ms` },
      apis: { rovers: rovers.path },
      sources: [{ kind: 'pulse', name: 'pulse', gateways: { default: gateway }, interval: '5s', timeout: '2s' }],
    };
    return new ProbingService(await HeartbeatService.start(settings, {}, place), folder);
  }

  /** How many base paths have each status. */
  async statuses(): Promise<Readonly<Record<string, number>>> {
    const response = await fetch(`${this.service.url}/heartbeats`, { signal: AbortSignal.timeout(5_000) });
    const heartbeats = (await response.json()) as { status: string }[];
    return counted(heartbeats.map(({ status }) => status));
  }

  /** How many base paths have each `STATUS reason`; asks about every single one. */
  async verdicts(): Promise<Readonly<Record<string, number>>> {
    const verdicts: string[] = [];
    for (let first = 0; first < TARGETS; first += ASKED_AT_ONCE) {
      const some = BASE_PATHS.slice(first, first + ASKED_AT_ONCE);
      verdicts.push(...(await Promise.all(some.map((each) => this.service.verdict(each)))));
    }
    return counted(verdicts);
  }

  allAre(status: string, withinMs: number): Promise<unknown> {
    return eventually(`all are ${status}`, withinMs, async () => (await this.statuses())[status] === TARGETS);
  }

  allAreSuspect(withinMs = SUSPECT_MS): Promise<unknown> {
    return eventually('all are suspect', withinMs, async () => {
      if ((await this.statuses())['UNKNOWN'] !== TARGETS) return false;
      return (await this.verdicts())['UNKNOWN prober-suspect'] === TARGETS;
    });
  }

  /** What the operator is told by the log at level `error`. */
  signals(): readonly Record<string, unknown>[] {
    return this.service.process.output
      .split('\n')
      .filter((line) => line.includes('"level":"error"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** The value of the first series whose text begins so. */
  async metric(beginning: string): Promise<string | undefined> {
    const page = await (await fetch(`${this.service.url}/metrics`)).text();
    return page
      .split('\n')
      .find((line) => line.startsWith(beginning))
      ?.split(' ')
      .at(-1);
  }

  async remove(): Promise<void> {
    await this.service.process.remove();
    rmSync(this.folder, { recursive: true });
  }
}

function counted(all: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const each of all) counts[each] = (counts[each] ?? 0) + 1;
  return counts;
}
