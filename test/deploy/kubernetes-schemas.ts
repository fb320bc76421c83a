import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { findSchema } from '../support/servers/real-process.js';
import type { Resource } from './chart.js';
import type { Fields as Schema } from './fields.js';

/** Go writes "whatever the case" into the expression, JavaScript beside it. */
const regExp = Object.assign(
  (pattern: string, flags: string) =>
    new RegExp(pattern.replace('(?i)', ''), pattern.includes('(?i)') ? `${flags}i` : flags),
  { code: 'undefined' },
);

/** The files of which the schemas come; kinds of other groups by their CustomResourceDefinition. */
export const KUBERNETES_SCHEMAS = [
  'kubernetes.json',
  'servicemonitors.yaml',
  'prometheusrules.yaml',
  'httproutes.yaml',
];

/** Says what is wrong with resources: by the OpenAPI schemas of Kubernetes and its extensions, unknown fields included. */
export class KubernetesSchemas {
  readonly #ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, code: { regExp } });
  readonly #kinds = new Map<string, ValidateFunction | string>();

  constructor() {
    const [core, ...extensions] = KUBERNETES_SCHEMAS.map((file) => readFileSync(findSchema(file)!, 'utf8'));
    this.#addCore(JSON.parse(core!) as Schema);
    for (const text of extensions) this.#addExtension(parse(text) as Schema);
  }

  mistakesIn(resource: Resource): string[] {
    const name = `${resource.apiVersion} ${resource.kind}`;
    const known = this.#kinds.get(name);
    if (known === undefined) return [`${name} is no kind that is known`];
    const validate =
      typeof known === 'string' ? this.#ajv.compile({ $ref: `kubernetes#/definitions/${known}` }) : known;
    this.#kinds.set(name, validate);
    if (validate(resource) as boolean) return [];
    return validate.errors!.map(
      (each) => `${resource.kind}${each.instancePath} ${each.message} ${JSON.stringify(each.params)}`,
    );
  }

  #addCore({ definitions }: Schema): void {
    const either = (...types: string[]): Schema => ({ anyOf: types.map((type) => ({ type })) });
    definitions['io.k8s.apimachinery.pkg.util.intstr.IntOrString'] = either('integer', 'string');
    definitions['io.k8s.apimachinery.pkg.api.resource.Quantity'] = either('number', 'string');
    this.#ajv.addSchema({ $id: 'kubernetes', definitions: closed(definitions) });
    for (const [name, definition] of Object.entries<Schema>(definitions)) {
      const kinds: Schema[] = definition['x-kubernetes-group-version-kind'] ?? [];
      for (const { group, version, kind } of kinds) {
        this.#kinds.set(`${group === '' ? '' : `${group}/`}${version} ${kind}`, name);
      }
    }
  }

  #addExtension({ spec }: Schema): void {
    for (const { name, schema } of spec.versions) {
      this.#kinds.set(`${spec.group}/${name} ${spec.names.kind}`, this.#ajv.compile(closed(schema.openAPIV3Schema)));
    }
  }
}

/** The same schema, in which objects with known properties may have no others, as the API server sees it when strict. */
function closed(schema: Schema): Schema {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(closed);
  const copy = Object.fromEntries(Object.entries<Schema>(schema).map(([key, value]) => [key, closed(value)]));
  const open = 'additionalProperties' in schema || schema['x-kubernetes-preserve-unknown-fields'] === true;
  return schema['type'] === 'object' && schema['properties'] && !open ? { ...copy, additionalProperties: false } : copy;
}
