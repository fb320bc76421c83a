import type { AxiosInstance, AxiosRequestConfig } from 'axios';

/** One request as a scripted server sees it. */
export interface ScriptedRequest {
  readonly path: string;
  readonly form: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly config: AxiosRequestConfig;
}

/** What it answers; objects are written as JSON, an error is a request that failed. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly error?: object;
}

/** An HTTP client without a network: every request is kept, and answered by `answer`. */
export class ScriptedHttp {
  readonly requests: ScriptedRequest[] = [];

  constructor(private readonly answer: (request: ScriptedRequest) => ScriptedAnswer | Promise<ScriptedAnswer>) {}

  /** The part of axios that sources use. */
  get axios(): AxiosInstance {
    return { request: (config: AxiosRequestConfig) => this.#request(config) } as unknown as AxiosInstance;
  }

  /** The PromQL that was asked for, in order. */
  queries(): string[] {
    return this.requests.flatMap(({ form }) => form.get('query') ?? []);
  }

  async #request(config: AxiosRequestConfig): Promise<object> {
    const path = new URL(config.url ?? '').pathname;
    const headers = config.headers as Record<string, string>;
    const request = { path, form: new URLSearchParams(String(config.data ?? '')), headers, config };
    this.requests.push(request);
    const {
      status = 200,
      headers: answered = {},
      body = '',
      error,
    } = await Promise.race([this.answer(request), cancelled(config.signal as AbortSignal)]);
    if (error) throw Object.assign(new Error('scripted'), error);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return { status, headers: answered, data: Buffer.from(text) };
  }
}

/** Fails like axios once `signal` is aborted. */
function cancelled(signal: AbortSignal): Promise<ScriptedAnswer> {
  return new Promise((resolve) => {
    const cancel = (): void => resolve({ error: { code: 'ERR_CANCELED' } });
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
}

/** An instant vector as the query API writes it, of a moment in Unix seconds. */
export function vectorBody(
  samples: readonly (readonly [Record<string, string>, string])[],
  envelope: object = {},
  atSeconds = 1_767_225_600,
): object {
  const result = samples.map(([metric, value]) => ({ metric, value: [atSeconds, value] }));
  return { status: 'success', data: { resultType: 'vector', result }, ...envelope };
}
