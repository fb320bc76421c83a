import { readYaml, type YamlDocument } from '../../platform/yaml/bounded-yaml.js';
import type { Environment } from '../../platform/settings/environment-text.js';
import { readSettings } from '../../platform/settings/read-settings.js';
import { describeProblem, SettingsError } from '../../platform/settings/settings-error.js';
import { FOREIGN_YAML } from '../../platform/yaml/yaml-limits.js';
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
}

/** One mistake in an endpoints file; neither headers, bodies nor passwords are repeated in it. */
export interface EndpointsProblem {
  /** Line of the file, from 1, where known. */
  readonly line?: number;
  readonly message: string;
}

/** The endpoints of a file, or all that is wrong with it. */
export type EndpointsText =
  | { readonly ok: true; readonly endpoints: readonly Endpoint[] }
  | { readonly ok: false; readonly problems: readonly EndpointsProblem[] };

/** An endpoints file may be as large as a Rover file. */
export const ENDPOINTS_YAML = { ...FOREIGN_YAML, maxDocuments: 1 };

/** Reads the YAML list of an endpoints file. `${HEARTBEAT_…}` in its texts is taken from `environment`. */
export function readEndpoints(bytes: Uint8Array, environment: Environment): EndpointsText {
  const yaml = readYaml(bytes, ENDPOINTS_YAML);
  if (!yaml.ok) return { ok: false, problems: [yaml.problem] };
  const document = yaml.documents[0];
  try {
    const list = { endpoints: document?.value };
    const { endpoints } = readSettings(EndpointListSettings, list, { environment, folder: '.' });
    return { ok: true, endpoints: endpoints.map(endpointOf) };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { ok: false, problems: error.problems.map((problem) => problemOf(problem, document)) };
  }
}

function endpointOf({ name, url, method, headers, body }: EndpointSettings): Endpoint {
  const parsed = new URL(url);
  return {
    name,
    url: parsed,
    domain: parsed.hostname.replace(/\.$/, ''),
    method,
    headers: Object.fromEntries(headers),
    ...(body !== undefined && { body }),
  };
}

function problemOf(problem: SettingsError['problems'][number], document: YamlDocument | undefined): EndpointsProblem {
  // In the file the list stands at the top.
  const line = document?.lineOf(problem.path.slice(1));
  return { message: describeProblem(problem), ...(line !== undefined && { line }) };
}
