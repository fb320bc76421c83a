import axios from 'axios';
import { withDeadline } from '../platform/clock/deadline.js';
import { formatDuration } from '../platform/settings/duration.js';
import { withoutCredentials } from '../platform/telemetry/error-facts.js';

const DEADLINE_MS = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** What came back; or, in words that complete "could not ask it: …", why nothing did and what to do. */
export type HeartbeatResponse =
  | { readonly ok: true; readonly status: number; readonly text: string; header(name: string): string | undefined }
  | { readonly ok: false; readonly detail: string };

const REMEDIES: readonly (readonly [code: RegExp, what: string, remedy: string])[] = [
  [/^ECONNREFUSED$/, 'nothing listens there', 'start it with heartbeat serve, or give another address by --url'],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'its host name is not known', 'check the address'],
  [/^(?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/, 'it cannot be reached from here', 'check the address and the network'],
  [/^(?:EPROTO|ERR_SSL_\w+)$/, 'it does not speak TLS there', 'write http:// instead of https://'],
  [/^(?:HPE_\w+|ECONNRESET)$/, 'what answers is not HTTP', 'check the port, and whether it must be https://'],
  [/CERT|SIGNATURE/, 'its certificate is not trusted', 'name the file of its authority by NODE_EXTRA_CA_CERTS'],
];

/** Whether a text is the address of a server, with or without a prefix: http or https, without query and fragment. */
export function isAddress(text: string): boolean {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  return parsed !== undefined && /^https?:$/.test(parsed.protocol) && !/[?#]/.test(text);
}

/** An address as a message may show it: without a password. */
export function shownAddress(text: string): string {
  return withoutCredentials(new URL(text).href);
}

/** Why there was no answer, for a word such as ECONNREFUSED: what that means, and what to do. */
export function whyNoAnswer(code: string): string {
  const [, what, remedy] = REMEDIES.find(([pattern]) => pattern.test(code)) ?? [];
  return what === undefined ? code : `${what} (${code}): ${remedy}`;
}

/** Asks a running Heartbeat, below its address, within ten seconds; `signal` gives it up. Never rejects. */
export async function askHeartbeat(
  address: string,
  path: string,
  { signal, headers = {} }: { signal: AbortSignal; headers?: Readonly<Record<string, string>> },
): Promise<HeartbeatResponse> {
  const request = {
    responseType: 'text',
    transformResponse: (text: string) => text,
    validateStatus: () => true,
    maxContentLength: MAX_BYTES,
    proxy: false,
    headers,
  } as const;
  try {
    const { status, data, headers } = await withDeadline(DEADLINE_MS, signal, (ended) =>
      axios.get<string>(`${address.replace(/\/+$/, '')}${path}`, { ...request, signal: ended }),
    );
    return { ok: true, status, text: data, header: (name) => headers[name] as string | undefined };
  } catch (error) {
    return { ok: false, detail: detailOf(error) };
  }
}

/** Why an answer that is not 200 was given. */
export function refusalOf(status: number, text: string): string {
  const problem = parsedJson(text) as { detail?: unknown; fields?: { path?: unknown; detail?: unknown }[] } | undefined;
  const fields = (problem?.fields ?? []).map((each) => `; ${String(each.path)} ${String(each.detail)}`).join('');
  if (typeof problem?.detail === 'string') return `it answers ${status}: ${problem.detail}${fields}`;
  const remedy = status === 404 ? ': --url must include the prefix of Heartbeat (http.prefix), where there is one' : '';
  return `it answers ${status}${remedy}`;
}

/** The value of a JSON text; undefined where it is not one. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function detailOf(error: unknown): string {
  const { code } = error as { code?: string };
  if (code === 'ERR_CANCELED') return `no complete answer within ${formatDuration(DEADLINE_MS)}: look at its log`;
  return code === undefined ? withoutCredentials(String(error)) : whyNoAnswer(code);
}
