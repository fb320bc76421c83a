import { describe, expect, it } from '@jest/globals';
import { basePath } from '../../../test/support/evidence-window.js';
import { LedgerRun, OPTIONS, at } from '../../../test/support/ledger-pages.js';
import type { Sample } from '../evidence.js';
import { LedgerEvidence, type BasePathOf } from './ledger-evidence.js';

function evidenceOf(run: LedgerRun): LedgerEvidence {
  return new LedgerEvidence(run.ledger, OPTIONS);
}

/** Every group leads to the base path of its name, but those left out. */
function leads(run: LedgerRun, ...leftOut: string[]): BasePathOf {
  return (group) => {
    const name = run.groups.names[group]!;
    return leftOut.includes(name) ? undefined : basePath(`/${name}`);
  };
}

function sums(samples: Iterable<Sample>): Record<string, [number, number, number]> {
  const sums: Record<string, [number, number, number]> = {};
  for (const { basePath, requests, failures, clientErrors = 0 } of samples) {
    const sum = (sums[basePath] ??= [0, 0, 0]);
    sum[0] += requests;
    sum[1] += failures;
    sum[2] += clientErrors;
  }
  return sums;
}

describe('LedgerEvidence', () => {
  it('hands on what a round gained, by base path and outcome', () => {
    const run = new LedgerRun().page(0, { 'x|200': 5, 'x|502': 5, 'x|404': 5, 'y|200': 5 });
    const evidence = evidenceOf(run);
    sums(evidence.round(leads(run)).samples);
    run.page(15, { 'x|200': 10, 'x|502': 7, 'x|404': 6, 'y|200': 5 });
    expect(sums(evidence.round(leads(run)).samples)).toEqual({ '/x': [8, 2, 1], '/y': [0, 0, 0] });
    expect(sums(evidence.round(leads(run)).samples)).toEqual({});
  });

  it('says how old the evidence of each base path is', () => {
    const run = new LedgerRun().page(0, { 'x|200': 5 }).page(3, { 'y|200': 5 }, { instance: 'b' });
    const samples = [...evidenceOf(run).round(leads(run)).samples];
    expect(samples.map(({ basePath, atMs }) => [basePath, atMs])).toEqual([
      ['/x', at(0)],
      ['/y', at(3)],
    ]);
  });

  it('counts apart what takes no part', () => {
    const run = new LedgerRun().page(0, { 'x|499': 5, 'x|???': 5 }).page(15, { 'x|499': 8, 'x|???': 7 });
    const { samples, left } = evidenceOf(run).round(leads(run));
    expect([left, sums(samples)]).toEqual([{ excluded: 3, unclassified: 2, unattributed: 0 }, { '/x': [0, 0, 0] }]);
  });

  it('gives a base path that is declared later its whole window', () => {
    const run = new LedgerRun();
    const evidence = evidenceOf(run);
    for (let page = 0; page <= 10; page++) {
      run.page(15 * page, { 'x|200': 10 * page, 'x|502': page });
      expect(sums(evidence.round(leads(run, 'x')).samples)).toEqual({});
    }
    expect(sums(evidence.round(leads(run)).samples)).toEqual({ '/x': [110, 10, 0] });
    expect(sums(evidence.round(leads(run)).samples)).toEqual({});
  });

  it('gives it nothing of before the window', () => {
    const run = new LedgerRun().pages(0, 41, (page) => ({ 'x|200': 15 * page }));
    const [requests] = sums(evidenceOf(run).round(leads(run)).samples)['/x']!;
    expect(requests).toBeGreaterThanOrEqual(290);
    expect(requests).toBeLessThanOrEqual(300);
  });

  it('hands on estimates of groups that lead to a base path', () => {
    const run = new LedgerRun().pages(0, 11, (page) => ({ 'x|200': 900 + page, 'y|200': 900 + page }));
    const estimates = [...evidenceOf(run).estimates(at(150), leads(run, 'y'))];
    expect(estimates.map(({ basePath, missing }) => [basePath, missing])).toEqual([['/x', 'unwatched']]);
  });
});
