/** What a query asks for: a metric, the labels that it is picked by, and the values that are asked for exactly. */
export interface Selector {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string | undefined>>;
}

/** The selectors of a query, and the labels that results are grouped or joined by. */
export interface QueryOptions {
  readonly selectors: readonly Selector[];
  readonly groupedBy: readonly string[];
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[a-zA-Z_:][\w:]*|\d+(?:\.\d+)?[a-z]*|[=!<>]=?~?|\S/g;
const GROUPING = /^(?:by|without|on|ignoring|group_left|group_right)$/;
const WORDS = /^(?:and|or|unless|bool|offset|inf|nan|sum|min|max|avg|count|topk|bottomk|quantile|stddev|group)$/i;

/** Reads a query as far as names go; whether it is PromQL at all is promtool's to say. Variables of Grafana are values. */
export function readQuery(query: string): QueryOptions {
  const tokens: readonly string[] = query.replaceAll(/\$__\w+/g, '5m').match(TOKEN) ?? [];
  const selectors: Selector[] = [];
  const groupedBy: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const [token, next] = [tokens[at]!, tokens[at + 1]];
    if (!/^[a-zA-Z_:]/.test(token)) continue;
    if (GROUPING.test(token)) {
      const end = tokens.indexOf(')', at);
      groupedBy.push(...tokens.slice(at + 2, end).filter((each) => each !== ','));
      at = end;
    } else if (next === '{') {
      const end = tokens.indexOf('}', at);
      selectors.push({ metric: token, labels: labelsOf(tokens.slice(at + 2, end)) });
      at = end;
    } else if (next !== '(' && !WORDS.test(token)) selectors.push({ metric: token, labels: {} });
  }
  return { selectors, groupedBy };
}

function labelsOf(tokens: readonly string[]): Selector['labels'] {
  const matchers = tokens.join(' ').matchAll(/(\w+) (=~|=|!=|!~) "((?:[^"\\]|\\.)*)"/g);
  return Object.fromEntries(
    [...matchers].map(([, label, operator, value]) => [label!, operator === '=' ? value : undefined]),
  );
}

/** The series of a metrics page: for each name its labels, with the values that were seen. */
export function exposedSeries(page: string): Map<string, Map<string, Set<string>>> {
  const names = new Map<string, Map<string, Set<string>>>();
  for (const [, name, labels = ''] of page.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/gm)) {
    const known = names.get(name!) ?? new Map<string, Set<string>>();
    names.set(name!, known);
    for (const [, label, value] of labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      known.set(label!, (known.get(label!) ?? new Set()).add(value!));
    }
  }
  return names;
}

/** Labels that Prometheus and its operator put on what they scrape. */
const OF_THE_TARGET = new Set(['job', 'instance', 'namespace', 'pod']);

/** What a query names and the page does not have: a metric, a label, or a value that is asked for exactly. */
export function notExposed(query: string, exposed: ReturnType<typeof exposedSeries>): string[] {
  const { selectors, groupedBy } = readQuery(query);
  const missing = selectors.flatMap(({ metric, labels }) => {
    const known = exposed.get(metric);
    if (!known) return [`${metric} is not exposed`];
    return Object.entries(labels).flatMap(([label, value]) => {
      if (OF_THE_TARGET.has(label)) return [];
      if (!known.has(label)) return [`${metric} has no label ${label}`];
      const seen = value === undefined || value.startsWith('$') || known.get(label)!.has(value);
      return seen ? [] : [`${metric} has no ${label}="${value}"`];
    });
  });
  const known = new Set(selectors.flatMap(({ metric }) => [...(exposed.get(metric)?.keys() ?? [])]));
  const foreign = groupedBy.filter((label) => !known.has(label) && !OF_THE_TARGET.has(label));
  return [...missing, ...foreign.map((label) => `nothing has the label ${label}`)];
}
