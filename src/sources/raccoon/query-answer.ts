import { shownName } from '../dialects/shown-name.js';
import { serverWords, shownWords } from '../server-words.js';
import { repeatsKey } from './json-parts.js';

/** One element of an instant vector. */
export interface VectorSample {
  readonly metric: Readonly<Record<string, string>>;
  /** As the server wrote it. */
  readonly value: string;
}

/** An answer of `/api/v1/query` that is whole and of the right shape. */
export interface VectorAnswer {
  readonly samples: readonly VectorSample[];
  /** Why the server itself says that data is missing. */
  readonly partialBecause?: string;
}

/** The same, vector or matrix, before its elements have been looked at: there may be a hundred thousand. */
export interface VectorEnvelope {
  readonly elements: readonly unknown[];
  readonly partialBecause?: string;
}

/** What is wrong with an answer. */
export interface BadAnswer {
  readonly ok: false;
  readonly code: string;
  readonly detail: string;
}

/** An answer whose samples have been checked, or what is wrong with it. */
export type QueryResult = { readonly ok: true; readonly answer: VectorAnswer } | BadAnswer;
/** An answer whose envelope has been checked, or what is wrong with it. */
export type EnvelopeResult = { readonly ok: true; readonly envelope: VectorEnvelope } | BadAnswer;

/** What an answer of each type is called. */
const NAMES = { vector: 'an instant vector', matrix: 'a matrix of raw samples' } as const;

/** The problem if an element of the vector is not a sample. */
export const NOT_A_SAMPLE: BadAnswer = {
  ok: false,
  code: 'answer-shape',
  detail: 'an element of the vector is not a sample',
};

/** Reads a small answer strictly (https://prometheus.io/docs/prometheus/latest/querying/api/). */
export function readQueryAnswer(status: number, body: Uint8Array): QueryResult {
  const result = readEnvelope(status, body);
  if (!result.ok) return result;
  const { elements, ...rest } = result.envelope;
  if (!elements.every(isSample)) return NOT_A_SAMPLE;
  const samples = elements.map(({ metric, value }) => ({ metric, value: value[1] }));
  return { ok: true, answer: { samples, ...rest } };
}

/** Reads what is around the elements of an instant vector, and the elements unless they were cut out. */
export function readEnvelope(status: number, body: Uint8Array | string): EnvelopeResult {
  return readEnvelopeOf('vector', status, body);
}

/** The same for raw samples. */
export function readMatrixEnvelope(status: number, body: Uint8Array | string): EnvelopeResult {
  return readEnvelopeOf('matrix', status, body);
}

function readEnvelopeOf(resultType: keyof typeof NAMES, status: number, body: Uint8Array | string): EnvelopeResult {
  const text = typeof body === 'string' ? body : bufferOf(body).toString('utf8');
  const parsed = parseJson(text);
  if (status !== 200) return failed(`http-${status}`, refusal(status, text));
  if (!isObject(parsed)) return failed('answer-not-json', 'the answer is not a JSON object; is this the query API?');
  if (repeatsKey(text)) return failed('answer-shape', 'the answer has a key twice: it can be read in two ways');
  if (parsed['status'] !== 'success')
    return failed('answer-error', `the answer does not say success${wordsOf(parsed['error'])}`);
  const data = parsed['data'];
  if (!isObject(data) || data['resultType'] !== resultType || !Array.isArray(data['result'])) {
    return failed('answer-shape', `the answer is not ${NAMES[resultType]}`);
  }
  const elements: unknown[] = data['result'];
  const partialBecause = partialReason(parsed);
  return { ok: true, envelope: { elements, ...(partialBecause !== undefined && { partialBecause }) } };
}

/** One element as the API writes it: labels, and a time with a value. */
export interface RawSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** Whether an element of a vector has the shape of a sample. */
export function isSample(element: unknown): element is RawSample {
  const { metric, value } = (element ?? {}) as { metric?: unknown; value?: unknown };
  return isObject(metric) && Array.isArray(value) && value.length === 2 && typeof value[1] === 'string';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The same bytes, as a Buffer. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Prometheus 2.48 to 2.53 mixes remarks on style ("might not be a counter") into `warnings`; later ones have `infos`. */
const REMARK = 'PromQL info: ';

function partialReason(parsed: Record<string, unknown>): string | undefined {
  if (parsed['isPartial'] === true) return 'the server marks its answer as partial';
  const { warnings = null } = parsed;
  if (warnings === null) return undefined;
  const list: unknown[] = Array.isArray(warnings) ? warnings : [warnings];
  const warning = list.find((each) => typeof each !== 'string' || !each.startsWith(REMARK));
  return warning === undefined ? undefined : `the answer carries warnings${wordsOf(warning)}`;
}

function refusal(status: number, body: string): string {
  const parsed = parseJson(body);
  const { errorType } = isObject(parsed) ? parsed : {};
  const type = typeof errorType === 'string' ? ` (${shownName(errorType, 40)})` : '';
  const words = wordsOf(serverWords(body));
  if (status === 404) return `there is no query API at this address${words}`;
  const told = status === 422 || status === 400 ? 'the server refuses the query' : `the server answers ${status}`;
  return `${told}${type}${words}`;
}

/** What a server says itself, as the end of a sentence; such as Mimir names the limit that a query exceeds. */
function wordsOf(words: unknown): string {
  return typeof words === 'string' && words !== '' ? `: ${shownWords(words)}` : '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function failed(code: string, detail: string): BadAnswer {
  return { ok: false, code, detail };
}
