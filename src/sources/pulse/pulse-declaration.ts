import type { Exposure } from '../../catalogue/exposure.js';

/** The key of the block that a declaration was read from. */
export const PULSE = 'pulse';

/** Methods that a probe may use; only POST carries a body. */
export type PulseMethod = 'GET' | 'HEAD' | 'OPTIONS' | 'POST';

/** A secret that the operator holds, by its name in the settings of the source. Its value never stands in a Rover. */
export interface SecretReference {
  readonly secretRef: string;
}

/** Status codes, both ends included. Codes from 500 on are never allowed: they are always failures. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** One place of a JSON body, by JSONPath with one result, and the value that must stand there. */
export interface JsonExpectation {
  readonly path: string;
  readonly equals: string | number | boolean | null;
}

/** What an answer must be like to count as a success; all of it. */
export interface PulseExpectations {
  readonly status: readonly StatusRange[];
  readonly bodyContains?: string;
  readonly json: readonly JsonExpectation[];
  readonly maxLatencyMs?: number;
}

/** How a probe is authenticated. */
export type PulseAuth =
  | { readonly kind: 'basic'; readonly username: string; readonly password: SecretReference }
  | { readonly kind: 'bearer'; readonly token: SecretReference }
  | {
      readonly kind: 'oauth2';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: SecretReference;
      readonly scope?: string;
      /** The client stands in the body of the request for a token; in its header otherwise. */
      readonly tokenRequest?: 'body';
    };

/** The `pulse` block of an exposure, validated, with its defaults; the source chooses what is absent. */
export interface PulseDeclaration {
  readonly enabled: boolean;
  /** Begins with `/` and stands below the base path; or an absolute URL; absent: the base path itself. */
  readonly path?: string;
  readonly method: PulseMethod;
  /** Only with POST. */
  readonly body?: string;
  readonly headers: readonly (readonly [name: string, value: string | SecretReference])[];
  readonly intervalMs?: number;
  /** Total deadline of one probe, retries included. */
  readonly timeoutMs?: number;
  /** Further attempts after no response, within the time-out. */
  readonly retries: number;
  /** Before the first further attempt; twice as long before each later one. */
  readonly backoffMs: number;
  readonly expect: PulseExpectations;
  readonly auth?: PulseAuth;
  /** The TLS settings of its connections. */
  readonly tls?: SecretReference;
  /** Whether probes count as evidence. */
  readonly record: boolean;
}

/** What an exposure asks of Pulse; undefined where its owner did not opt in. Only the block's own reader makes such values. */
export function pulseOf({ blocks }: Pick<Exposure, 'blocks'>): PulseDeclaration | undefined {
  return blocks?.[PULSE] as PulseDeclaration | undefined;
}
