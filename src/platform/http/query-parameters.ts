import { readSettings } from '../settings/read-settings.js';
import type { SettingsClass } from '../settings/setting-form.js';
import { SettingsError } from '../settings/settings-error.js';
import { invalidParameters, problemKind, RefusedRequestError, type ProblemField } from './problem.js';

/** How many parameters a query may have. */
export const MAX_PARAMETERS = 500;
/** A query with more parameters than are read. */
export const TOO_MANY_PARAMETERS = problemKind({
  slug: 'too-many-parameters',
  status: 431,
  title: 'Too many query parameters',
  about: `The request has more than ${MAX_PARAMETERS} query parameters.`,
  example: { detail: `there are 501; allowed: ${MAX_PARAMETERS}`, instance: '/heartbeats' },
});

/** Query parameters, decoded. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** Parameters of a request in the order given, decoded. Throws when they are too many or not valid UTF-8. */
export function parametersOf(url: string): Parameters {
  const at = url.indexOf('?');
  return at < 0 ? [] : readParameters(url.slice(at + 1));
}

/** The same from a query string. */
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

/**
 * The parameters as `declared` describes them, defaults filled in. Throws `RefusedRequestError` with one field for each
 * that is wrong, in the order given; a name that is not known, or given too often, is told once.
 */
export function readQuery<T extends object>(declared: SettingsClass<T>, parameters: Parameters): T {
  const places = new Map<string, number[]>();
  for (const [index, [name]] of parameters.entries()) places.set(name, [...(places.get(name) ?? []), index]);
  const plain = [...places].map(([name, indices]) => {
    const values = indices.map((index) => parameters[index]![1]);
    return [name, values.length === 1 ? values[0] : values];
  });
  try {
    return readSettings(declared, Object.fromEntries(plain), { folder: '/', textsOnly: true });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const told = error.problems.map(({ path: [name = '', nth = 0], problem, allowed }) => ({
      index: places.get(String(name))?.[Number(nth)] ?? parameters.length,
      field: field(String(name), `${problem}; allowed: ${allowed}`),
    }));
    throw invalidParameters(told.toSorted((a, b) => a.index - b.index).map(({ field }) => field));
  }
}

function field(path: string, detail: string): ProblemField {
  return { path: path.slice(0, 100), title: 'invalid parameter', detail };
}
