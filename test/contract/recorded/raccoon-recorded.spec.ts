import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readMatrixEnvelope } from '../../../src/sources/raccoon/query-answer.js';
import { raccoonScene, type PlayedMonitoring } from '../../support/raccoon-scene.js';
import { playRecording, type Turn } from '../../support/recorded-story.js';

const PARTIAL = /^answer-partial: the answer carries warnings: .*prometheus_replica="b"/;
const BOTH_UP = 'UP success-ratio, UP success-ratio';
const ONE_DOWN = 'UP success-ratio, DOWN success-ratio';
/** The moment when failures pass a tenth: what the restart of a gateway may have cost could change the verdict. */
const TURNING = 'UP success-ratio, UNKNOWN partial-source';
const GOOD = [BOTH_UP, TURNING, ONE_DOWN];

/** The turns from the first one on that was good. */
const afterStart = (turns: readonly Turn[]): readonly Turn[] =>
  turns.slice(turns.findIndex(({ problem }) => problem === undefined));
const turnings = (turns: readonly Turn[]): number => turns.filter(({ verdicts }) => verdicts === TURNING).length;
const problemsOf = (turns: readonly Turn[]): string[] => turns.flatMap(({ problem }) => problem ?? []);

describe('Raccoon on recorded answers', () => {
  it('of Thanos that deduplicates counts each request once, and gives no verdict while a store is lost', async () => {
    const { turns, counts, served, unknown, log } = await playRecording('thanos-deduplicated');
    expect(unknown).toEqual([]);
    expect(counts).toEqual(served);
    expect(log.lines.join()).toContain('Thanos 0.36.1');
    const problems = problemsOf(afterStart(turns));
    expect(problems.length).toBeGreaterThanOrEqual(3);
    for (const each of problems) expect(each).toMatch(PARTIAL);
    for (const { problem, verdicts } of afterStart(turns))
      if (problem === undefined) expect(GOOD).toContain(verdicts);
      else expect(verdicts).toBe('UNKNOWN partial-source, UNKNOWN partial-source');
    expect(turnings(turns)).toBeLessThanOrEqual(1);
    expect(turns.at(-1)).toEqual({ problem: undefined, verdicts: ONE_DOWN });
  });

  it('of Thanos with copies told apart by replicaLabels counts each request once, also when one copy is lost', async () => {
    const replicaLabels = ['prometheus_replica'];
    const { turns, counts, served, unknown } = await playRecording('thanos-copies', { replicaLabels });
    expect(unknown).toEqual([]);
    expect(counts).toEqual(served);
    // Thanos warns until its health check has failed.
    const problems = problemsOf(afterStart(turns));
    expect(problems.length).toBeLessThanOrEqual(1);
    for (const each of problems) expect(each).toMatch(PARTIAL);
    for (const { problem, verdicts } of afterStart(turns)) if (problem === undefined) expect(GOOD).toContain(verdicts);
    expect(turnings(turns)).toBeLessThanOrEqual(1);
    expect(turns.at(-1)!.verdicts).toBe(ONE_DOWN);
  });

  it('of Thanos with copies whose label is not named counts each once; a lost one may be a cluster that is not seen', async () => {
    const { turns, counts, served, unknown } = await playRecording('thanos-copies', { replicaLabels: [] });
    expect(unknown).toEqual([]);
    expect(counts).toEqual(served);
    for (const { problem, verdicts } of afterStart(turns)) {
      if (problem === undefined) expect(GOOD).toContain(verdicts);
      else expect(problem).toMatch(/^(?:answer-partial|instances-unobserved)/);
      expect(verdicts).toMatch(/^U(?:P success-ratio|NKNOWN \S+), \S+ \S+$/);
    }
  });

  it('of Mimir counts each request once', async () => {
    const { turns, counts, served, unknown, log } = await playRecording('mimir', { tenant: 'demo' });
    expect(unknown).toEqual([]);
    expect(counts).toEqual(served);
    expect(log.lines.join()).toContain('"flavour":"Mimir');
    expect(problemsOf(afterStart(turns))).toEqual([]);
    for (const { verdicts } of afterStart(turns)) expect(GOOD).toContain(verdicts);
    expect(turnings(turns)).toBeLessThanOrEqual(1);
    expect(turns.at(-1)!.verdicts).toBe(ONE_DOWN);
  });
});

describe('Raccoon tells a recorded refusal', () => {
  const refusals = JSON.parse(readFileSync('test/recorded/refusals.json', 'utf8')) as Record<
    string,
    { status: number; headers: Record<string, string>; body: string }
  >;

  it.each<[string, RegExp]>([
    ['mimir-no-tenant', /^not-authorised: the source answers 401/],
    ['mimir-limit', /^http-422: the server refuses the query \(execution\): .*err-mimir-max-series-per-query/],
  ])('%s', async (name, told) => {
    const prepare = (each: PlayedMonitoring): void => void (each.over['vital signs'] = () => refusals[name]);
    const { sink, end } = await raccoonScene({ prepare });
    expect(sink.faults.map(({ code, detail }) => `${code}: ${detail}`)).toEqual([expect.stringMatching(told)]);
    expect(sink.faults[0]!.effect).toBe('ages');
    await end();
  });

  it.each(['thanos-no-partial-response', 'thanos-partial-response-false'])(
    '%s, which is an answer with warnings all the same',
    (name) => {
      const { status, body } = refusals[name]!;
      const result = readMatrixEnvelope(status, body);
      expect(result.ok && `answer-partial: ${result.envelope.partialBecause}`).toMatch(PARTIAL);
    },
  );
});
