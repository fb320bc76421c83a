import { printable } from '../platform/telemetry/printable.js';
import type { Reason } from '../evaluation/heartbeat.js';
import type { ShownDetails, ShownEvidence } from './details-client.js';

/** What a reason means; a reason of a newer Heartbeat is shown as it is. docs/verdict.md says what to do about each. */
const MEANINGS: Readonly<Record<Reason, string>> = {
  'success-ratio': '',
  'no-data': 'no source has ever seen it; heartbeat doctor says why',
  'stale-source': 'the newest evidence is too old',
  'partial-source': 'a source is incomplete, and what is missing could change the verdict',
  'prober-suspect': 'the prober gets no response from most of its targets, so the fault may be on its side',
  'no-traffic': 'it gets no requests',
  'too-few-requests': 'there are too few requests for a verdict',
  'warming-up': 'what happened before the source began to watch could change the verdict',
  'uncertain-counts': 'counts that may be real or not could change the verdict',
};

/** Why a base path has its status, for people: the reason, the numbers that decided it, and a line for each source. */
export function whyLines(details: ShownDetails): string[] {
  const { reason, since, evidence } = details;
  const meaning = MEANINGS[reason as Reason] ?? '';
  return [
    `${printable(reason)}${meaning === '' ? '' : `: ${meaning}`}; since ${printable(String(since))}`,
    numbersOf(details),
    ...evidence.map(evidenceLine),
  ];
}

function numbersOf({
  requests,
  failures,
  successRatio,
  clientErrors = 0,
  uncertain,
  lastMinute,
}: ShownDetails): string {
  const ratio = successRatio === null ? '' : ` (${percentage(successRatio)} succeeded)`;
  const refused = clientErrors > 0 ? `, ${clientErrors} answered 4xx` : '';
  const maybe = uncertain && uncertain.successes + uncertain.failures > 0 ? `; ${uncertainText(uncertain)}` : '';
  const newest = `last minute: ${countsText(lastMinute)}`;
  return `${countsText({ requests, failures })}${ratio}${refused}${maybe}; ${newest}`;
}

function uncertainText({ successes, failures }: { successes: number; failures: number }): string {
  return `perhaps ${successes} more successes and ${failures} more failures`;
}

function evidenceLine({ source, kind, requests, failures, asOf, problem }: ShownEvidence): string {
  const age = asOf === null ? 'never any evidence' : `newest evidence ${printable(asOf)}`;
  const trouble = problem === undefined ? '' : `; problem: ${printable(problem)}`;
  return `${printable(source)} (${printable(kind)}): ${countsText({ requests, failures })}; ${age}${trouble}`;
}

function countsText({ requests, failures }: { requests: number; failures: number }): string {
  return `${requests} ${requests === 1 ? 'request' : 'requests'}, ${failures} failed`;
}

/** The service has rounded it down to four decimals. */
function percentage(ratio: number): string {
  return `${Math.round(ratio * 10_000) / 100} %`;
}
