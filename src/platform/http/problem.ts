import { STATUS_CODES } from 'node:http';

/** Media type of every error answer (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** One wrong parameter. */
export interface ProblemField {
  readonly path: string;
  readonly title: string;
  readonly detail: string;
}

/** An error answer as RFC 9457 defines it, with the platform's `fields`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly fields?: readonly ProblemField[];
}

/** A problem of a plain HTTP status; its `type` is `about:blank`, as the RFC says where the status tells all. */
export function problemOf(status: number, detail: string, instance: string, fields?: readonly ProblemField[]): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  return { type: 'about:blank', title, status, detail, instance, ...(fields && { fields }) };
}

/** Wrong query parameters: answered with 400 and one field for each. */
export class InvalidParametersError extends Error {
  readonly code = 'HEARTBEAT_PARAMETERS_INVALID';

  constructor(readonly fields: readonly ProblemField[]) {
    super('one or more parameters are not valid');
    this.name = 'InvalidParametersError';
  }
}

/** An expected refusal with a status of its own. */
export class RefusedRequestError extends Error {
  readonly code = 'HEARTBEAT_REQUEST_REFUSED';

  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
    this.name = 'RefusedRequestError';
  }
}

/** The path of a request without its query, as `instance` wants it; at most 512 characters. */
export function instanceOf(url: string | undefined): string {
  return (url ?? '/').split('?', 1)[0]!.slice(0, 512);
}
