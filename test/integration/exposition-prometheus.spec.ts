import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { customDialect } from '../../src/sources/dialects/custom.js';
import { BadExpositionError } from '../../src/sources/gateway-scrape/exposition-scan.js';
import { fetchPage } from '../../src/sources/gateway-scrape/metrics-page.js';
import { parseLabels } from '../../src/sources/gateway-scrape/series-labels.js';
import { SourceClient } from '../../src/sources/source-request.js';
import { startPrometheus, type Monitoring } from '../support/servers/prometheus.js';
import { describeWith, eventually } from '../support/servers/real-process.js';
import { sourceContext } from '../support/source-context.js';

const METRIC = 'hits_total';
const DIALECT = customDialect({ metric: METRIC, codeLabel: 'code', pathLabel: 'path' });
const TEXT = 'text/plain; version=0.0.4';
const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';
/** Pages that are made up. */
const MADE_UP = 300;

interface Page {
  readonly text: string;
  readonly type: string;
}
/** What was read of a page: each series once, as in `{"code":"200"} 5`, or that it was refused. */
type Read = readonly string[] | 'refused';

const blanks = fc.constantFrom('', '', ' ', '\t', '  ');
const labelValue = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    '}',
    '{',
    ',',
    '=',
    '#',
    ' ',
    String.raw`\"`,
    String.raw`\\`,
    String.raw`\n`,
    String.raw`\d`,
  ),
  fc.constantFrom('é', '☃', '\0', '\r', '\t', '\u2028', '1', 'x'.repeat(5_000)),
);
const value = fc.constantFrom(
  ...'0 5 007 2.5 5. .5 1e3 1.2345e+07 1E-2 +4 -4 NaN nan NAN Inf inf +Inf -Inf Infinity +infinity -INF 0x1p4'.split(
    ' ',
  ),
  ...'1_000 12345678901234567890 1e-400 9007199254740993 1e400 -nan many 1,5'.split(' '),
);
const label = fc.tuple(fc.constantFrom('a', 'b', '_c', 'code', 'D1', '__e'), blanks, labelValue, labelValue, blanks);
const labels = fc
  .tuple(fc.uniqueArray(label, { selector: ([name]) => name, maxLength: 4 }), fc.constantFrom('', ',', ', '))
  .map(([all, end]) => {
    const written = all.map(
      ([name, before, one, other, after]) => `${before}${name}${after}=${before}"${one}${other}"`,
    );
    return `${written.join(',')}${all.length > 0 ? end : ''}`;
  });
const sample = fc
  .tuple(
    fc.constantFrom(METRIC, METRIC, 'other', `${METRIC}_x`, 'a:b'),
    fc.oneof(fc.constant(undefined), labels),
    blanks,
    value,
    fc.constantFrom('', '', '', ' 1700000000000', ' 0', ' '),
  )
  .map(([name, inBraces, blank, number, time]) => {
    const head = inBraces === undefined ? `${name} ` : `${name}${blank}{${inBraces}}${blank}`;
    return `${head}${number}${time}`;
  });
const comment = fc.oneof(
  fc.constantFrom('', ' ', '#', '# x', '#x', '\t# x', '# EOF', `# HELP ${METRIC}`, `# HELP ${METRIC} a "b" \\ {}`),
  fc.constantFrom(`# TYPE ${METRIC} counter`, `# TYPE ${METRIC} gauge`, '# TYPE other untyped', '# TYPE other odd'),
  fc.constant(`# HELP x ${'y'.repeat(70_000)}`),
);
const page = fc
  .tuple(fc.array(fc.oneof({ arbitrary: sample, weight: 3 }, comment), { minLength: 1, maxLength: 8 }), fc.boolean())
  .map(([lines, isEnded]) => lines.join('\n') + (isEnded ? '\n' : ''));
/** A page of which a character is another one, or gone. */
const spoiledPage = fc
  .tuple(page, fc.nat(), fc.constantFrom('', '', '"', '\\', '{', '}', ',', ' ', '\n', '#', 'x', '7'))
  .map(
    ([text, at, instead]) => text.slice(0, at % (text.length + 1)) + instead + text.slice((at % (text.length + 1)) + 1),
  );

/** Prometheus takes labels without a comma, line ends in labels, a value right behind a name, and a NUL for the end; we do not. */
function isStricter(text: string): boolean {
  const noComma = /"[ \t]*[a-zA-Z_][a-zA-Z0-9_]*[ \t]*=[ \t]*"/;
  const isOpen = (line: string): boolean => (line.replaceAll(/\\./g, '').split('"').length - 1) % 2 === 1;
  const noBlank = /(?:^|\n)[ \t]*[a-zA-Z_:][\w:]*[-+.]/;
  return (
    text === '' ||
    noBlank.test(text) ||
    /(?:^|\n)[ \t]*\0/.test(text) ||
    noComma.test(text) ||
    text.split('\n').some(isOpen)
  );
}

