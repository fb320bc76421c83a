import axios from 'axios';
import { formatDuration } from '../platform/settings/duration.js';
import { withoutCredentials } from '../platform/telemetry/error-facts.js';
import { withDeadline } from '../platform/clock/deadline.js';

const DEADLINE_MS = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** One heartbeat as the API serves it. */
export interface ShownHeartbeat {
  readonly basepath: string;
  readonly status: string;
}

/** An answer; `heartbeats` is absent when nothing changed since the last one. */
export type ClientAnswer =
  | {
      readonly ok: true;
      readonly heartbeats?: readonly ShownHeartbeat[];
      readonly text: string;
      readonly waitMs: number;
    }
  | { readonly ok: false; readonly detail: string };

/** Whether a text is the address of a server, with or without a prefix: http or https, without query and fragment. */
export function isAddress(text: string): boolean {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  return parsed !== undefined && /^https?:$/.test(parsed.protocol) && !/[?#]/.test(text);
}

/** An address as a message may show it: without a password. */
export function shownAddress(text: string): string {
  return withoutCredentials(new URL(text).href);
}

/** Asks a running Heartbeat the same question again and again, politely: with its ETag, and no sooner than it says. */
export class HeartbeatClient {
  readonly #url: string;
  #tag: string | undefined;
  #latest: readonly ShownHeartbeat[] = [];

  constructor(url: string, query: { basePaths: readonly string[]; statuses: readonly string[] }) {
    const parameters = new URLSearchParams();
    for (const basePath of query.basePaths) parameters.append('basepath', basePath);
    for (const status of query.statuses) parameters.append('status', status);
    const search = parameters.toString();
    this.#url = `${url.replace(/\/+$/, '')}/heartbeats${search === '' ? '' : `?${search}`}`;
  }

  /** What was answered last. */
  get latest(): readonly ShownHeartbeat[] {
    return this.#latest;
  }

  /** Asks once; `signal` gives it up. */
  async ask(signal: AbortSignal): Promise<ClientAnswer> {
    try {
      const request = {
        responseType: 'text',
        transformResponse: (text: string) => text,
        validateStatus: () => true,
        maxContentLength: MAX_BYTES,
        proxy: false,
        headers: this.#tag === undefined ? {} : { 'if-none-match': this.#tag },
      } as const;
      const response = await withDeadline(DEADLINE_MS, signal, (ended) =>
        axios.get<string>(this.#url, { ...request, signal: ended }),
      );
      const waitMs = waitOf(String(response.headers['cache-control'] ?? ''));
      if (response.status === 304) return { ok: true, text: '', waitMs };
      return this.#read(response.status, response.data, {
        tag: response.headers['etag'] as string | undefined,
        waitMs,
      });
    } catch (error) {
      return { ok: false, detail: detailOf(error) };
    }
  }

  #read(status: number, text: string, { tag, waitMs }: { tag: string | undefined; waitMs: number }): ClientAnswer {
    const parsed = parsedOf(text);
    if (status !== 200) return { ok: false, detail: `it answers ${status}${problemDetail(parsed)}` };
    if (!isHeartbeats(parsed)) return { ok: false, detail: 'its answer is not a list of heartbeats' };
    this.#tag = tag;
    this.#latest = parsed;
    return { ok: true, heartbeats: parsed, text, waitMs };
  }
}

function detailOf(error: unknown): string {
  const { code } = error as { code?: string };
  if (code === 'ERR_CANCELED') return `no complete answer within ${formatDuration(DEADLINE_MS)}`;
  return code ?? withoutCredentials(String(error));
}

function waitOf(cacheControl: string): number {
  const seconds = Number(/max-age=(\d{1,4})/.exec(cacheControl)?.[1] ?? 5);
  return Math.max(1, seconds) * 1_000;
}

function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemDetail(parsed: unknown): string {
  const problem = parsed as { detail?: unknown; fields?: { path?: unknown; detail?: unknown }[] } | undefined;
  const fields = (problem?.fields ?? []).map((each) => `; ${String(each.path)} ${String(each.detail)}`).join('');
  return typeof problem?.detail === 'string' ? `: ${problem.detail}${fields}` : '';
}

function isHeartbeats(parsed: unknown): parsed is ShownHeartbeat[] {
  return (
    Array.isArray(parsed) &&
    parsed.every((each) => typeof each?.basepath === 'string' && typeof each?.status === 'string')
  );
}
