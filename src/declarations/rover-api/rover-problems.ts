import { RefusedRequestError, UNREADABLE_BODY, type ProblemKind } from '../../platform/http/problem.js';
import type { RoverProblem } from '../rover-entry.js';

const UNKNOWN: ProblemKind = { slug: 'unknown-rover', status: 404, title: 'Unknown Rover' };
const INVALID: ProblemKind = { slug: 'invalid-rover', status: 422, title: 'The Rover is not valid' };
const CONFLICT: ProblemKind = { slug: 'rover-conflict', status: 409, title: 'It belongs to somebody else' };
const PRECONDITION: ProblemKind = { slug: 'precondition-failed', status: 412, title: 'The Rover is another by now' };
const QUOTA: ProblemKind = { slug: 'no-room-for-rover', status: 507, title: 'There is no room for the Rover' };
const NOT_KEPT: ProblemKind = { slug: 'rover-not-kept', status: 503, title: 'The Rover cannot be kept now' };

/** There is no Rover of that name. */
export function unknownRover(name: string): RefusedRequestError {
  return new RefusedRequestError(UNKNOWN, `there is no Rover ${JSON.stringify(name.slice(0, 80))}`);
}

/** A JSON body that cannot be parsed. */
export function unreadableBody(problems: readonly RoverProblem[]): RefusedRequestError {
  return refusal(UNREADABLE_BODY, problems);
}

/** A document that is not a Rover, or not the one in the address. */
export function invalidRover(problems: readonly RoverProblem[]): RefusedRequestError {
  return refusal(INVALID, problems);
}

/** The name or a base path belongs to another Rover, to a file or to the settings. */
export function roverConflict(problems: readonly RoverProblem[]): RefusedRequestError {
  return refusal(CONFLICT, problems);
}

/** `If-Match` or `If-None-Match` shows that the client expects another version. */
export function preconditionFailed(detail: string): RefusedRequestError {
  return new RefusedRequestError(PRECONDITION, detail);
}

/** A limit of Heartbeat, or of the disk. */
export function noRoomForRover(detail: string): RefusedRequestError {
  return new RefusedRequestError(QUOTA, detail);
}

/** Nothing can be written at the moment; the old version stays in force. */
export function roverNotKept(detail: string): RefusedRequestError {
  return new RefusedRequestError(NOT_KEPT, `${detail}; the old version stays in force`);
}

function refusal(kind: ProblemKind, problems: readonly RoverProblem[]): RefusedRequestError {
  const fields = problems.map(({ code, path = 'body', line, message }) => ({
    path,
    title: code,
    detail: line === undefined ? message : `line ${line}: ${message}`,
  }));
  return new RefusedRequestError(
    kind,
    fields
      .map(({ detail }) => detail)
      .join('; ')
      .slice(0, 300),
    fields,
  );
}