const OPEN: readonly string[] = [
  `${METRIC}{code="200"} 5\n# EOF`,
  `# TYPE hits counter\n${METRIC}{code="200"} 5 # {trace_id="a } b"} 1 1.5\n# EOF\n`,
  `# TYPE hits counter\n${METRIC}{code="200"} 5.0 1700000000.5\nhits_created{code="200"} 1.7e9\n# EOF\n`,
  `# HELP hits ${'x'.repeat(70_000)}\n# TYPE hits counter\n${METRIC}{code="200"} 1e3\n# EOF\n`,
  `# TYPE hits counter\n# UNIT hits \n${METRIC}{code="200",} 5\n# EOF\n`,
  `${METRIC}{code="200"} 5\n`,
  `${METRIC}{code="200"} 5\n# EOF\n${METRIC}{code="404"} 5\n`,
];

describeWith(['prometheus'], 'A metrics page, read by Prometheus and by gateway-scrape', () => {
  const pages = new Map<string, Page>();
  const stop = new AbortController();
  const client = new SourceClient(sourceContext([]).http, {});
  let server: Server;
  let prometheus: Monitoring;
  let theirs: Map<string, Read>;

  beforeAll(async () => {
    const texts = [
      fc.sample(page, { numRuns: MADE_UP / 2, seed: 1 }),
      fc.sample(spoiledPage, { numRuns: MADE_UP / 2, seed: 2 }),
    ];
    for (const [index, text] of texts.flat().entries()) pages.set(`t${index}`, { text, type: TEXT });
    for (const [index, text] of OPEN.entries()) pages.set(`o${index}`, { text, type: OPEN_METRICS });
    server = createServer((request, response) => {
      const { text, type } = pages.get(request.url!.slice(1))!;
      response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    prometheus = await startPrometheus(
      [{ job: 'pages', targets: [addressOf(server)], pages: [...pages.keys()] }],
      '5s',
    );
    theirs = await readByPrometheus(prometheus, pages);
  }, 60_000);

  afterAll(async () => {
    stop.abort();
    client.close();
    await prometheus.process.remove();
    server.close();
  });

  async function ours(name: string): Promise<Read> {
    const url = `http://${addressOf(server)}/${name}`;
    try {
      const answer = await fetchPage(client, { url, deadlineMs: 5_000, dialect: DIALECT, expected: [] }, stop.signal);
      if (!answer.ok) throw new Error(answer.detail);
      const { series = [], values = [] } = answer.page ?? {};
      return firstOfEach(series.map((each, line) => `${labelsShown(parseLabels(each)!)} ${values[line]}`));
    } catch (error) {
      if (error instanceof BadExpositionError) return 'refused';
      throw error;
    }
  }

  it('has the same series and values, where Prometheus reads it', async () => {
    const read = [...theirs].filter(([name, their]) => their !== 'refused' && !isStricter(pages.get(name)!.text));
    expect(read.length).toBeGreaterThan(MADE_UP / 6);
    for (const [name, their] of read)
      expect([pages.get(name)!.text, await ours(name)]).toEqual([pages.get(name)!.text, their]);
  });

  it('has nothing that is not on it, where Prometheus refuses it', async () => {
    const refused = [...theirs].filter(([, their]) => their === 'refused');
    expect(refused.length).toBeGreaterThan(MADE_UP / 6);
    let odd = 0;
    for (const [name] of refused) {
      const read = await ours(name);
      if (read === 'refused') continue;
      odd++;
      // An odd line beside it is passed over, or its series has no value.
      const lines = pages
        .get(name)!
        .text.split('\n')
        .filter((line) => line.trim().startsWith(METRIC));
      expect(read.length).toBeLessThanOrEqual(lines.length);
    }
    expect(odd).toBeGreaterThan(0);
  });
});

function addressOf(server: Server): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function labelsShown(all: Readonly<Record<string, string | undefined>>): string {
  const shown = Object.entries(all).filter(
    ([name, of]) => of !== '' && !['__name__', 'job', 'instance', 'page'].includes(name),
  );
  return JSON.stringify(shown.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** The first of each series, in an order of its own. */
function firstOfEach(lines: readonly string[]): string[] {
  const first = new Map<string, string>();
  for (const line of lines) {
    const series = line.slice(0, line.lastIndexOf(' '));
    if (!first.has(series)) first.set(series, line);
  }
  return [...first.values()].toSorted();
}

interface Api {
  readonly data: {
    readonly activeTargets: readonly { readonly labels: Record<string, string>; readonly health: string }[];
    readonly result: readonly { readonly metric: Record<string, string>; readonly value: [number, string] }[];
  };
}

async function readByPrometheus({ url }: Monitoring, pages: ReadonlyMap<string, Page>): Promise<Map<string, Read>> {
  const ask = async (path: string) => ((await (await fetch(`${url}/api/v1/${path}`)).json()) as Api).data;
  const targets = async () => (await ask('targets')).activeTargets;
  await eventually('a scrape of each page', 30_000, async () => {
    const all = await targets();
    return all.length === pages.size && all.every(({ health }) => health !== 'unknown');
  });
  const read = new Map<string, string[]>();
  for (const { metric, value } of (await ask(`query?query=${METRIC}`)).result) {
    const number = Number(value[1].replace('Inf', 'Infinity'));
    read.set(metric['page']!, [...(read.get(metric['page']!) ?? []), `${labelsShown(metric)} ${number}`]);
  }
  const isUp = new Set((await targets()).filter(({ health }) => health === 'up').map(({ labels: of }) => of['page']!));
  return new Map(
    [...pages.keys()].map((name) => [name, isUp.has(name) ? (read.get(name) ?? []).toSorted() : 'refused']),
  );
}
