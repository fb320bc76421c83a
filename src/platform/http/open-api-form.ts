/** A part of an OpenAPI document. */
type Part = Record<string, unknown>;

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
const COMPONENTS = '#/components/schemas/';
const PROBLEM = { $ref: `${COMPONENTS}Problem` };

/** A group of operations, as readers are shown it. */
export interface ApiTag {
  readonly name: string;
  readonly description: string;
}

/**
 * The document that the decorators give, in the form of OpenAPI 3.1 that linters and generators of clients want: schemas
 * have no `Dto` in their names, each operation says its security and what any request may be refused with, and groups
 * stand in the order of `tags`.
 */
export function openApiForm(document: object, tags: readonly ApiTag[]): Part {
  const renamed = JSON.parse(JSON.stringify(document).replaceAll(/(#\/components\/schemas\/\w+?)Dto"/g, '$1"')) as Part;
  const { schemas = {}, ...components } = renamed['components'] as Part;
  const named = Object.entries(schemas as Part).map(([name, schema]) => [name.replace(/Dto$/, ''), inForm(schema)]);
  const paths = Object.entries(renamed['paths'] as Record<string, Part>);
  const place = ([, path]: (typeof paths)[number]): number => {
    const at = tags.findIndex(({ name }) => METHODS.some((each) => tagsOf(path[each]).includes(name)));
    return at < 0 ? tags.length : at;
  };
  return {
    ...renamed,
    tags,
    paths: Object.fromEntries(
      paths.toSorted((a, b) => place(a) - place(b)).map(([name, path]) => [name, pathForm(path)]),
    ),
    components: { schemas: Object.fromEntries(named), ...components },
  };
}

function tagsOf(operation: unknown): readonly string[] {
  return (operation as { tags?: readonly string[] } | undefined)?.tags ?? [];
}

function pathForm(path: Part): Part {
  return Object.fromEntries(Object.entries(path).map(([method, each]) => [method, operationForm(each as Part)]));
}

function operationForm(operation: Part): Part {
  const { operationId, tags, summary, description, responses, ...rest } = inForm(operation) as Part;
  const refused = {
    description: 'Refused unread: not HTTP, too large, too slow, or a method that is not allowed here.',
    content: { 'application/problem+json': { schema: PROBLEM } },
  };
  return {
    operationId,
    tags,
    summary,
    description,
    security: [],
    ...rest,
    responses: { ...(responses as Part), '4XX': refused },
  };
}

/** Schemas in the words of JSON Schema 2020-12 wherever they stand; everything else as it is. */
function inForm(part: unknown): unknown {
  if (Array.isArray(part)) return part.map((each) => inForm(each));
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part).map(([key, value]) => [key, isData(key) ? value : inForm(value)] as const);
  return schemaForm(Object.fromEntries(entries));
}

/** What stands under these keys is data, not part of the document's own form. */
function isData(key: string): boolean {
  return key === 'example' || key === 'examples' || key === 'default' || key === 'enum';
}

function schemaForm({ nullable, example, ...schema }: Part): Part {
  const isSchema = ['type', 'enum', 'anyOf', 'oneOf', 'allOf', '$ref'].some((key) => key in schema);
  const examples = example === undefined ? {} : isSchema ? { examples: [example] } : { example };
  if (nullable !== true) return { ...schema, ...examples };
  if ('type' in schema) return { ...schema, type: [schema['type'], 'null'], ...examples };
  return { ...schema, anyOf: [...((schema['anyOf'] as unknown[] | undefined) ?? []), { type: 'null' }], ...examples };
}
