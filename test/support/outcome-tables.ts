import { describe, expect, it } from '@jest/globals';
import type { Dialect, Labels, Outcome } from '../../src/sources/dialects/dialect.js';

/** The labels of a series, and what it counts. */
export type OutcomeRow = readonly [Labels, Outcome];

/** One test for each row. */
export function itTellsOutcomes(dialect: Pick<Dialect, 'name' | 'outcome'>, rows: readonly OutcomeRow[]): void {
  describe(`the outcome that ${dialect.name} tells`, () => {
    it.each(rows)('of %j is %s', (labels, outcome) => expect(dialect.outcome(labels)).toBe(outcome));
  });
}

/** HTTP statuses in `label`, as every gateway may write them, and what is none. */
export function httpRows(label: string, others: Labels = {}): OutcomeRow[] {
  const codes: Record<Outcome, string[]> = {
    success: ['100', '101', '200', '204', '301', '400', '404', '429', '498', '1xx', '2xx', '3xx', '4XX'],
    failure: ['500', '501', '502', '503', '504', '520', '599', '600', '699', '999', '5xx', '5XX'],
    excluded: ['499'],
    unclassified: ['', '-', '0', '00', '000', '5', '50', '0200', '5000', '0xx', '6xx', 'xxx'],
  };
  codes.unclassified.push('NA', 'other', 'OK', '200 OK', ' 200', '200\n', '2e2', '0xc8', '-500', '+200', '٢٠٠', '5.3');
  const rows = Object.entries(codes).flatMap(([outcome, values]) =>
    values.map((value): OutcomeRow => [{ ...others, [label]: value }, outcome as Outcome]),
  );
  return [...rows, [others, 'unclassified']];
}

/** All gRPC statuses in `label` (https://grpc.io/docs/guides/status-codes/), and what is none. */
export function grpcRows(label: string, others: Labels): OutcomeRow[] {
  const numbers: Record<Outcome, number[]> = {
    success: [0, 3, 5, 6, 7, 9, 10, 11, 16],
    failure: [2, 4, 8, 12, 13, 14, 15],
    excluded: [1],
    unclassified: [17, 99, 200, 503],
  };
  const rows = Object.entries(numbers).flatMap(([outcome, values]) =>
    values.map((value): OutcomeRow => [{ ...others, [label]: String(value) }, outcome as Outcome]),
  );
  const garbage = ['-1', '00', 'OK', 'Unavailable', '1.0', ' 0'];
  return [...rows, ...garbage.map((value): OutcomeRow => [{ ...others, [label]: value }, 'unclassified'])];
}
