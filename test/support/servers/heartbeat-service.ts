import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from './free-port.js';
import { answers, RealProcess } from './real-process.js';

const ANSWER_WITHIN_MS = 5_000;

/** What `GET /heartbeats/details` says, as far as tests look at it. */
export interface DetailsAnswer {
  readonly status: string;
  readonly reason: string;
  readonly requests: number;
  readonly failures: number;
  readonly evidence: readonly {
    readonly source: string;
    readonly requests: number;
    readonly uncertain: { readonly successes: number; readonly failures: number };
    readonly asOf: string | null;
    readonly problem?: string;
  }[];
}

/** Where a service runs: how a command is run there, and at which address it is reached from here. */
export interface Place {
  readonly address: string;
  commandLine(command: readonly string[]): readonly string[];
}

const HERE: Place = { address: '127.0.0.1', commandLine: (command) => command };

/** The built service as its users run it, with settings of a test. */
export class HeartbeatService {
  private constructor(
    readonly url: string,
    readonly process: RealProcess,
  ) {}

  static async start(
    settings: Record<string, unknown>,
    env: NodeJS.ProcessEnv = {},
    place = HERE,
  ): Promise<HeartbeatService> {
    const http = (settings['http'] ?? {}) as { port?: number };
    const port = http.port ?? (await freePort());
    const whole = { ...settings, http: { host: place.address, drain: '0s', ...http, port } };
    const [command, ...before] = place.commandLine([globalThis.process.execPath, 'dist/cli/heartbeat.js', 'serve']);
    const args = (folder: string): string[] => {
      writeFileSync(join(folder, 'heartbeat.yaml'), stringify(whole));
      return [...before, '--config', join(folder, 'heartbeat.yaml')];
    };
    const process = new RealProcess(command!, args, { ...globalThis.process.env, ...env });
    const service = new HeartbeatService(`http://${place.address}:${port}`, process);
    try {
      await service.ready();
    } catch (error) {
      await process.remove();
      throw error;
    }
    return service;
  }

  /** Starts it, or starts it again, and waits until it is ready. */
  async ready(): Promise<void> {
    await this.process.start(() => answers(`${this.url}/health/ready`));
  }

  /** The evidence of a base path; undefined where it is not known. Throws when there is no answer. */
  async details(basePath: string): Promise<DetailsAnswer | undefined> {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(`${this.url}/heartbeats/details?basepath=${basePath}`, { signal });
    const body = await response.text();
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`${response.status} ${body}`);
    return JSON.parse(body) as DetailsAnswer;
  }

  /** `STATUS reason` of a base path. */
  async verdict(basePath: string): Promise<string> {
    const details = await this.details(basePath);
    return details ? `${details.status} ${details.reason}` : 'unknown base path';
  }
}
