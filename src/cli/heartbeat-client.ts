import { askHeartbeat, parsedJson, refusalOf } from './heartbeat-request.js';

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

/** Asks a running Heartbeat the same question again and again, politely: with its ETag, and no sooner than it says. */
export class HeartbeatClient {
  readonly #path: string;
  #tag: string | undefined;
  #latest: readonly ShownHeartbeat[] = [];

  constructor(
    private readonly address: string,
    query: { basePaths: readonly string[]; statuses: readonly string[] },
  ) {
    const parameters = new URLSearchParams();
    for (const basePath of query.basePaths) parameters.append('basepath', basePath);
    for (const status of query.statuses) parameters.append('status', status);
    const search = parameters.toString();
    this.#path = `/heartbeats${search === '' ? '' : `?${search}`}`;
  }

  /** What was answered last. */
  get latest(): readonly ShownHeartbeat[] {
    return this.#latest;
  }

  /** Asks once; `signal` gives it up. */
  async ask(signal: AbortSignal): Promise<ClientAnswer> {
    const headers = this.#tag === undefined ? {} : { 'if-none-match': this.#tag };
    const answer = await askHeartbeat(this.address, this.#path, { signal, headers });
    if (!answer.ok) return answer;
    const { status, text } = answer;
    const waitMs = waitOf(answer.header('cache-control') ?? '');
    if (status === 304) return { ok: true, text: '', waitMs };
    if (status !== 200) return { ok: false, detail: refusalOf(status, text) };
    const parsed = parsedJson(text);
    if (!isHeartbeats(parsed)) return { ok: false, detail: 'its answer is not a list of heartbeats: check --url' };
    this.#tag = answer.header('etag');
    this.#latest = parsed;
    return { ok: true, heartbeats: parsed, text, waitMs };
  }
}

function waitOf(cacheControl: string): number {
  const seconds = Number(/max-age=(\d{1,4})/.exec(cacheControl)?.[1] ?? 5);
  return Math.max(1, seconds) * 1_000;
}

function isHeartbeats(parsed: unknown): parsed is ShownHeartbeat[] {
  return (
    Array.isArray(parsed) &&
    parsed.every((each) => typeof each?.basepath === 'string' && typeof each?.status === 'string')
  );
}
