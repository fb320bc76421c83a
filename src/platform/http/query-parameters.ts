import { invalidParameters, RefusedRequestError, type ProblemField, type ProblemKind } from './problem.js';

const MAX_PARAMETERS = 500;
const TOO_MANY_PARAMETERS: ProblemKind = {
  slug: 'too-many-parameters',
  status: 431,
  title: 'Too many query parameters',
};

/** Query parameters, decoded. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** Parameters by name, in the order given, decoded. Throws when they are too many or not valid UTF-8. */
export function readParameters(queryString: string): Parameters {
  if (queryString === '') return [];
  const parts = queryString.split('&');
  if (parts.length > MAX_PARAMETERS) {
    throw new RefusedRequestError(TOO_MANY_PARAMETERS, `there are ${parts.length}; allowed: ${MAX_PARAMETERS}`);
  }
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...value] = part.split('=');
      return [decoded(name), decoded(value.join('='))];
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidParameters([field(text.slice(0, 50), 'is not valid percent-encoded UTF-8')]);
  }
}

/** Which part of a list is wanted. */
export interface Page {
  limit?: number;
  offset?: number;
}

/** Takes a number of a page over, within its range; gives what is wrong with it. */
export function takeNumber(
  page: Page,
  name: keyof Page,
  value: string,
  [least, most]: readonly [number, number],
): string | undefined {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (page[name] !== undefined) return 'is given more than once';
  if (!(number >= least && number <= most))
    return `is ${shownParameter(value)}; allowed: a whole number from ${least} to ${most}`;
  page[name] = number;
  return undefined;
}

/** One field of a problem document. */
export function field(path: string, detail: string): ProblemField {
  return { path: path.slice(0, 100), title: 'invalid parameter', detail };
}

/** A value of a parameter as a message may show it. */
export function shownParameter(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value);
}
