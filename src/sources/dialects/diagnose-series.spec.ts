import { describe, expect, it } from '@jest/globals';
import { basePath } from '../../../test/support/evidence-window.js';
import { BasePathResolver, type Resolution } from './base-path-resolver.js';
import {
  collisionFindings,
  metricAbsent,
  outcomeFindings,
  unattributedFindings,
  seriesFindings,
  sharedFindings,
  type SeenSeries,
} from './diagnose-series.js';
import { MappingSettings } from './dialect.settings.js';
import type { Dialect, RequestCounter } from './dialect.js';

const counter: RequestCounter = {
  metric: 'hits_total',
  matchers: [],
  basePath: [{ form: 'name', label: 'route', within: 'namespace' }],
  outcomeLabels: ['code', 'protocol'],
};
const dialect: Dialect = {
  name: 'test',
  about: 'A gateway.',
  counters: [counter, { ...counter, metric: 'old_hits_total' }],
  startFacts: [],
  outcome: () => 'success',
  whenAbsent: 'Switch it on.',
  whenLabelAbsent: { route: 'give the routes names' },
  whenUnmapped: 'names carry their zone',
};
const mapped = (path: string): Resolution => ({ form: 'mapped', basePath: basePath(path) });
const unmapped = (name: string): Resolution => ({ form: 'unmapped', name });
const seen = (given: Partial<SeenSeries>): SeenSeries => ({
  dialect,
  counter,
  resolutions: [],
  missingLabels: [],
  ...given,
});

function resolver(declared: string[]): BasePathResolver {
  const declarations = new Map(declared.map((each) => [basePath(each), { basePath: basePath(each), declaredBy: 't' }]));
  return new BasePathResolver({ version: 1, declarations }, new MappingSettings());
}

describe('metricAbsent', () => {
  it('names every counter that was looked for, and the switch', () => {
    expect(metricAbsent(dialect)).toEqual({
      level: 'problem',
      text: 'there is no fresh series of hits_total or old_hits_total',
      remedy: 'Switch it on.',
    });
  });
});

describe('seriesFindings', () => {
  it('has nothing to say but how many base paths there are when all is well', () => {
    const resolutions = [mapped('/a'), mapped('/a'), mapped('/b')];
    expect(seriesFindings(seen({ resolutions }))).toEqual([
      { level: 'ok', text: '2 base paths have series of hits_total' },
    ]);
  });

  it("says what to do about a missing label, in the dialect's words where it has some", () => {
    const findings = seriesFindings(seen({ resolutions: [mapped('/a')], missingLabels: ['route', 'code'] }));
    expect(findings.slice(0, 2)).toEqual([
      { level: 'problem', text: 'no series of hits_total has the label route', remedy: 'give the routes names' },
      {
        level: 'problem',
        text: 'no series of hits_total has the label code',
        remedy: 'check the dialect, and whether relabelling drops the label',
      },
    ]);
  });

  it('calls it a problem when nothing leads to a base path, and shows names harmlessly and not all of them', () => {
    const names = ['', 'a\n', '\u202eb', 'c', 'd', 'e', 'f'];
    const remedy = 'declare their base paths, or list the names under mapping.names; names carry their zone';
    expect(seriesFindings(seen({ resolutions: names.map(unmapped) }))).toEqual([
      { level: 'problem', text: 'no series leads to a base path', remedy },
      {
        level: 'warning',
        text: '7 names belong to no declared base path: (no name), a\\u000a, \\u202eb, c, d and 2 more',
        remedy,
      },
    ]);
  });
});

describe('collisionFindings', () => {
  it('tells each name and its claimants, a few of many', () => {
    const paths = Array.from({ length: 8 }, (_, index) => [`/a/b${index}`, `/a-b${index}`]).flat();
    const findings = collisionFindings(resolver(paths), counter);
    expect(findings).toHaveLength(6);
    expect(findings[0]).toEqual({
      level: 'problem',
      text: 'the name a-b0 is claimed by /a/b0, /a-b0; none of them gets its counts',
      remedy: 'list the name under mapping.names',
    });
    expect(findings[5]).toEqual({ level: 'problem', text: '3 more names are claimed by several base paths' });
  });

  it('is a warning where names come second, and nothing where names are not read', () => {
    const path = { form: 'path', label: 'uri' } as const;
    const both = resolver(['/a/b', '/a-b']);
    expect(collisionFindings(both, { ...counter, basePath: [path, ...counter.basePath] })[0]!.level).toBe('warning');
    expect(collisionFindings(both, { ...counter, basePath: [path] })).toEqual([]);
  });
});

describe('outcomeFindings', () => {
  it.each([
    [{ success: 90, failure: 5, excluded: 4, unclassified: 1 }, 'warning', '1 of 100 requests'],
    [{ success: 1, failure: 0, excluded: 0, unclassified: 9.6 }, 'problem', '10 of 11 requests'],
    [{ success: 0, failure: 0, excluded: 0, unclassified: 3 }, 'problem', '3 of 3 requests'],
  ])('of %j is a %s', (totals, level, text) => {
    expect(outcomeFindings(counter, totals)).toEqual([
      {
        level,
        text: `${text} in the window cannot be told apart by code, protocol`,
        remedy: 'look at the values of code, protocol',
      },
    ]);
  });

  it('says nothing when every request could be classified', () => {
    expect(outcomeFindings(counter, { success: 9, failure: 1, excluded: 3, unclassified: 0.2 })).toEqual([]);
  });
});

describe('unattributedFindings', () => {
  const where = { ...counter, unattributedWhere: { label: 'route', value: 'unknown' } };

  it('tells the share of failures that belong to nobody', () => {
    const [finding, ...others] = unattributedFindings(where, { failures: 12.4, requests: 200 });
    expect([finding?.level, others]).toEqual(['warning', []]);
    expect(finding!.text).toMatch(
      /^12 of 200 requests in the window failed with route="unknown": each may be one of any/,
    );
    expect(finding!.remedy).toContain('list unknown under mapping.names');
  });

  it('says nothing where there are none, or where the gateway always knows', () => {
    expect(unattributedFindings(where, { failures: 0, requests: 200 })).toEqual([]);
    expect(unattributedFindings(counter, { failures: 5, requests: 200 })).toEqual([]);
  });
});

describe('sharedFindings', () => {
  it('names base paths that get the counts of several namespaces', () => {
    const findings = sharedFindings(
      [
        { labels: { route: 'echo', namespace: 'shop' }, resolution: mapped('/echo') },
        { labels: { route: 'echo', namespace: 'bank' }, resolution: mapped('/echo') },
        { labels: { route: 'pay', namespace: 'bank' }, resolution: mapped('/pay') },
        { labels: { route: 'lost', namespace: 'bank' }, resolution: unmapped('lost') },
      ],
      counter,
    );
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      level: 'warning',
      text: '1 base paths get the counts of several hosts or namespaces: /echo (shop, bank)',
    });
  });

  it('says nothing where the gateway tells no hosts', () => {
    const labels = { route: 'echo' };
    expect(sharedFindings([{ labels, resolution: mapped('/echo') }], counter)).toEqual([]);
  });
});
