import { afterEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { BasePath } from '../../src/catalogue/base-path.js';
import type { LastProbe } from '../../src/catalogue/exposure-watchers.js';
import { SeriesCensus } from '../../src/sources/series-census.js';
import type { Source } from '../../src/sources/evidence.js';
import type { Finding } from '../../src/platform/health/finding.js';
import type { SourceKind } from '../../src/sources/source-kind.js';
import { PlayedCatalogue } from '../support/played-catalogue.js';
import { RecordingSink } from '../support/recording-sink.js';
import { DEATHS, DeadUpstream } from '../support/servers/dead-upstream.js';
import { eventually } from '../support/servers/real-process.js';
import { CANARY, settingsOfKind } from '../support/settings-of-kind.js';
import { sourceContext } from '../support/source-context.js';

/** More than the shortest time-out that any kind allows, on a busy machine. */
const DEADLINE_MS = 8_000;
const SOON_MS = 1_500;

const DECLARED = '/eni/echo/v1';

/** What is recorded of each death by a source that asks an API itself: a failure, a success, or nothing. */
const OBSERVED: Readonly<Record<string, { readonly failures: 0 | 1 } | 'nothing'>> = {
  // Where the gateway cannot be reached, the fault may be here.
  'nothing listens': 'nothing',
  'it accepts and never answers': { failures: 1 },
  'it cuts the connection': { failures: 1 },
  'it answers a byte each 50 ms': { failures: 1 },
  'it does not speak HTTP': 'nothing',
  'it answers 500 and keeps the connection': { failures: 1 },
  'it answers 401': { failures: 0 },
  'it redirects': { failures: 0 },
  'it answers with a login page': { failures: 0 },
};
const NO_HTTP_ANSWER = Object.keys(DEATHS).slice(0, 5);

/** The example that the kind itself gives for its block, where it has one. */
function blocksOf({ block }: SourceKind): { blocks?: Record<string, unknown> } {
  if (!block) return {};
  const reading = block.read(parse(block.example));
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return { blocks: { [block.key]: reading.value } };
}

type Scene = Awaited<ReturnType<typeof sceneOf>>;

async function sceneOf(kind: SourceKind, death: string, timeouts: 'shortest' | 'longest', signal: AbortSignal) {
  const upstream = await DeadUpstream.start(death);
  const catalogue = new PlayedCatalogue([], 1_000);
  const exposure = { basePath: DECLARED as BasePath, ...blocksOf(kind) };
  const declare = (): void => catalogue.update(new Map([['team.yaml', [exposure]]]));
  const context = sourceContext([], { catalogue });
  const settings = settingsOfKind(kind, upstream.url, timeouts);
  const source: Source = kind.create(settings, context);
  const sink = new RecordingSink();
  /** Runs it; what is declared while it runs is asked soon. */
  const run = (): Promise<void> => {
    const running = source.run(sink, signal);
    setImmediate(declare);
    return running;
  };
  return { upstream, context, settings, source, sink, run, declare };
}

/** What every kind of source promises, as its registration makes it. */
export function describeSourceKind(kind: SourceKind): void {
  describe(`${kind.kind}, as a kind of source`, () => {
    let upstream: DeadUpstream;
    const stop = { controller: new AbortController() };

    /** A source of this kind that asks a dead upstream, and what it hands on. */
    const scene = async (death: string, timeouts: 'shortest' | 'longest' = 'shortest'): Promise<Scene> => {
      stop.controller = new AbortController();
      const begun = await sceneOf(kind, death, timeouts, stop.controller.signal);
      upstream = begun.upstream;
      return begun;
    };
    /** What it says when its upstream is dead: a source of traffic that it has a problem, the others what they saw. */
    const hasSpoken = ({ sink, source }: Scene): boolean =>
      source.evidence === 'traffic' ? sink.faults.length > 0 : sink.samples.length > 0;

    afterEach(async () => {
      stop.controller.abort();
      await upstream.stop();
    });

    it('says what it is in a sentence, and bears the name of its settings', async () => {
      const { source } = await scene('nothing listens');
      expect(kind.kind).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(kind.about).toMatch(/^[A-Z].*\.$/);
      expect([source.name, ['traffic', 'synthetic'].includes(source.evidence)]).toEqual(['dead', true]);
    });

    if (evidenceOf(kind) === 'traffic') describeFaults();
    else describeObservations();

    function describeFaults(): void {
      it.each(Object.keys(DEATHS))(
        'hands on a fault and no evidence, and does not throw, when %s',
        async (death) => {
          const { run, sink, context } = await scene(death);
          const running = run();
          await eventually('a fault', DEADLINE_MS, async () => sink.faults.length > 0);
          stop.controller.abort();
          await expect(running).resolves.toBeUndefined();
          const [{ code, detail, effect }] = sink.faults as [(typeof sink.faults)[0]];
          expect(code).toMatch(/^[a-z][a-z0-9-]*$/);
          expect(effect).toBe('ages');
          expect(isPlain(detail)).toBe(true);
          expect(sink.samples).toEqual([]);
          expect(JSON.stringify([sink.faults, context.log.lines])).not.toContain(CANARY);
        },
        2 * DEADLINE_MS,
      );
    }

    function describeObservations(): void {
      it.each(Object.entries(OBSERVED))(
        'when %s, records %j of one probe, and finds no fault with itself',
        async (death, observed) => {
          const { run, sink, context } = await scene(death);
          const running = run();
          const probed = (): boolean => lastProbes(context).length > 0;
          await eventually('a probe', DEADLINE_MS, async () => probed());
          stop.controller.abort();
          await expect(running).resolves.toBeUndefined();
          const expected = observed === 'nothing' ? [] : [{ basePath: DECLARED, requests: 1, ...observed }];
          expect(sink.samples).toEqual(expected.map((each) => expect.objectContaining(each)));
          expect(sink.faults).toEqual([]);
        },
        2 * DEADLINE_MS,
      );
    }

    it('resolves soon after the abort while it waits for an answer, and lets go of its connections', async () => {
      const { run } = await scene('it accepts and never answers', 'longest');
      const running = run();
      await eventually('a request', DEADLINE_MS, async () => upstream.open > 0);
      await endsSoon(running);
      await eventually('no connections', DEADLINE_MS, async () => upstream.open === 0);
    });

    it('resolves soon after the abort while it rests, and lets go of its connections', async () => {
      const begun = await scene('it answers 500 and keeps the connection', 'longest');
      const running = begun.run();
      await eventually('a word', DEADLINE_MS, async () => hasSpoken(begun));
      expect(upstream.open).toBeGreaterThan(0);
      await endsSoon(running);
      await eventually('no connections', DEADLINE_MS, async () => upstream.open === 0);
    });

    it('asks nothing when it was aborted before it ran', async () => {
      const { run, sink } = await scene('it answers 500 and keeps the connection');
      const running = (stop.controller.abort(), run());
      await endsSoon(running);
      expect([upstream.connections, sink.faults]).toEqual([0, []]);
    });

    it.each(evidenceOf(kind) === 'traffic' ? Object.keys(DEATHS) : NO_HTTP_ANSWER)(
      'has the doctor find a problem, in plain words, when %s',
      async (death) => {
        const { settings, context, declare } = await scene(death);
        declare();
        const findings = await within(DEADLINE_MS, kind.diagnose(settings, context, new SeriesCensus()));
        expect(findings.filter((each) => each.level === 'problem').length).toBeGreaterThan(0);
        expect(findings.filter(({ text, remedy }) => !isPlain(text) || !isPlain(remedy ?? 'no remedy'))).toEqual([]);
        expect(JSON.stringify(findings)).not.toContain(CANARY);
        await eventually('no connections', DEADLINE_MS, async () => upstream.open === 0);
      },
      2 * DEADLINE_MS,
    );

    it.each(['nothing listens', 'it accepts and never answers', 'it answers 401'])(
      'has the doctor say what to do when %s',
      async (death) => {
        const { settings, context } = await scene(death);
        const findings: Finding[] = await kind.diagnose(settings, context, new SeriesCensus());
        expect(findings.filter((each) => each.level === 'problem' && each.remedy === undefined)).toEqual([]);
      },
      2 * DEADLINE_MS,
    );

    async function endsSoon(running: Promise<void>): Promise<void> {
      stop.controller.abort();
      await expect(within(SOON_MS, running)).resolves.toBeUndefined();
    }
  });
}

/** As its registration makes it: whether it reads of requests, or sends its own. */
function evidenceOf(kind: SourceKind): Source['evidence'] {
  const settings = settingsOfKind(kind, 'http://127.0.0.1:1', 'shortest');
  return kind.create(settings, sourceContext([])).evidence;
}

/** The newest probe of what is declared, if there was one. */
function lastProbes({ catalogue, exposures }: Scene['context']): LastProbe[] {
  const declaration = catalogue.current().declarations.get(DECLARED as BasePath);
  if (!declaration) return [];
  return exposures.conditions(declaration).flatMap(({ lastProbe }) => lastProbe ?? []);
}

/** One line of words for people: no stack, no object, not longer than anybody reads. */
function isPlain(text: string): boolean {
  return /\S \S/.test(text) && text.length <= 300 && !/\n|\[object|undefined|NaN|Error:|node:/.test(text);
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`not within ${limitMs} ms`)), limitMs).unref();
  });
  return Promise.race([work, late]);
}
