import { STATUS_CODES } from 'node:http';

/** Media type of every error answer (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

const MAX_INSTANCE = 512;
const MAX_DETAIL = 300;

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

/** A kind of problem that clients may tell apart from others of its status; docs/errors.md has one entry for each. */
export interface ProblemKind {
  /** Last part of the `type`, `/problems/<slug>`. */
  readonly slug: string;
  readonly status: number;
  readonly title: string;
  /** What it means and what to do, in whole sentences, for its page. */
  readonly about: string;
  /** One such problem, for the API document. */
  readonly example: Pick<Problem, 'detail' | 'instance' | 'fields'>;
}

const declared = new Map<string, ProblemKind>();

/** Declares a kind of problem, which has a page from then on. */
export function problemKind(kind: ProblemKind): ProblemKind {
  declared.set(kind.slug, kind);
  return kind;
}

/** All kinds that were declared, by slug. */
export function problemKinds(): ReadonlyMap<string, ProblemKind> {
  return declared;
}

/** A problem that its status describes completely: `about:blank`, as the RFC says. */
export function problemOf(status: number, detail: string, instance: string): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: detail.slice(0, MAX_DETAIL),
    instance: instanceOf(instance),
  };
}

/** The path of a request without its query, bounded. */
export function instanceOf(url: string | undefined): string {
  return (url ?? '/').split('?', 1)[0]!.slice(0, MAX_INSTANCE);
}

/** An expected refusal: the request is wrong or has to wait; Heartbeat has no fault. */
export class RefusedRequestError extends Error {
  readonly code = 'HEARTBEAT_REQUEST_REFUSED';

  /** `detail` is shown to the client. */
  constructor(
    readonly kind: ProblemKind,
    detail: string,
    readonly fields?: readonly ProblemField[],
  ) {
    super(detail);
    this.name = 'RefusedRequestError';
  }

  /** What the client gets; `url` is that of its request. */
  toProblem(url: string): Problem {
    const { slug, status, title } = this.kind;
    const problem = { type: `/problems/${slug}`, title, status, detail: this.message, instance: instanceOf(url) };
    return this.fields ? { ...problem, fields: this.fields } : problem;
  }
}

/** A JSON body that is not JSON, or breaks a limit. */
export const UNREADABLE_BODY = problemKind({
  slug: 'unreadable-body',
  status: 400,
  title: 'The body cannot be read',
  about:
    'The body is not valid JSON, or exceeds a limit. `fields` says which, by one of the codes `SYNTAX`, `DEPTH`, `DUPLICATE`, `NODES`, `KEY`, `ENCODING` and `SIZE`.',
  example: {
    detail: 'the body is not JSON, as its Content-Type says',
    instance: '/rovers/eni-echo',
    fields: [{ path: 'body', title: 'SYNTAX', detail: 'the body is not JSON, as its Content-Type says' }],
  },
});

/** Query parameters that are not known or not allowed. */
export const INVALID_PARAMETERS = problemKind({
  slug: 'invalid-parameters',
  status: 400,
  title: 'One or more parameters are not valid',
  about:
    'One or more query parameters are invalid. `fields` has an entry for each: `path` is the parameter, `title` and `detail` say what is wrong and what is allowed.',
  example: {
    detail: 'each of fields names a parameter and what is allowed',
    instance: '/heartbeats',
    fields: [{ path: 'limit', title: 'invalid parameter', detail: 'is "0"; allowed: 1 to 100000' }],
  },
});

/** Wrong query parameters: one field for each. */
export function invalidParameters(fields: readonly ProblemField[]): RefusedRequestError {
  return new RefusedRequestError(INVALID_PARAMETERS, 'each of fields names a parameter and what is allowed', fields);
}
