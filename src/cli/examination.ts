import axios from 'axios';
import { Registry } from 'prom-client';
import { ExposureWatchers } from '../catalogue/exposure-watchers.js';
import type { LiveCatalogue } from '../catalogue/live-catalogue.js';
import type { HeartbeatSettings } from '../config/heartbeat.settings.js';
import { contributed } from '../platform/settings/contributed-setting.js';
import type { Finding } from '../platform/health/finding.js';
import { SystemClock } from '../platform/clock/system-clock.js';
import { PinoLog } from '../platform/telemetry/pino-log.js';
import type { SourceContext } from '../sources/source-kind.js';
import { GatewayReadings } from '../sources/gateway-readings.js';
import { SeriesCensus } from '../sources/series-census.js';
import { SOURCE_KINDS } from '../sources/source-kinds.js';
import { SOURCE_REQUESTS } from '../sources/source-request.js';
import type { SourceSettings } from '../sources/source.settings.js';
import { emptyCatalogue, examineCatalogue } from './catalogue-findings.js';
import { examineAll, type Diagnosis, type Examination, type Examined } from './diagnosis.js';

/** Of the time for everything: sources need what is declared. */
const SHARE_OF_CATALOGUE = 0.5;
/** Addresses named in a finding. */
const MAX_NAMED = 3;

/** Looks at the catalogue, then at all sources at once, for at most `timeoutMs` together. */
export async function examine(settings: HeartbeatSettings, timeoutMs: number): Promise<Examined> {
  const clock = new SystemClock();
  const startMs = clock.now().monotonicMs;
  const catalogue = emptyCatalogue(settings.apis);
  const declared = { about: 'catalogue', look: () => examineCatalogue(catalogue, settings.apis) };
  const first = await examineAll([declared], { clock, deadlineMs: timeoutMs * SHARE_OF_CATALOGUE });
  const leftMs = Math.max(0, startMs + timeoutMs - clock.now().monotonicMs);
  const census = new SeriesCensus();
  const context = contextOf(settings, catalogue, clock);
  const second = await examineAll(examinationsOf({ context, census, all: settings }), { clock, deadlineMs: leftMs });
  const findings = census.findings(catalogue.current());
  const ofAll = findings.length === 0 ? [] : [{ about: 'base paths', findings }];
  return {
    diagnoses: [...first.diagnoses, ...second.diagnoses, ...readTwice(context.readings), ...ofAll],
    unfinished: first.unfinished || second.unfinished,
  };
}

/** What several sources read, by their addresses: whether their counters agree, one look does not tell. */
function readTwice(readings: GatewayReadings): Diagnosis[] {
  const addresses = new Map<string, string[]>();
  for (const { address, sources } of readings.shared()) {
    const readers = sources.join(' and ');
    addresses.set(readers, [...(addresses.get(readers) ?? []), address]);
  }
  const findings = [...addresses].map(([readers, read]): Finding => {
    const more = read.length > MAX_NAMED ? ` and ${read.length - MAX_NAMED} more` : '';
    return {
      level: 'warning',
      text: `${readers} read the same addresses: ${read.slice(0, MAX_NAMED).join(', ')}${more}`,
      remedy:
        'a gateway that is read twice, by its counters, is counted by one of them; to give each gateway to one source is cheaper',
    };
  });
  return findings.length > 0 ? [{ about: 'sources', findings }] : [];
}

/** What a source is looked at with: what sources are given, what all of them have seen, and all settings. */
interface Surroundings {
  readonly census: SeriesCensus;
  readonly context: Omit<SourceContext, 'live'>;
  readonly all: HeartbeatSettings;
}

function examinationsOf(surroundings: Surroundings): Examination[] {
  const { sources } = surroundings.all;
  if (sources.length > 0) return sources.map((each) => examinationOf(each, surroundings));
  const finding = { level: 'problem', text: 'no source is configured', remedy: 'add one under sources' } as const;
  return [{ about: 'sources', look: () => Promise.resolve([finding]) }];
}

function examinationOf(settings: SourceSettings, { context, census, all }: Surroundings): Examination {
  const kind = SOURCE_KINDS.find((each) => each.kind === settings.kind);
  const about = `${settings.name} (${settings.kind})`;
  const live = (): unknown => kind?.live && contributed(all, kind.live);
  return { about, look: async () => (await kind?.diagnose(settings, { ...context, live }, census)) ?? [] };
}

function contextOf(
  settings: HeartbeatSettings,
  catalogue: LiveCatalogue,
  clock: SystemClock,
): Omit<SourceContext, 'live'> {
  return {
    catalogue,
    exposures: new ExposureWatchers(),
    clock,
    log: new PinoLog('silent'),
    metrics: new Registry(),
    http: axios.create(SOURCE_REQUESTS),
    readings: new GatewayReadings(settings.sources.map(({ name }) => name)),
    windowMs: settings.window.lengthMs,
    bucketMs: settings.window.bucketMs,
    staleAfterMs: settings.evaluation.staleAfterMs,
    maximumBasePaths: settings.apis.maximum,
  };
}
