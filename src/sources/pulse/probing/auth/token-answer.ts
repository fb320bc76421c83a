/** A token and how long it lives. */
export interface FreshToken {
  readonly token: string;
  readonly livesMs: number;
}

const TOKEN = /^[\x21-\x7e]{1,8192}$/;
const UNSAID_LIFE_SECONDS = 300;
const LONGEST_LIFE_SECONDS = 86_400;

/** Reads the answer of a token endpoint (RFC 6749, 5.1); what is wrong with it in a few words otherwise. */
export function readTokenAnswer(body: Buffer): FreshToken | string {
  const fields = jsonMapping(body);
  if (fields === undefined) return 'the answer is no JSON object';
  const { access_token: token, token_type: type, expires_in: life = UNSAID_LIFE_SECONDS } = fields;
  if (typeof token !== 'string' || !TOKEN.test(token)) return 'the answer has no usable access_token';
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') return 'the token is not of the type bearer';
  const lifeSeconds = typeof life === 'string' ? Number(life) : life;
  if (typeof lifeSeconds !== 'number' || !(lifeSeconds > 0)) return 'the answer has an impossible expires_in';
  return { token, livesMs: Math.floor(Math.min(lifeSeconds, LONGEST_LIFE_SECONDS) * 1_000) };
}

function jsonMapping(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isMapping ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
