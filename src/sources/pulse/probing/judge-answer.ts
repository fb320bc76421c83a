import { parseJsonPath, valueAt } from '../json-path.js';
import type { JsonExpectation, PulseExpectations, StatusRange } from '../pulse-declaration.js';
import { printable } from '../../../platform/telemetry/printable.js';
import { MOST_BODY_BYTES, type Answer } from './exchange.js';
import type { ResponseHead } from './http1/response-head.js';

/** The outcome of an answer. */
export interface Judgement {
  readonly outcome: 'success' | 'failure';
  readonly cause: 'status' | 'expectation';
  readonly detail: string;
}

/** Whether the body must be read to judge: not if the status decides alone, nor if it is compressed. */
export function bodyDecides({ status, coded }: ResponseHead, expect: PulseExpectations): boolean {
  return !coded && asksForBody(expect) && judgeStatus(status, expect.status) === undefined;
}

function asksForBody({ bodyContains, json }: PulseExpectations): boolean {
  return bodyContains !== undefined || json.length > 0;
}

/** Compares an answer with what was expected; a 5xx is always a failure, and what is above as well (RFC 9110, 15). */
export function judgeAnswer(answer: Answer, expect: PulseExpectations): Judgement {
  const { head, latencyMs } = answer;
  const unmet = judgeStatus(head.status, expect.status) ?? judgeBody(answer, expect);
  if (unmet) return unmet;
  if (expect.maxLatencyMs !== undefined && latencyMs > expect.maxLatencyMs)
    return expectation(`the answer took ${Math.ceil(latencyMs)} ms, at most ${expect.maxLatencyMs} ms were expected`);
  return { outcome: 'success', cause: 'status', detail: `answered ${head.status}` };
}

function judgeStatus(status: number, ranges: readonly StatusRange[]): Judgement | undefined {
  if (status >= 500) return { outcome: 'failure', cause: 'status', detail: `answered ${status}` };
  if (ranges.some(({ from, to }) => status >= from && status <= to)) return undefined;
  const shown = ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
  return expectation(`answered ${status}, expected ${shown.join(', ')}`);
}

function judgeBody({ head, body }: Answer, expect: PulseExpectations): Judgement | undefined {
  if (!asksForBody(expect)) return undefined;
  const { bodyContains, json } = expect;
  if (head.coded || body === undefined)
    return expectation('the body is compressed although that was declined, so it was not looked at');
  if (body === 'too-large') return expectation(`the body is larger than the ${MOST_BODY_BYTES} bytes that are read`);
  if (bodyContains !== undefined && !body.includes(bodyContains))
    return expectation('the body does not contain the expected text');
  return json.length === 0 ? undefined : judgeJson(body, json);
}

function judgeJson(body: Buffer, expected: readonly JsonExpectation[]): Judgement | undefined {
  const document = parsed(body);
  if (document === undefined) return expectation('the body is no JSON');
  const unmet = expected.find(({ path, equals }) => !stands(document.value, path, equals));
  return unmet && expectation(printable(`${unmet.path} is not ${JSON.stringify(unmet.equals)}`));
}

function parsed(body: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body.toString()) as unknown };
  } catch {
    return undefined;
  }
}

function stands(document: unknown, path: string, equals: JsonExpectation['equals']): boolean {
  const steps = parseJsonPath(path);
  return steps !== undefined && valueAt(document, steps) === equals;
}

function expectation(detail: string): Judgement {
  return { outcome: 'failure', cause: 'expectation', detail };
}
