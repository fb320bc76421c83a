import type { ClientCredentials } from '../../probe-request.js';

/** What a request for a token carries. */
export interface TokenRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Asks for a token (RFC 6749, 4.4.2), the client proven by HTTP Basic or in the body (2.3.1). Throws when the secret
 * cannot be read.
 */
export function tokenRequest(credentials: ClientCredentials): TokenRequest {
  const { clientId, clientSecret, scope } = credentials;
  const inBody = credentials.tokenRequest === 'body';
  const secret = clientSecret.reveal();
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scope !== undefined && { scope }),
    ...(inBody && { client_id: clientId, client_secret: secret }),
  });
  return {
    headers: {
      ...(!inBody && { Authorization: basic(`${formEncoded(clientId)}:${formEncoded(secret)}`) }),
      'Content-Type': 'application/x-www-form-urlencoded',
      Accept: 'application/json',
    },
    body: form.toString(),
  };
}

/** The value of `Authorization` for a user and a password, joined by a colon (RFC 7617). */
export function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}
