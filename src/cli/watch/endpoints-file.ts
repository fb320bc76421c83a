import { readYaml, type YamlDocument } from '../../platform/yaml/bounded-yaml.js';
import type { Environment } from '../../platform/settings/environment-text.js';
import { readSettings } from '../../platform/settings/read-settings.js';
import { describeProblem, SettingsError } from '../../platform/settings/settings-error.js';
import { FOREIGN_YAML } from '../../platform/yaml/yaml-limits.js';
import { readExpectations, type Expectations } from './expectations.js';
import { EndpointListSettings, type EndpointMethod, type EndpointSettings } from './endpoint.settings.js';

/** Something to watch. */
export interface Endpoint {
  /** As it stands in the file, which may hold anything. */
  readonly name: string;
  readonly url: URL;
  /** Host name, without port: endpoints are grouped by it. */
  readonly domain: string;
  readonly method: EndpointMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Its own; absent: what the command is told to expect of all. */
  readonly expect?: Expectations;
}

/** One mistake in an endpoints file; neither headers, bodies nor passwords are repeated in it. */
export interface EndpointsProblem {
  /** Line of the file, from 1, where known. */
  readonly line?: number;
  readonly message: string;
}

/** The endpoints of a file, beside what is wrong with other entries of it; or why there is none. */
export type EndpointsText =
  | { readonly ok: true; readonly endpoints: readonly Endpoint[]; readonly refused: Refused }
  | { readonly ok: false; readonly problems: readonly EndpointsProblem[] };

/** Entries that are left out. */
export interface Refused {
  readonly entries: number;
  readonly problems: readonly EndpointsProblem[];
}

/** An endpoints file may be as large as a Rover file. */
export const ENDPOINTS_YAML = { ...FOREIGN_YAML, maxDocuments: 1 };

/**
 * Reads the YAML or JSON list of an endpoints file; it may stand below one key. A bad entry spoils itself, not the list.
 * `${HEARTBEAT_…}` in its texts is taken from `environment`.
 */
export function readEndpoints(bytes: Uint8Array, environment: Environment): EndpointsText {
  const yaml = readYaml(bytes, ENDPOINTS_YAML);
  if (!yaml.ok) return { ok: false, problems: [yaml.problem] };
  const document = yaml.documents[0];
  const { list, at } = listIn(document?.value);
  const first = readList(list, environment);
  if (first.problems.length === 0) return taken(first.endpoints, { entries: 0, problems: [] });
  const bad = new Set(first.problems.map(({ path }) => path[1]));
  const rest = Array.isArray(list) ? (list as unknown[]).filter((_, index) => !bad.has(index)) : [];
  const problems = first.problems.map((problem) => problemOf(problem, { document, at }));
  // A problem of the list itself has no index.
  if (rest.length === 0 || bad.has(undefined)) return { ok: false, problems };
  return taken(readList(rest, environment).endpoints, { entries: bad.size, problems });
}

/** Where in a document the list of endpoints stands: at its top, or below its only key; else the whole value. */
export function listIn(value: unknown): { readonly list: unknown; readonly at: readonly string[] } {
  const [[key, below] = [], ...others] = isMapping(value) ? Object.entries(value) : [];
  return key !== undefined && others.length === 0 && Array.isArray(below)
    ? { list: below as unknown[], at: [key] }
    : { list: value, at: [] };
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readList(
  list: unknown,
  environment: Environment,
): { endpoints: readonly EndpointSettings[]; problems: SettingsError['problems'] } {
  try {
    const { endpoints } = readSettings(EndpointListSettings, { endpoints: list }, { environment, folder: '.' });
    return { endpoints, problems: [] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { endpoints: [], problems: error.problems };
  }
}

function taken(endpoints: readonly EndpointSettings[], refused: Refused): EndpointsText {
  return { ok: true, endpoints: endpoints.map(endpointOf), refused };
}

function endpointOf({ name, url, method, headers, body, expect }: EndpointSettings): Endpoint {
  const parsed = new URL(url);
  return {
    name,
    url: parsed,
    domain: parsed.hostname.replace(/\.$/, ''),
    method: method.toUpperCase() as EndpointMethod,
    headers: Object.fromEntries(headers),
    ...(body !== undefined && { body }),
    ...(expect && { expect: readExpectations(expect) }),
  };
}

function problemOf(
  problem: SettingsError['problems'][number],
  { document, at }: { document: YamlDocument | undefined; at: readonly string[] },
): EndpointsProblem {
  const line = document?.lineOf([...at, ...problem.path.slice(1)]);
  return { message: describeProblem(problem), ...(line !== undefined && { line }) };
}
