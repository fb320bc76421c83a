import { describe, expect, it } from '@jest/globals';
import type { BasePath } from '../../../src/catalogue/base-path.js';
import { basePath, boardOnManualClock } from '../../support/evidence-window.js';
import { Random } from '../../support/random.js';
import type { EvidenceSink } from '../../../src/sources/evidence.js';
import { modelVerdict, type ModelEstimate, type ModelSample, type ModelSource } from './reference-model.js';

/** Taken once, as looking a global up is slow in Jest's sandbox. */
const { floor, min } = Math;

const PATHS = 1_000;
const WINDOWS = Number(process.env['HEARTBEAT_MODEL_WINDOWS'] ?? 1_000_000);
const SEED = Number(process.env['HEARTBEAT_SEED'] ?? 20_261_121);
const EVERY_VERDICT = [
  'DOWN success-ratio',
  'UNKNOWN no-data',
  'UNKNOWN no-traffic',
  'UNKNOWN partial-source',
  'UNKNOWN prober-suspect',
  'UNKNOWN stale-source',
  'UNKNOWN too-few-requests',
  'UNKNOWN uncertain-counts',
  'UNKNOWN warming-up',
  'UP success-ratio',
];
const KINDS = ['traffic', 'traffic', 'synthetic'] as const;
const SOURCES = KINDS.map((_, index) => index);
const NAMES = Array.from({ length: PATHS }, (_, index) => basePath(`/p/${index}`));

interface Round {
  readonly samples: readonly (readonly ModelSample[])[];
  readonly estimates: readonly (readonly ModelEstimate[])[];
  readonly sources: readonly ModelSource[];
  readonly laterMs: number;
}

function randomSample(random: Random, arrived: number): ModelSample {
  const requests = random.pick([0, 1, 9, 10, 11, random.between(0, 40), random.between(0, 10_000)]);
  const tenth = floor(requests / 10);
  const failures = min(requests, random.pick([0, tenth, tenth + 1, requests, random.between(0, requests)]));
  const at = arrived + random.pick([0, -random.between(0, 100_000), random.between(-330_000, 12_000)]);
  return { source: random.pick(SOURCES), at, arrived, requests, failures };
}

function randomEstimate(random: Random, arrived: number): ModelEstimate {
  const to = arrived - random.pick([0, random.between(0, 60_000), random.between(0, 320_000)]);
  const from = to - random.pick([0, 2 ** random.between(0, 18)]);
  const [successes, failures] = [0, 0].map(
    () => random.pick([0, 1, random.between(0, 80), random.between(0, 8_000)]) / 4,
  );
  const estimate = { source: random.pick(SOURCES), from, to, successes: successes!, failures: failures! };
  const missing = random.pick(['unwatched', 'unobserved', 'ambiguous'] as const);
  const after = arrived - random.pick([300_000, random.between(200_000, 400_000)]);
  return random.pick([true, false]) ? { ...estimate, missing } : { ...estimate, missing, after };
}

function randomRound(random: Random, startMs: number): Round {
  const ageMs = random.pick([0, 299_999, 300_000, random.between(0, 600_000)]);
  const arrived = startMs + ageMs;
  const troubles = ['none', 'none', 'none', 'partial', 'warming-up', 'suspect'] as const;
  const sources = KINDS.map((kind) => {
    const complete = random.pick([undefined, undefined, arrived, arrived - random.between(-5_000, 90_000)]);
    return { kind, trouble: random.pick(troubles), ...(complete !== undefined && { complete }) };
  });
  const guessing = new Set(SOURCES.filter((source) => sources[source]!.complete !== undefined));
  const each = <T>(most: number, make: () => T): T[][] =>
    Array.from({ length: PATHS }, () => Array.from({ length: random.between(0, most) }, make));
  return {
    samples: each(5, () => randomSample(random, arrived)),
    estimates: each(guessing.size * 2, () => randomEstimate(random, arrived)).map((list) =>
      list.filter(({ source }) => guessing.has(source)),
    ),
    sources,
    laterMs: random.pick([0, 1, 90_000, 90_001, random.between(0, 330_000)]),
  };
}

/** Hands the sink of one source what the round holds for it. */
function tell(sink: EvidenceSink, source: ModelSource, { samples, estimates, sources }: Round): void {
  const { complete, trouble } = source;
  const place = sources.indexOf(source);
  const own = <T extends ModelSample | ModelEstimate>(
    lists: readonly (readonly T[])[],
  ): (T & { basePath: BasePath })[] =>
    lists.flatMap((list, path) =>
      list.filter((each) => each.source === place).map((each) => ({ ...each, basePath: NAMES[path]! })),
    );
  if (complete !== undefined) {
    const guesses = own(estimates).map((each) => {
      const { after, from: fromMs, to: toMs } = each;
      return { ...each, fromMs, toMs, ...(after !== undefined && { afterMs: after }) };
    });
    sink.estimate(guesses, complete);
  }
  sink.record(own(samples).map((each) => ({ ...each, atMs: each.at })));
  if (trouble !== 'none') sink.fault({ code: 'test', detail: 'made up', effect: trouble });
}

async function differences(random: Random, reached: Set<string>): Promise<string[]> {
  const { clock, window, board, evaluate } = boardOnManualClock({ maximumBasePaths: PATHS });
  window.declare(new Set(NAMES), clock.now());
  const sinks = KINDS.map((kind, index) => window.open({ name: `${kind} ${index}`, evidence: kind }));
  const startMs = clock.now().wallMs;
  const round = randomRound(random, startMs);
  await clock.advance((round.samples.flat()[0]?.arrived ?? startMs) - startMs);
  for (const [index, source] of round.sources.entries()) tell(sinks[index]!, source, round);
  await clock.advance(round.laterMs);
  evaluate();
  const { sources, laterMs } = round;
  return NAMES.flatMap((path, index) => {
    const heartbeat = board.get(path)!;
    const ours = `${heartbeat.status} ${heartbeat.reason}`;
    const [samples, estimates] = [round.samples[index]!, round.estimates[index]!];
    const model = modelVerdict({ samples, estimates, sources }, clock.now().wallMs);
    reached.add(model);
    const scene = { startMs, samples, estimates, sources, laterMs };
    return ours === model ? [] : [`ours ${ours}, model ${model}: ${JSON.stringify(scene)}`];
  });
}

describe('the verdict', () => {
  it(`agrees with the reference model over ${WINDOWS} random windows (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    const found: string[] = [];
    const reached = new Set<string>();
    for (let done = 0; done < WINDOWS && found.length === 0; done += PATHS)
      found.push(...(await differences(random, reached)));
    expect(found.slice(0, 3)).toEqual([]);
    expect([...reached].toSorted()).toEqual(EVERY_VERDICT);
  }, 300_000);
});
