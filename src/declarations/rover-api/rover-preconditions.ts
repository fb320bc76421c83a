import { tagsOf } from '../../platform/http/entity-tag.js';
import type { ApiRover } from './api-rover.js';
import { preconditionFailed } from './rover-problems.js';

/** What a client asks of the version that its write replaces: the headers of those names (RFC 9110). */
export interface Preconditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** Throws `RefusedRequestError` unless the Rover is as the client thinks. */
export function requirePreconditions({ ifMatch, ifNoneMatch }: Preconditions, rover: ApiRover | undefined): void {
  if (ifMatch !== undefined && !tagsOf(ifMatch).some((each) => means(each, rover)))
    throw preconditionFailed(rover ? 'If-Match names another version' : 'If-Match, and there is no such Rover');
  if (tagsOf(ifNoneMatch).some((each) => means(each.replace(/^W\//, ''), rover)))
    throw preconditionFailed('If-None-Match names the version that there is');
}

/** Tags of representations that tell more than the Rover have something behind a dot. A damaged one is no version. */
function means(tag: string, rover: ApiRover | undefined): boolean {
  if (!rover || rover.tag === '') return false;
  return tag === '*' || (tag.startsWith('"') && tag.slice(1, -1).split('.')[0] === rover.tag);
}
