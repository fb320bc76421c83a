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
  readonly evidence: readonly { readonly source: string; readonly asOf: string | null; readonly problem?: string }[];
}

/** The built service as its users run it, with settings of a test. */
export class HeartbeatService {
  private constructor(
    readonly url: string,
    readonly process: RealProcess,
  ) {}

  static async start(settings: Record<string, unknown>, env: NodeJS.ProcessEnv = {}): Promise<HeartbeatService> {
    const http = (settings['http'] ?? {}) as { port?: number };
    const port = http.port ?? (await freePort());
    const whole = { ...settings, http: { host: '127.0.0.1', drain: '0s', ...http, port } };
    const args = (folder: string): string[] => {
      writeFileSync(join(folder, 'heartbeat.yaml'), stringify(whole));
      return ['dist/cli/heartbeat.js', 'serve', '--config', join(folder, 'heartbeat.yaml')];
    };
    const process = new RealProcess(globalThis.process.execPath, args, { ...globalThis.process.env, ...env });
    const service = new HeartbeatService(`http://127.0.0.1:${port}`, process);
    await service.ready();
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
