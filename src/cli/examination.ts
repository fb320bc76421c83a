import axios from 'axios';
import { Registry } from 'prom-client';
import { catalogueOf } from '../declarations/declarations.module.js';
import { ExposureWatchers } from '../catalogue/exposure-watchers.js';
import type { LiveCatalogue } from '../catalogue/live-catalogue.js';
import type { HeartbeatSettings } from '../config/heartbeat.settings.js';
import { SystemClock } from '../platform/clock/system-clock.js';
import { PinoLog } from '../platform/telemetry/pino-log.js';
import type { SourceContext } from '../sources/source-kind.js';
import { SOURCE_KINDS } from '../sources/source-kinds.js';
import { SOURCE_REQUESTS } from '../sources/source-request.js';
import type { SourceSettings } from '../sources/source.settings.js';
import { examineCatalogue } from './catalogue-findings.js';
import { examineAll, type Examination, type Examined } from './diagnosis.js';

/** Of the time for everything: sources need what is declared. */
const SHARE_OF_CATALOGUE = 0.5;

/** Looks at the catalogue, then at all sources at once, for at most `timeoutMs` together. */
export async function examine(settings: HeartbeatSettings, timeoutMs: number): Promise<Examined> {
  const clock = new SystemClock();
  const startMs = clock.now().monotonicMs;
  const catalogue = catalogueOf(settings.apis);
  const declared = { about: 'catalogue', look: () => examineCatalogue(catalogue, settings.apis.rovers) };
  const first = await examineAll([declared], { clock, deadlineMs: timeoutMs * SHARE_OF_CATALOGUE });
  const leftMs = Math.max(0, startMs + timeoutMs - clock.now().monotonicMs);
  const second = await examineAll(examinationsOf(settings, contextOf(settings, catalogue, clock)), {
    clock,
    deadlineMs: leftMs,
  });
  return {
    diagnoses: [...first.diagnoses, ...second.diagnoses],
    unfinished: first.unfinished || second.unfinished,
  };
}

function examinationsOf({ sources }: HeartbeatSettings, context: SourceContext): Examination[] {
  if (sources.length > 0) return sources.map((each) => examinationOf(each, context));
  const finding = { level: 'problem', text: 'no source is configured', remedy: 'add one under sources' } as const;
  return [{ about: 'sources', look: () => Promise.resolve([finding]) }];
}

function examinationOf(settings: SourceSettings, context: SourceContext): Examination {
  const kind = SOURCE_KINDS.find((each) => each.kind === settings.kind);
  const about = `${settings.name} (${settings.kind})`;
  return { about, look: async () => (await kind?.diagnose(settings, context)) ?? [] };
}

function contextOf(settings: HeartbeatSettings, catalogue: LiveCatalogue, clock: SystemClock): SourceContext {
  return {
    catalogue,
    exposures: new ExposureWatchers(),
    probingAllowed: () => false,
    clock,
    log: new PinoLog('silent'),
    metrics: new Registry(),
    http: axios.create(SOURCE_REQUESTS),
    windowMs: settings.window.lengthMs,
    bucketMs: settings.window.bucketMs,
    staleAfterMs: settings.evaluation.staleAfterMs,
    maximumBasePaths: settings.apis.maximum,
  };
}
