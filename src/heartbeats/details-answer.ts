import type { EvidenceDetail, HeartbeatDetails } from '../evaluation/heartbeat.js';
import { isoTime } from '../platform/clock/iso-time.js';

/** The JSON of `GET /heartbeats/details`: the heartbeat and the numbers it can be recomputed from. */
export function detailsJson(details: HeartbeatDetails): string {
  const { heartbeat, requests, failures, clientErrors } = details;
  return JSON.stringify({
    basepath: heartbeat.basePath,
    status: heartbeat.status,
    reason: heartbeat.reason,
    since: isoTime(heartbeat.sinceMs),
    successRatio: requests === 0 ? null : ratio(requests, failures),
    requests,
    failures,
    clientErrors,
    uncertain: details.uncertain,
    window: { from: isoTime(details.windowFromMs), to: isoTime(details.windowToMs) },
    lastMinute: { requests: details.lastMinuteRequests, failures: details.lastMinuteFailures },
    evidence: details.evidence.map(evidenceJson),
  });
}

function evidenceJson({ source, kind, requests, failures, uncertain, asOfMs, problem }: EvidenceDetail): object {
  const asOf = asOfMs === undefined ? null : isoTime(asOfMs);
  return { source, kind, requests, failures, uncertain, asOf, ...(problem !== undefined && { problem }) };
}

/** Rounded down to four decimals, so that 89.999 % never reads 0.9. */
function ratio(requests: number, failures: number): number {
  return Math.floor(((requests - failures) * 10_000) / requests) / 10_000;
}
