import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { Fields } from './fields.js';
import { findProgram } from '../support/servers/real-process.js';

export const CHART = 'helm/heartbeat';

/** A resource as it is sent to Kubernetes. */
export interface Resource extends Fields {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Fields & { readonly name: string };
}

/** The value sets that the chart is tried with, by name. */
export const VALUE_SETS: ReadonlyMap<string, string> = new Map(
  readdirSync(join(CHART, 'ci')).map((file) => [file.replace('-values.yaml', ''), join(CHART, 'ci', file)]),
);

/** Runs helm; `values` are a file, or values to be written into one. */
export function helm(
  command: readonly string[],
  values: string | object,
): { status: number | null; stdout: string; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-test-'));
  const file = typeof values === 'string' ? values : join(folder, 'values.yaml');
  if (typeof values !== 'string') writeFileSync(file, stringify(values));
  const result = spawnSync(findProgram('helm')!, [...command, '--values', file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return result;
}

/** What `helm template` makes of values. Throws helm's message where it refuses them. */
export function render(values: string | object, kubernetes = '1.30.0'): Resource[] {
  const result = helm(['template', 'beat', CHART, '--namespace', 'apis', '--kube-version', kubernetes], values);
  if (result.status !== 0) throw new Error(result.stderr);
  return parseAllDocuments(result.stdout).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0]!;
    return document.contents === null ? [] : [document.toJS() as Resource];
  });
}

/** The only resource of a kind that is no test hook; undefined where there is none. */
export function only(resources: readonly Resource[], kind: string, name = /./): Resource | undefined {
  const found = resources.filter(
    (each) => each.kind === kind && name.test(each.metadata.name) && !each.metadata['annotations']?.['helm.sh/hook'],
  );
  if (found.length > 1) throw new Error(`${found.length} resources are ${kind}`);
  return found[0];
}
