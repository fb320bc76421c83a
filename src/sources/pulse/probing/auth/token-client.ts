import type { Answer, NoAnswer } from '../answer.js';
import { Asking } from '../asking.js';
import { decoded } from '../content-coding.js';
import type { RunOptions } from '../probe-run.js';
import { requestText, type RequestText } from '../request-text.js';
import type { ClientCredentials } from '../../probe-request.js';
import { readTokenAnswer, type FreshToken } from './token-answer.js';
import { tokenRequest } from './token-request.js';

type TokenMeans = Pick<RunOptions, 'pool' | 'deadlines' | 'lookUp' | 'trust'>;

/** For one request to a token endpoint; the caller may give up sooner. */
const TOTAL_MS = 5_000;

/**
 * Asks a token endpoint the way probes are sent: same guard, same bounds. An error here is not a failure of the API, and
 * the outcome says so. Throws when the secret cannot be read.
 */
export function fetchToken(
  credentials: ClientCredentials,
  means: TokenMeans,
  defaults: Readonly<Record<string, string>>,
): Promise<FreshToken | NoAnswer> {
  const parts = { ...tokenRequest(credentials), url: credentials.tokenUrl, method: 'POST', close: false };
  const text = requestText(parts, defaults);
  return 'refused' in text ? Promise.resolve(noToken(text.refused)) : ask(credentials, text, means);
}

function ask(
  { tokenUrl: url, policy }: ClientCredentials,
  text: RequestText,
  means: TokenMeans,
): Promise<FreshToken | NoAnswer> {
  return new Promise((resolve) => {
    const { trust } = means;
    const request = { url, policy, trust, method: 'POST', text, fresh: false, silenceMs: 0, wantsBody: () => true };
    const asking = new Asking(request, means, (end) => {
      means.deadlines.cancel(deadline);
      void tokenOf(end).then(resolve);
    });
    const deadline = means.deadlines.after(TOTAL_MS, () => {
      resolve(noToken(`no answer within ${TOTAL_MS} ms: ${asking.waitingFor}`));
      asking.abort();
    });
    asking.start();
  });
}

async function tokenOf(end: Answer | NoAnswer): Promise<FreshToken | NoAnswer> {
  if (!('head' in end)) {
    const isOurs = end.outcome === 'blocked' || end.outcome === 'cancelled';
    return isOurs ? { ...end, detail: `${ENDPOINT}: ${end.detail}` } : noToken(end.detail);
  }
  if (end.head.status !== 200) return noToken(`it answered ${end.head.status}`);
  const { bytes, lacks } = await decoded(end.body!, end.head.codings);
  if (lacks !== undefined) return noToken(`its answer cannot be read: ${lacks}`);
  const found = readTokenAnswer(bytes);
  return typeof found === 'string' ? noToken(found) : found;
}

const ENDPOINT = 'the token endpoint';

/** The API was not asked, so nothing is known about it. */
function noToken(why: string): NoAnswer {
  return { outcome: 'no-response', cause: 'auth', detail: `no token from ${ENDPOINT}: ${why}` };
}
