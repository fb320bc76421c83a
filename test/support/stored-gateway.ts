import type { StoredSeries } from './sample-store.js';

/** A gateway as a monitoring system has it stored; times are Unix seconds. */
export interface StoredGateway {
  readonly instance?: string;
  readonly job?: string;
  /** Labels besides of all its series, its `up` among them. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly phaseSeconds?: number;
  readonly everySeconds?: number;
  /** By route and code, as in `eni-echo-v1 200`: how many requests were counted; undefined where there is no series. */
  readonly counts: Readonly<Record<string, (seconds: number) => number | string | undefined>>;
  /** Whether it is scraped with success; undefined where it is not in the discovery. */
  isUp?(seconds: number): boolean | undefined;
  /** When it says that it began. */
  startedAt?(seconds: number): number;
  /** It has no `up`: it pushes. */
  readonly pushes?: boolean;
}

/** The series of a Kong gateway with its `up`. */
export function storedGateway(gateway: StoredGateway): StoredSeries[] {
  const { instance = 'gw-1:8100', job = 'kong', counts, startedAt, pushes = false } = gateway;
  const { phaseSeconds, everySeconds, isUp = () => true } = gateway;
  const own = { ...gateway.labels, instance, job };
  const stored = (
    labels: Record<string, string>,
    at: (seconds: number) => number | string | undefined,
  ): StoredSeries => ({
    labels: { ...labels, ...own },
    ...(phaseSeconds !== undefined && { phaseSeconds }),
    ...(everySeconds !== undefined && { everySeconds }),
    at: (seconds) => at(seconds)?.toString(),
  });
  const whenUp =
    (at: (seconds: number) => number | string | undefined) =>
    (seconds: number): number | string | undefined =>
      isUp(seconds) ? at(seconds) : undefined;
  const counters = Object.entries(counts).map(([key, at]) => {
    const [route = '', code = ''] = key.split(' ');
    return stored({ __name__: 'kong_http_requests_total', code, route }, whenUp(at));
  });
  const up = stored({ __name__: 'up' }, (seconds) => {
    const is = isUp(seconds);
    return is === undefined ? undefined : Number(is);
  });
  const start = startedAt && stored({ __name__: 'process_start_time_seconds' }, whenUp(startedAt));
  return [...counters, ...(pushes ? [] : [up]), ...(start ? [start] : [])];
}

/** Grows by so many a second since 1970, and shows `base` at `atSeconds`. */
export function growing(perSecond: number, atSeconds: number, base = 1_000_000): (seconds: number) => number {
  return (seconds) => base + Math.floor((seconds - atSeconds) * perSecond);
}

/** Stands still. */
export function standing(value: number): () => number {
  return () => value;
}
