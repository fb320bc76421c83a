import { describe, expect, it } from '@jest/globals';
import { basePath } from '../../../test/support/evidence-window.js';
import { BasePathResolver } from '../dialects/base-path-resolver.js';
import { MappingSettings } from '../dialects/dialect.settings.js';
import { keyLabelsOf } from '../dialects/dialect.js';
import { ingressNginx } from '../dialects/ingress-nginx.js';
import { aggregateAnswer, type AggregatedAnswer } from './aggregate-answer.js';
import { buildReading } from './reading-builder.js';

const counter = ingressNginx.counters[0]!;

function folded(...series: [Record<string, string>, string][]): AggregatedAnswer {
  const result = series.map(([metric, value]) => ({ metric, value: [0, value] }));
  const body = Buffer.from(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  const keyLabels = keyLabelsOf(counter);
  const order = { dialect: 'ingress-nginx', keyLabels, outcomeLabels: counter.outcomeLabels, maxGroups: 100 };
  const answer = aggregateAnswer({ status: 200, body }, order);
  if (!answer.ok) throw new Error(answer.detail);
  return answer.folded;
}

const rule = (host: string, path: string, status: string) => ({ host, path, namespace: 'n', ingress: 'i', status });

function resolver(names: [string, string][]): BasePathResolver {
  const declared = basePath('/eni/echo/v1');
  const declarations = new Map([[declared, { basePath: declared, declaredBy: 'test' }]]);
  return new BasePathResolver(
    { version: 1, declarations },
    Object.assign(new MappingSettings(), { names: new Map(names) }),
  );
}

describe('a reading', () => {
  it('adds up many series of one base path, and keeps apart what is listed by host', async () => {
    const window = folded(
      [rule('a.example.com', '/eni/echo/v1(/|$)(.*)', '200'), '10.4'],
      [rule('b.example.com', '/eni/echo/v1', '200'), '5.4'],
      [rule('b.example.com', '/eni/echo/v1', '503'), '2.4'],
      [rule('b.example.com', '/eni/echo/v1', '499'), '7'],
      [rule('old.example.com', '/eni/echo/v1', '200'), '100'],
      [rule('a.example.com', '/', '200'), '3'],
    );
    const lastMinute = folded([rule('b.example.com', '/eni/echo/v1', '503'), '1']);
    const names: [string, string][] = [['old.example.com/eni/echo/v1', '/eni/old/v1']];
    const reading = await buildReading({ window, lastMinute, counter }, resolver(names));
    expect(reading).toEqual({
      entries: [
        {
          basePath: '/eni/echo/v1',
          requests: 18,
          failures: 2,
          spoiled: false,
          lastMinuteRequests: 1,
          lastMinuteFailures: 1,
        },
        {
          basePath: '/eni/old/v1',
          requests: 100,
          failures: 0,
          spoiled: false,
          lastMinuteRequests: 0,
          lastMinuteFailures: 0,
        },
      ],
      unresolved: [{ form: 'unmapped', name: '/' }],
      excluded: 7,
      unclassified: 0,
    });
  });

  it('spoils only the base path whose value is no count', async () => {
    const window = folded(
      [rule('a', '/a', '200'), 'NaN'],
      [rule('a', '/a', '500'), '1'],
      [rule('a', '/b', '200'), '5'],
    );
    const { entries } = await buildReading({ window, lastMinute: folded(), counter }, resolver([]));
    expect(entries.map(({ basePath, spoiled }) => [basePath, spoiled])).toEqual([
      ['/a', true],
      ['/b', false],
    ]);
  });
});
