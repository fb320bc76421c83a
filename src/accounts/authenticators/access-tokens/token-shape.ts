const SHAPE = /^[\x21-\x7e]{16,1024}$/;

/** What a token may look like, in words. */
export const TOKEN_SHAPE = 'a token of 16 to 1024 visible ASCII characters without spaces';

/** Whether a text is long enough for a token, and can be sent in a header. */
export function isUsableToken(text: string): boolean {
  return SHAPE.test(text);
}
