import { problemKind, RefusedRequestError, UNREADABLE_BODY, type ProblemKind } from '../../platform/http/problem.js';
import type { RoverProblem } from '../rover-entry.js';

const INSTANCE = '/rovers/eni-echo';

/** No Rover has that name. */
export const UNKNOWN_ROVER = problemKind({
  slug: 'unknown-rover',
  status: 404,
  title: 'Unknown Rover',
  about: 'There is no Rover with that name; or, on `DELETE`, none that was sent by the API.',
  example: { detail: 'there is no Rover "eni-echo"', instance: INSTANCE },
});

/** A document with mistakes. */
export const INVALID_ROVER = problemKind({
  slug: 'invalid-rover',
  status: 422,
  title: 'The Rover is not valid',
  about:
    'The Rover is invalid. `fields` has one entry for each mistake: `path` is where in the document, `title` is a code, `detail` has the line and what is allowed.',
  example: {
    detail: 'line 4: metadata.name is "eni-ehco"; allowed: eni-echo, as in the address',
    instance: INSTANCE,
    fields: [
      {
        path: 'metadata.name',
        title: 'NAME',
        detail: 'line 4: metadata.name is "eni-ehco"; allowed: eni-echo, as in the address',
      },
    ],
  },
});

/** A name or base path of another owner. */
export const ROVER_CONFLICT = problemKind({
  slug: 'rover-conflict',
  status: 409,
  title: 'It has another owner',
  about:
    'A base path belongs to another Rover, a file or the settings (`BASE_PATH_CONFLICT`), or the Rover to be deleted came by a file (`NAME_CONFLICT`). `fields` names the owner.',
  example: {
    detail: '/eni/echo/v1 is declared by echo.yaml',
    instance: INSTANCE,
    fields: [
      {
        path: 'spec.exposures[0].basePath',
        title: 'BASE_PATH_CONFLICT',
        detail: '/eni/echo/v1 is declared by echo.yaml',
      },
    ],
  },
});

/** Another version is in force than the client thinks. */
export const PRECONDITION_FAILED = problemKind({
  slug: 'precondition-failed',
  status: 412,
  title: 'The Rover is another by now',
  about: '`If-Match` or `If-None-Match` does not match the version in force. Get that version, and decide again.',
  example: { detail: 'If-Match names another version than the one in force', instance: INSTANCE },
});

/** A limit of Heartbeat, or of the disk. */
export const NO_ROOM = problemKind({
  slug: 'no-room-for-rover',
  status: 507,
  title: 'There is no room for the Rover',
  about:
    'A limit of Heartbeat is reached (10 000 Rovers, 64 MiB, `apis.maximum` base paths, 256 KiB for a Rover with its anchors expanded), or the disk is full. The version in force stays.',
  example: { detail: 'there are 10000 Rovers already', instance: INSTANCE },
});

/** Nothing can be written at the moment. */
export const NOT_KEPT = problemKind({
  slug: 'rover-not-kept',
  status: 503,
  title: 'The Rover cannot be kept now',
  about:
    'The data folder cannot be written, another process is writing to it, or too many writes are waiting. The version in force stays. Retry later.',
  example: { detail: 'the data folder cannot be written; the old version stays in force', instance: INSTANCE },
});

/** There is no Rover of that name. */
export function unknownRover(name: string): RefusedRequestError {
  return new RefusedRequestError(UNKNOWN_ROVER, `there is no Rover ${JSON.stringify(name.slice(0, 80))}`);
}

/** A JSON body that cannot be parsed. */
export function unreadableBody(problems: readonly RoverProblem[]): RefusedRequestError {
  return refusal(UNREADABLE_BODY, problems);
}

/** A document that is not a Rover, or not the one in the address. */
export function invalidRover(problems: readonly RoverProblem[]): RefusedRequestError {
  return refusal(INVALID_ROVER, problems);
}

/** The name or a base path belongs to another Rover, to a file or to the settings. */
export function roverConflict(problems: readonly RoverProblem[]): RefusedRequestError {
  return refusal(ROVER_CONFLICT, problems);
}

/** `If-Match` or `If-None-Match` shows that the client expects another version. */
export function preconditionFailed(detail: string): RefusedRequestError {
  return new RefusedRequestError(PRECONDITION_FAILED, detail);
}

/** A limit of Heartbeat, or of the disk. */
export function noRoomForRover(detail: string): RefusedRequestError {
  return new RefusedRequestError(NO_ROOM, detail);
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
