import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../support/any-text.js';
import { keyLabelsOf, OUTCOMES, type Labels } from '../../../src/sources/dialects/dialect.js';
import { DIALECTS } from '../../../src/sources/dialects/dialects.js';
import { LABEL_NAME, METRIC_NAME } from '../../../src/sources/dialects/custom-dialect.settings.js';

/** HTTP status or class, or gRPC status: nothing else says that a request went well. */
const A_STATUS = /^(?:[1-5](?:\d\d|xx)|\d|1[0-6])$/i;

describe.each(DIALECTS.map((each) => [each.name, each] as const))('the dialect %s', (name, dialect) => {
  const outcomeLabels = [...new Set(dialect.counters.flatMap((each) => each.outcomeLabels))];
  const values = fc.oneof(
    fc.constantFrom('', '0', '200', '404', '499', '500', '5xx', '14', 'grpc', 'DC', '-', 'NA', 'timeout'),
    anyText({ maxLength: 12 }),
  );
  const labelSets: fc.Arbitrary<Labels> = fc.record(Object.fromEntries(outcomeLabels.map((label) => [label, values])), {
    requiredKeys: [],
  });

  it('has a table of outcomes beside it', () => {
    expect(existsSync(`src/sources/dialects/${name}.spec.ts`)).toBe(true);
  });

  it('names metrics, labels and conditions that PromQL and a metrics page know', () => {
    expect(dialect.counters.length).toBeGreaterThan(0);
    for (const counter of dialect.counters) {
      expect(counter.metric).toMatch(METRIC_NAME);
      expect(counter.basePath.length).toBeGreaterThan(0);
      for (const label of [...keyLabelsOf(counter), ...counter.outcomeLabels]) expect(label).toMatch(LABEL_NAME);
      for (const { label, value } of counter.matchers) {
        expect(label).toMatch(LABEL_NAME);
        expect(() => new RegExp(`^(?:${value})$`)).not.toThrow();
      }
    }
  });

  it('says in plain sentences what to look at', () => {
    expect(dialect.about).toMatch(/^[A-Z].{15,}\.$/s);
    expect(dialect.whenAbsent).toMatch(/^[A-Z].{40,}\.$/s);
    const hints = Object.entries({ ...dialect.whenLabelAbsent, unmapped: dialect.whenUnmapped });
    for (const [, hint] of hints) if (hint !== undefined) expect(hint).toMatch(/^.{10,}[^.]$/s);
    const ours = new Set(dialect.counters.flatMap((each) => each.basePath.map(({ label }) => label)));
    for (const label of Object.keys(dialect.whenLabelAbsent ?? {})) expect([...ours]).toContain(label);
  });

  it('never takes the absence of labels for an answer', () => {
    expect(dialect.outcome({})).toBe('unclassified');
  });

  it('tells an outcome of any labels, always the same, and a success only by a status', () => {
    fc.assert(
      fc.property(labelSets, (labels) => {
        const outcome = dialect.outcome(labels);
        const bySomeStatus = outcomeLabels.some((label) => A_STATUS.test(labels[label] ?? ''));
        return (
          OUTCOMES.includes(outcome) &&
          dialect.outcome({ ...labels, another: '500' }) === outcome &&
          (outcome !== 'success' || bySomeStatus)
        );
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the dialects', () => {
  it('have names of their own, in the form of settings', () => {
    const names = DIALECTS.map((each) => each.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z-]*$/);
    expect(names).not.toContain('custom');
  });
});
