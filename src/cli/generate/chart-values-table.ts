import { isMap, parseDocument, type Node, type Scalar, type YAMLMap } from 'yaml';

const HEADING = '## Values\n';

interface ValueRow {
  readonly key: string;
  readonly type: string;
  readonly fallback: string;
  readonly about: string;
}

interface ValueComment {
  readonly about: string;
  readonly type?: string;
  readonly fallback?: string;
}

/** The chart's README with the table of its values made anew, in the form of helm-docs, from the comments of values.yaml. */
export function chartReadme(current: string, values: string): string {
  const start = current.indexOf(HEADING);
  const prose = start < 0 ? `${current.trimEnd()}\n\n` : current.slice(0, start);
  const rows = rowsOf(parseDocument(values).contents as YAMLMap, '').toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const lines = rows.map(({ key, type, fallback, about }) => `| ${key} | ${type} | \`${fallback}\` | ${about} |`);
  const table = ['| Key | Type | Default | Description |', '| --- | --- | --- | --- |', ...lines];
  return `${prose}${HEADING}\n${table.join('\n')}\n`;
}

/** A row for each value that has a comment of its own, and for each leaf. */
function rowsOf(map: YAMLMap, parent: string): ValueRow[] {
  return map.items.flatMap(({ key, value }, index) => {
    const { value: name, commentBefore } = key as Scalar;
    // The first comment of a mapping belongs to the mapping itself.
    const comment = readComment(commentBefore ?? (index === 0 ? map.commentBefore : undefined) ?? '');
    const path = `${parent}${String(name)}`;
    const nested = comment.about === '' && isMap(value) && value.items.length > 0;
    return nested ? rowsOf(value, `${path}.`) : [rowOf(path, (value as Node | null)?.toJSON() ?? null, comment)];
  });
}

function rowOf(key: string, value: unknown, { about, type, fallback }: ValueComment): ValueRow {
  return { key, type: type ?? typeOf(value), fallback: fallback ?? JSON.stringify(value), about };
}

/** Lines from the last ` -- ` on are the description; `(type)` before it and `@default --` after it replace what is seen. */
function readComment(comment: string): ValueComment {
  const text = /(?:^|\n) -- (?:\((\w+)\) )?((?:(?!\n -- )[\s\S])*)$/.exec(comment);
  const [about = '', fallback] = (text?.[2] ?? '').split('\n @default -- ');
  const words = about.split('\n').map((line) => line.trim());
  return {
    about: words.join(' ').trim().replaceAll('|', '\\|'),
    ...(text?.[1] !== undefined && { type: text[1] }),
    ...(fallback !== undefined && { fallback: fallback.trim() }),
  };
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'object' && value !== null ? 'object' : value === null ? 'null' : 'string';
}
