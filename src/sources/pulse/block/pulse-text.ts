import { formatDuration } from '../../../platform/settings/duration.js';
import type { PulseDeclaration, PulseExpectations, StatusRange } from '../pulse-declaration.js';

type Block = Record<string, unknown>;

const DEFAULT_STATUS = '2xx,3xx,4xx';
const DEFAULT_BACKOFF_MS = 250;

/** The `pulse` block that declares just this, its defaults left out; reading it gives the same declaration again. */
export function pulseBlockOf(pulse: PulseDeclaration): Block {
  const { auth, headers } = pulse;
  const expect = expectBlock(pulse.expect);
  return given({
    enabled: pulse.enabled,
    path: pulse.path,
    method: unless('GET', pulse.method),
    body: pulse.body,
    headers: headers.length === 0 ? undefined : Object.fromEntries(headers),
    interval: durationText(pulse.intervalMs),
    timeout: durationText(pulse.timeoutMs),
    retries: unless(0, pulse.retries),
    backoff: durationText(unless(DEFAULT_BACKOFF_MS, pulse.backoffMs)),
    expect: Object.keys(expect).length === 0 ? undefined : expect,
    auth: auth && authBlock(auth),
    tls: pulse.tls,
    record: unless(true, pulse.record),
  });
}

function expectBlock({ status, bodyContains, json, maxLatencyMs }: PulseExpectations): Block {
  const ranges = status.map(rangeText);
  return given({
    status: ranges.join(',') === DEFAULT_STATUS ? undefined : ranges,
    bodyContains,
    json: json.length === 0 ? undefined : json.map(({ path, equals }) => ({ path, equals })),
    maxLatency: durationText(maxLatencyMs),
  });
}

function authBlock({ kind, ...rest }: NonNullable<PulseDeclaration['auth']>): Block {
  return { [kind]: rest };
}

function rangeText({ from, to }: StatusRange): string {
  if (from === to) return String(from);
  return from % 100 === 0 && to === from + 99 ? `${from / 100}xx` : `${from}-${to}`;
}

function durationText(durationMs: number | undefined): string | undefined {
  return durationMs === undefined ? undefined : formatDuration(durationMs);
}

function unless<T>(fallback: T, value: T): T | undefined {
  return value === fallback ? undefined : value;
}

function given(block: Block): Block {
  return Object.fromEntries(Object.entries(block).filter(([, value]) => value !== undefined));
}
