/** Why something may not be reached, as conditions and problems show it. */
export type EgressCode =
  | 'IP_LITERAL'
  | 'PERCENT_IN_HOST'
  | 'NON_ASCII'
  | 'BAD_CHAR'
  | 'CONTROL_CHAR'
  | 'SCHEME'
  | 'FRAGMENT'
  | 'USERINFO'
  | 'SUFFIX'
  | 'PORT'
  | 'LENGTH'
  | 'INVALID'
  | 'PATH'
  | 'ADDRESS_DENIED';

/** A refusal of the guard. */
export interface Refusal<Code extends string = EgressCode> {
  readonly ok: false;
  readonly code: Code;
  /** One plain sentence that may be shown: no secrets, nothing unprintable. */
  readonly detail: string;
}

/** The value that may be used, or why not: a code and one plain sentence. */
export type EgressVerdict<T> = { readonly ok: true; readonly value: T } | Refusal;

/** The verdict that a value may be used. */
export function allowed<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** The verdict that a value may not be used. `detail` must be fit to be shown. */
export function refused<Code extends string>(code: Code, detail: string): Refusal<Code> {
  return { ok: false, code, detail };
}
