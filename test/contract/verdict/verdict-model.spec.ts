import { describe, expect, it } from '@jest/globals';
import { basePath, boardOnManualClock } from '../../support/evidence-window.js';
import { Random } from '../../support/random.js';
import { modelVerdict, type ModelSample, type ModelSource } from './reference-model.js';

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
  'UNKNOWN warming-up',
  'UP success-ratio',
];
const KINDS = ['traffic', 'synthetic'] as const;

interface Round {
  readonly samples: readonly (readonly ModelSample[])[];
  readonly sources: readonly ModelSource[];
  readonly laterMs: number;
}

function randomSample(random: Random, arrived: number): ModelSample {
  const requests = random.pick([0, 1, 9, 10, 11, random.between(0, 40), random.between(0, 10_000)]);
  const tenth = floor(requests / 10);
  const failures = min(requests, random.pick([0, tenth, tenth + 1, requests, random.between(0, requests)]));
  const at = arrived + random.pick([0, -random.between(0, 100_000), random.between(-330_000, 12_000)]);
  return { kind: random.pick(KINDS), at, arrived, requests, failures };
}

function randomRound(random: Random, startMs: number): Round {
  const ageMs = random.pick([0, 299_999, 300_000, random.between(0, 600_000)]);
  const arrived = startMs + ageMs;
  const troubles = ['none', 'none', 'none', 'partial', 'warming-up', 'suspect'] as const;
  const sources = KINDS.map((kind) => ({ kind, startedAt: startMs, trouble: random.pick(troubles) }));
  const samples = Array.from({ length: PATHS }, () =>
    Array.from({ length: random.between(0, 5) }, () => randomSample(random, arrived)),
  );
  return { samples, sources, laterMs: random.pick([0, 1, 90_000, 90_001, random.between(0, 330_000)]) };
}

async function differences(random: Random, reached: Set<string>): Promise<string[]> {
  const { clock, window, board, evaluate } = boardOnManualClock({ maximumBasePaths: PATHS });
  const paths = Array.from({ length: PATHS }, (_, index) => basePath(`/p/${index}`));
  window.declare(new Set(paths), clock.now());
  const sinks = KINDS.map((kind) => window.open({ name: kind, evidence: kind }));
  for (const sink of sinks) sink.record([]);
  const startMs = clock.now().wallMs;
  const round = randomRound(random, startMs);
  await clock.advance((round.samples.flat()[0]?.arrived ?? startMs) - startMs);
  for (const [index, kind] of KINDS.entries()) {
    const own = round.samples.flatMap((list, path) =>
      list.filter((each) => each.kind === kind).map((each) => ({ ...each, atMs: each.at, basePath: paths[path]! })),
    );
    sinks[index]!.record(own);
    const { trouble } = round.sources[index]!;
    if (trouble !== 'none') sinks[index]!.fault({ code: 'test', detail: 'made up', effect: trouble });
  }
  await clock.advance(round.laterMs);
  evaluate();
  return paths.flatMap((path, index) => {
    const heartbeat = board.get(path)!;
    const ours = `${heartbeat.status} ${heartbeat.reason}`;
    const model = modelVerdict(round.samples[index]!, round.sources, clock.now().wallMs);
    reached.add(model);
    return ours === model
      ? []
      : [`ours ${ours}, model ${model}: ${JSON.stringify({ round: { ...round, samples: round.samples[index] } })}`];
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
