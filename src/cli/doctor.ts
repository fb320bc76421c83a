import axios from 'axios';
import { Command } from 'commander';
import { Registry } from 'prom-client';
import { catalogueOf } from '../apis/apis.module.js';
import { checkRovers, roverProblems, type RoverReport } from '../apis/check-rovers.js';
import { ExposureWatchers } from '../apis/exposure-watchers.js';
import type { LiveCatalogue } from '../apis/live-catalogue.js';
import type { HeartbeatSettings } from '../config/heartbeat.settings.js';
import { SystemClock } from '../platform/clock/system-clock.js';
import { PinoLog } from '../platform/telemetry/pino-log.js';
import type { Finding, SourceContext } from '../sources/source-kind.js';
import { SOURCE_KINDS } from '../sources/source-kinds.js';
import { SOURCE_REQUESTS } from '../sources/source-request.js';
import type { SourceSettings } from '../sources/source.settings.js';
import { EXIT } from './exit-codes.js';
import { settingsOrExit } from './settings-or-exit.js';

/** Findings about one thing: a source, or the catalogue. */
interface Diagnosis {
  readonly about: string;
  readonly findings: readonly Finding[];
}

const MARKS = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const;

/** `heartbeat doctor`: reaches each source and says why there is no data; exit code 1 when something is wrong. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('reach each source and say in plain words why there is, or is not, data')
    .option('-c, --config <file>', 'settings file (else HEARTBEAT_CONFIG, else ./heartbeat.yaml)')
    .option('--json', 'print the findings as JSON')
    .exitOverride()
    .action((options: { config?: string; json?: boolean }) => doctor(options));
}

async function doctor(options: { config?: string; json?: boolean }): Promise<void> {
  const loaded = settingsOrExit(options.config);
  if (!loaded) return;
  const diagnoses = await diagnose(loaded.settings);
  process.stdout.write(options.json ? `${JSON.stringify(diagnoses, null, 2)}\n` : shown(diagnoses));
  const bad = diagnoses.some(({ findings }) => findings.some((each) => each.level === 'problem'));
  process.exitCode = bad ? EXIT.problemsFound : EXIT.ok;
}

async function diagnose(settings: HeartbeatSettings): Promise<Diagnosis[]> {
  const clock = new SystemClock();
  const catalogue = catalogueOf(settings.apis);
  const rovers: RoverReport =
    settings.apis.rovers === undefined ? { files: [] } : await checkRovers(settings.apis.rovers);
  catalogue.update(new Map(rovers.files.map(({ file, exposures }) => [file, exposures])));
  const context: SourceContext = {
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
  const sources = await Promise.all(settings.sources.map((each) => diagnoseSource(each, context)));
  if (sources.length === 0)
    sources.push({
      about: 'sources',
      findings: [{ level: 'problem', text: 'no source is configured', remedy: 'add one under sources' }],
    });
  return [{ about: 'catalogue', findings: catalogueFindings(catalogue, rovers) }, ...sources];
}

async function diagnoseSource(settings: SourceSettings, context: SourceContext): Promise<Diagnosis> {
  const kind = SOURCE_KINDS.find((each) => each.kind === settings.kind);
  const about = `${settings.name} (${settings.kind})`;
  return { about, findings: (await kind?.diagnose(settings, context)) ?? [] };
}

function catalogueFindings(catalogue: LiveCatalogue, rovers: RoverReport): Finding[] {
  const findings: Finding[] = [];
  const declared = catalogue.current().declarations.size;
  findings.push({ level: 'ok', text: `${declared} base paths are declared` });
  if (rovers.problem !== undefined) findings.push({ level: 'problem', text: `the Rover directory ${rovers.problem}` });
  for (const text of roverProblems(rovers)) findings.push({ level: 'problem', text });
  for (const { basePath, by, first } of catalogue.leftOut.duplicates) {
    findings.push({ level: 'warning', text: `${basePath} is declared by ${by} and by ${first}; the first counts` });
  }
  if (catalogue.leftOut.refused > 0)
    findings.push({ level: 'problem', text: `${catalogue.leftOut.refused} base paths are beyond apis.maximum` });
  return findings;
}

function shown(diagnoses: readonly Diagnosis[]): string {
  const lines = diagnoses.flatMap(({ about, findings }) => [
    about,
    ...findings.flatMap(({ level, text, remedy }) => [
      `  ${MARKS[level]} ${text}`,
      ...(remedy === undefined ? [] : [`          ${remedy}`]),
    ]),
  ]);
  return `${lines.join('\n')}\n`;
}
