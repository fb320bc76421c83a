/** What was answered. */
export interface RoverReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, where it is JSON. */
  readonly json: {
    readonly detail?: string;
    readonly type?: string;
    readonly fields?: readonly { readonly path: string; readonly title: string; readonly detail: string }[];
  } & Readonly<Record<string, unknown>>;
}

/** Asks a service about Rovers, as the holder of a token. */
export class RoversClient {
  constructor(
    private readonly url: string,
    private readonly token?: string,
  ) {}

  as(token: string): RoversClient {
    return new RoversClient(this.url, token);
  }

  put(name: string, rover: unknown, headers: Record<string, string> = {}): Promise<RoverReply> {
    const yaml = typeof rover === 'string';
    const type = { 'content-type': yaml ? 'application/yaml' : 'application/json', ...headers };
    return this.#ask('PUT', `/${name}`, type, yaml ? rover : JSON.stringify(rover));
  }

  get(path = '', headers: Record<string, string> = {}): Promise<RoverReply> {
    return this.#ask('GET', path, headers);
  }

  delete(name: string, headers: Record<string, string> = {}): Promise<RoverReply> {
    return this.#ask('DELETE', `/${name}`, headers);
  }

  async #ask(method: string, path: string, headers: Record<string, string>, body?: string): Promise<RoverReply> {
    const own = this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
    const response = await fetch(`${this.url}/rovers${path}`, {
      method,
      headers: { ...own, ...headers },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : {} };
  }
}

/** A Rover in the flat form. */
export function roverOf(
  name: string,
  ...basePaths: string[]
): { spec: { exposures: object[] } } & Record<string, unknown> {
  return {
    apiVersion: 'tcp.ei.telekom.de/v1',
    kind: 'Rover',
    metadata: { name },
    spec: { exposures: basePaths.map((basePath) => ({ basePath })) },
  };
}
