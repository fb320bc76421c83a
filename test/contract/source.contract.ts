import { afterEach, describe, expect, it } from '@jest/globals';
import type { Source } from '../../src/sources/evidence.js';
import type { Finding, SourceKind } from '../../src/sources/source-kind.js';
import { RecordingSink } from '../support/recording-sink.js';
import { DEATHS, DeadUpstream } from '../support/servers/dead-upstream.js';
import { eventually } from '../support/servers/real-process.js';
import { CANARY, settingsOfKind } from '../support/settings-of-kind.js';
import { sourceContext } from '../support/source-context.js';

/** More than the shortest time-out that any kind allows, on a busy machine. */
const DEADLINE_MS = 8_000;
const SOON_MS = 1_500;

/** What every kind of source promises, as its registration makes it. */
export function describeSourceKind(kind: SourceKind): void {
  describe(`${kind.kind}, as a kind of source`, () => {
    let upstream: DeadUpstream;
    const stop = { controller: new AbortController() };

    /** A source of this kind that asks a dead upstream, and what it hands on. */
    const scene = async (death: string, timeouts: 'shortest' | 'longest' = 'shortest') => {
      upstream = await DeadUpstream.start(death);
      stop.controller = new AbortController();
      const context = sourceContext(['/eni/echo/v1']);
      const settings = settingsOfKind(kind, upstream.url, timeouts);
      const source: Source = kind.create(settings, context);
      return { context, settings, source, sink: new RecordingSink(), signal: stop.controller.signal };
    };

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

    it.each(Object.keys(DEATHS))(
      'hands on a fault and no evidence, and does not throw, when %s',
      async (death) => {
        const { source, sink, signal, context } = await scene(death);
        const running = source.run(sink, signal);
        await eventually('a fault', DEADLINE_MS, async () => sink.faults.length > 0);
        stop.controller.abort();
        await expect(running).resolves.toBeUndefined();
        const [{ code, detail, effect }] = sink.faults as [(typeof sink.faults)[0]];
        expect(code).toMatch(/^[a-z][a-z0-9-]*$/);
        expect(effect).toBe('ages');
        expect(isPlain(detail)).toBe(true);
        expect([sink.samples, sink.readings]).toEqual([[], []]);
        expect(JSON.stringify([sink.faults, context.log.lines])).not.toContain(CANARY);
      },
      2 * DEADLINE_MS,
    );

    it('resolves soon after the abort while it waits for an answer, and lets go of its connections', async () => {
      const { source, sink, signal } = await scene('it accepts and never answers', 'longest');
      const running = source.run(sink, signal);
      await eventually('a request', DEADLINE_MS, async () => upstream.open > 0);
      await endsSoon(running);
      await eventually('no connections', DEADLINE_MS, async () => upstream.open === 0);
    });

    it('resolves soon after the abort while it rests, and lets go of its connections', async () => {
      const { source, sink, signal } = await scene('it answers 500 and keeps the connection', 'longest');
      const running = source.run(sink, signal);
      await eventually('a fault', DEADLINE_MS, async () => sink.faults.length > 0);
      expect(upstream.open).toBeGreaterThan(0);
      await endsSoon(running);
      await eventually('no connections', DEADLINE_MS, async () => upstream.open === 0);
    });

    it('asks nothing when it was aborted before it ran', async () => {
      const { source, sink, signal } = await scene('it answers 500 and keeps the connection');
      const running = (stop.controller.abort(), source.run(sink, signal));
      await endsSoon(running);
      expect([upstream.connections, sink.faults]).toEqual([0, []]);
    });

    it.each(Object.keys(DEATHS))(
      'has the doctor find a problem, in plain words, when %s',
      async (death) => {
        const { settings, context } = await scene(death);
        const findings = await within(DEADLINE_MS, kind.diagnose(settings, context));
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
        const findings: Finding[] = await kind.diagnose(settings, context);
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
