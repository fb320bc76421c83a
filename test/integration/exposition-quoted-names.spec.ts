import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BadExpositionError, ExpositionScan } from '../../src/sources/gateway-scrape/exposition-scan.js';
import { parseLabels } from '../../src/sources/gateway-scrape/series-labels.js';
import { startPrometheus3, type Monitoring } from '../support/servers/prometheus.js';
import { describeWith, eventually } from '../support/servers/real-process.js';

const TYPE = 'text/plain; version=1.0.0; escaping=allow-utf-8';
/** Names of the metric; in a line below, `M` stands for each as it is in quotes. */
const METRICS = ['http.hits', 'größe', 'plain_total', 'we"ird\\name', 'a{b}', '1st'];
const LINES = [
  '{M} 5',
  '{M,} 5',
  '{ M , } 5',
  '{M,code="200"} 5',
  '{M,"code"="200"} 5',
  '{M,"http.code"="200",path="/a,b}"} 5',
  '{M, "a\\"b\\\\"="x\\"y\\\\z\\n" , größe="1"} 5',
  '{M, "a\\"b\\\\"="x\\"y\\\\z\\n" , "größe"="1"} 5',
  '{code="200",M} 5',
  '{M,code="200",M} 5',
  '{M,"other"} 5',
  '{M code="200"} 5',
  '{M,""="x"} 5',
  '{M,code} 5',
  '{M,"code"="200",code="404"} 5',
  '{M="x"} 5',
  '{M}5',
  '{M} 5 1700000000000',
  '  {M,code="200"}\t5',
  '{M,code="200"} NaN',
  '{M,code="200"',
  'other{M} 5',
];
const CASES = METRICS.flatMap((metric) => {
  const quoted = `"${metric.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  return LINES.map((line) => ({ metric, text: `${line.replaceAll('M', () => quoted)}\n` }));
});

describeWith(['prometheus3'], 'Names in quotes, read by Prometheus 3 and by gateway-scrape', () => {
  let server: Server;
  let prometheus: Monitoring;
  /** By page: labels and values of the metric; undefined where the page was refused. */
  const theirs = new Map<string, string[] | undefined>();

  beforeAll(async () => {
    server = createServer(({ url }, response) => {
      response.writeHead(200, { 'content-type': TYPE }).end(CASES[Number(url!.slice(2))]!.text);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    prometheus = await startPrometheus3(
      [{ job: 'pages', targets: [target], pages: CASES.map((_, index) => `t${index}`) }],
      '5s',
    );
    const ask = async (query: string) => {
      const answer = await fetch(`${prometheus.url}/api/v1/query`, {
        method: 'POST',
        body: new URLSearchParams({ query }),
      });
      return (
        (await answer.json()) as { data: { result: { metric: Record<string, string>; value: [number, string] }[] } }
      ).data.result;
    };
    await eventually('a scrape of each page', 30_000, async () => (await ask('up')).length === CASES.length);
    for (const { metric, value } of await ask('up')) theirs.set(metric['page']!, value[1] === '1' ? [] : undefined);
    for (const { metric, value } of await ask('{job="pages",__name__!~"up|scrape_.+"}'))
      if (metric['__name__'] === caseOf(metric['page']!).metric)
        theirs.get(metric['page']!)?.push(shown(metric, Number(value[1])));
  }, 60_000);

  afterAll(async () => {
    await prometheus.process.remove();
    server.close();
  });

  function ours({ metric, text }: (typeof CASES)[number]): string[] | undefined {
    const found: string[] = [];
    try {
      const scan = new ExpositionScan([metric], false);
      scan.push(Buffer.from(text), (line) => {
        const labels = parseLabels(line.labels);
        if (labels) found.push(shown(labels, line.value));
      });
      scan.end();
    } catch (error) {
      if (error instanceof BadExpositionError) return undefined;
      throw error;
    }
    return found;
  }

  it('have the same series and values, where Prometheus reads them', () => {
    const read = [...theirs].filter(([, their]) => their !== undefined);
    expect(read.length).toBeGreaterThan(METRICS.length * 8);
    for (const [page, their] of read) expect([caseOf(page), ours(caseOf(page))]).toEqual([caseOf(page), their]);
  });

  it('are no series, where Prometheus refuses them', () => {
    const refused = [...theirs].filter(([, their]) => their === undefined);
    expect(refused.length).toBeGreaterThan(METRICS.length * 5);
    for (const [page] of refused) expect([caseOf(page), ours(caseOf(page)) ?? []]).toEqual([caseOf(page), []]);
  });
});

function caseOf(page: string): (typeof CASES)[number] {
  return CASES[Number(page.slice(1))]!;
}

function shown(labels: Readonly<Record<string, string | undefined>>, value: number): string {
  const own = Object.entries(labels).filter(([name]) => !['__name__', 'job', 'instance', 'page'].includes(name));
  return `${JSON.stringify(own.toSorted(([one], [other]) => (one < other ? -1 : 1)))} ${value}`;
}
