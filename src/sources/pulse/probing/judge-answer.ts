import { parseJsonPath, valueAt } from '../json-path.js';
import type { JsonExpectation, PulseExpectations, StatusRange } from '../pulse-declaration.js';
import { printable } from '../../../platform/telemetry/printable.js';
import type { Answer } from './answer.js';
import { BodyText } from './http1/body-text.js';
import type { ResponseHead } from './http1/response-head.js';

/** The outcome of an answer; `bad-data` if it has a body that cannot be judged. */
export interface Judgement {
  readonly outcome: 'success' | 'failure' | 'bad-data';
  readonly cause: 'status' | 'expectation' | 'body';
  readonly detail: string;
}

/** Whether the body must be read to judge: not if the status decides alone. */
export function bodyDecides({ status }: ResponseHead, expect: PulseExpectations): boolean {
  return asksForBody(expect) && judgeStatus(status, expect.status) === undefined;
}

function asksForBody({ bodyContains, json }: PulseExpectations): boolean {
  return bodyContains !== undefined || json.length > 0;
}

/**
 * Compares an answer with what was expected; a 5xx is always a failure, and what is above as well (RFC 9110, 15). The
 * body comes without its codings. What cannot be judged is not a failure by itself.
 */
export function judgeAnswer(answer: Answer, expect: PulseExpectations): Judgement {
  const { head, latencyMs } = answer;
  const unmet = judgeStatus(head.status, expect.status) ?? judgeBody(answer, expect);
  if (unmet?.outcome === 'failure') return unmet;
  if (expect.maxLatencyMs !== undefined && latencyMs > expect.maxLatencyMs)
    return expectation(`the answer took ${Math.ceil(latencyMs)} ms, at most ${expect.maxLatencyMs} ms were expected`);
  return unmet ?? { outcome: 'success', cause: 'status', detail: `answered ${head.status}` };
}

function judgeStatus(status: number, ranges: readonly StatusRange[]): Judgement | undefined {
  if (status >= 500) return { outcome: 'failure', cause: 'status', detail: `answered ${status}` };
  if (ranges.some(({ from, to }) => status >= from && status <= to)) return undefined;
  const shown = ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`));
  return expectation(`answered ${status}, expected ${shown.join(', ')}`);
}

function judgeBody({ head, body }: Answer, expect: PulseExpectations): Judgement | undefined {
  if (!asksForBody(expect) || body === undefined) return undefined;
  const text = new BodyText(body.bytes, head.charset);
  const unmet = unmetBy(text, expect, body.lacks !== undefined);
  const why = body.lacks ?? (text.sure ? undefined : 'its charset is not known');
  return unmet === undefined || why === undefined ? unmet : unjudged(why);
}

function unmetBy(text: BodyText, expect: PulseExpectations, partly: boolean): Judgement | undefined {
  const { bodyContains, json } = expect;
  if (bodyContains !== undefined && !text.contains(bodyContains))
    return expectation('the body does not contain the expected text');
  if (json.length === 0) return undefined;
  return partly ? expectation(NO_JSON) : judgeJson(text.readings, json);
}

function judgeJson(readings: readonly string[], expected: readonly JsonExpectation[]): Judgement | undefined {
  const documents = readings.flatMap(parsed);
  if (documents.length === 0) return expectation(NO_JSON);
  const unmet = documents.map((document) => expected.find(({ path, equals }) => !stands(document, path, equals)));
  const [first] = unmet;
  return first && unmet.every(Boolean)
    ? expectation(printable(`${first.path} is not ${JSON.stringify(first.equals)}`))
    : undefined;
}

function parsed(text: string): [unknown] | [] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

function stands(document: unknown, path: string, equals: JsonExpectation['equals']): boolean {
  const steps = parseJsonPath(path);
  return steps !== undefined && valueAt(document, steps) === equals;
}

function unjudged(why: string): Judgement {
  return { outcome: 'bad-data', cause: 'body', detail: `the body cannot be judged: ${why}` };
}

function expectation(detail: string): Judgement {
  return { outcome: 'failure', cause: 'expectation', detail };
}

const NO_JSON = 'the body is no JSON';
