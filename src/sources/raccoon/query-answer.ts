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

export type QueryResult =
  | { readonly ok: true; readonly answer: VectorAnswer }
  | { readonly ok: false; readonly code: string; readonly detail: string };

/** Reads the body of an answer strictly (https://prometheus.io/docs/prometheus/latest/querying/api/). */
export function readQueryAnswer(status: number, body: Uint8Array): QueryResult {
  const parsed = parseJson(body);
  if (status !== 200) return failed(`http-${status}`, refusal(status, parsed));
  if (!isObject(parsed)) return failed('answer-not-json', 'the answer is not a JSON object; is this the query API?');
  if (parsed['status'] !== 'success') return failed('answer-error', 'the answer does not say success');
  const data = parsed['data'];
  if (!isObject(data) || data['resultType'] !== 'vector' || !Array.isArray(data['result'])) {
    return failed('answer-shape', 'the answer is not an instant vector');
  }
  const result: unknown[] = data['result'];
  const samples = result.map(sampleOf);
  if (samples.includes(undefined)) return failed('answer-shape', 'an element of the vector is not a sample');
  const partialBecause = partialReason(parsed);
  return {
    ok: true,
    answer: { samples: samples as VectorSample[], ...(partialBecause !== undefined && { partialBecause }) },
  };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    return undefined;
  }
}

function sampleOf(element: unknown): VectorSample | undefined {
  if (!isObject(element) || !isObject(element['metric']) || !Array.isArray(element['value'])) return undefined;
  const value: unknown = element['value'][1];
  if (typeof value !== 'string' || element['value'].length !== 2) return undefined;
  return { metric: element['metric'] as Record<string, string>, value };
}

function partialReason(parsed: Record<string, unknown>): string | undefined {
  if (parsed['isPartial'] === true) return 'the server marks its answer as partial';
  const warnings = parsed['warnings'];
  const warned = Array.isArray(warnings) ? warnings.length > 0 : warnings !== undefined && warnings !== null;
  return warned ? 'the answer carries warnings' : undefined;
}

function refusal(status: number, parsed: unknown): string {
  const type =
    isObject(parsed) && typeof parsed['errorType'] === 'string' ? ` (${parsed['errorType'].slice(0, 40)})` : '';
  if (status === 422 || status === 400) return `the server refuses the query${type}`;
  if (status === 404) return 'there is no query API at this address';
  return `the server answers ${status}${type}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function failed(code: string, detail: string): QueryResult {
  return { ok: false, code, detail };
}
