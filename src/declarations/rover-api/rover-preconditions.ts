import { tagsOf } from '../../platform/http/entity-tag.js';
import type { ApiRover } from './api-rover.js';
import { preconditionFailed } from './rover-problems.js';

/** The preconditions of a write: the headers of the same names (RFC 9110). */
export interface Preconditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** Throws `RefusedRequestError` unless the Rover is the version that the client expects. */
export function requirePreconditions({ ifMatch, ifNoneMatch }: Preconditions, rover: ApiRover | undefined): void {
  if (ifMatch !== undefined && !tagsOf(ifMatch).some((each) => means(each, rover)))
    throw preconditionFailed(rover ? 'If-Match names another version' : 'If-Match, and there is no such Rover');
  if (tagsOf(ifNoneMatch).some((each) => means(each.replace(/^W\//, ''), rover)))
    throw preconditionFailed('If-None-Match names the version that there is');
}

/** Tags of JSON, which shows more than the Rover, have a suffix after a dot. A damaged Rover matches no tag. */
function means(tag: string, rover: ApiRover | undefined): boolean {
  if (!rover || rover.tag === '') return false;
  return tag === '*' || (tag.startsWith('"') && tag.slice(1, -1).split('.')[0] === rover.tag);
}
