import { afterEach } from '@jest/globals';
import type { BasePath } from '../../src/catalogue/base-path.js';
import type { PulseDeclaration } from '../../src/sources/pulse/pulse-declaration.js';
import type { ProbeRequest } from '../../src/sources/pulse/probe-request.js';
import { PulseSettings } from '../../src/sources/pulse/pulse.settings.js';
import { PulseSource } from '../../src/sources/pulse/pulse.source.js';
import { ManualClock } from './manual-clock.js';
import { PulseCatalogue, type Exposed } from './pulse-declarations.js';
import { RecordingSink } from './recording-sink.js';
import { ScriptedCanary, ScriptedProber, type ScriptedProbe } from './scripted-prober.js';
import { sourceContext } from './source-context.js';

let stop = new AbortController();
afterEach(() => stop.abort());

/** What a scene does otherwise than by default. */
interface Over {
  readonly settings?: Partial<PulseSettings>;
  readonly answer?: (request: ProbeRequest) => ScriptedProbe;
}

/** A Pulse source that has begun, on a scripted prober and canary; it is stopped after the test. */
export async function begin(exposed: Exposed, { settings = {}, answer }: Over = {}) {
  stop = new AbortController();
  const clock = new ManualClock();
  const catalogue = new PulseCatalogue(exposed);
  await catalogue.settled();
  const allowed = { now: true };
  const context = sourceContext([], { clock, catalogue, live: () => ({ enabled: allowed.now }) });
  const prober = new ScriptedProber(clock, answer);
  const canary = new ScriptedCanary(clock);
  const given = { name: 'pulse', gateways: new Map([['default', 'http://gateway:8000']]), ...settings };
  const source = new PulseSource(Object.assign(new PulseSettings(), given), context, () => ({
    prober,
    canary,
    close: () => prober.close(),
  }));
  const sink = new RecordingSink();
  const running = source.run(sink, stop.signal);
  // Its first turn is over before the clock moves.
  await clock.advance(0);
  const metric = async (name: string): Promise<string[]> => {
    const page = await context.metrics.getSingleMetricAsString(name);
    return page.split('\n').filter((line) => !line.startsWith('#') && line !== '');
  };
  const condition = (basePath: string) =>
    context.exposures.conditions(catalogue.current().declarations.get(basePath as BasePath)!)[0];
  const errors = (): string[] => context.log.lines.filter((line) => /^(?:error|warn)/.test(line));
  return {
    clock,
    catalogue,
    context,
    allowed,
    prober,
    canary,
    sink,
    running: { promise: running },
    stop,
    metric,
    condition,
    errors,
  };
}

/** The first base path of a scene. */
export const A = '/eni/a/v1';
/** The times between times. */
export const gaps = (times: readonly number[]): number[] => times.slice(1).map((each, index) => each - times[index]!);
/** So many base paths with the same block. */
export const many = (count: number, over: Partial<PulseDeclaration> = {}): Exposed =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`/eni/api-${index}/v1`, over]));
