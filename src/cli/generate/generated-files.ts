import { readdirSync, readFileSync } from 'node:fs';
import type { Registry } from 'prom-client';
import { dialectsReference, withDialectTables } from '../../config/dialects-reference.js';
import { HeartbeatSettings } from '../../config/heartbeat.settings.js';
import { metricsReference } from '../../config/metrics-reference.js';
import { blockReference } from '../../config/rover-reference.js';
import { settingsReference } from '../../config/settings-reference.js';
import { settingsSchema } from '../../platform/settings/settings-schema.js';
import { createHeartbeat } from '../../service.js';
import { API_DOCUMENT, type ApiDocument } from '../../platform/http/api-document.js';
import { declaredSettings } from '../../platform/settings/setting-declaration.js';
import { readSettings } from '../../platform/settings/read-settings.js';
import { METRICS } from '../../platform/telemetry/metrics.js';
import { PinoLog } from '../../platform/telemetry/pino-log.js';
import { EXPOSURE_BLOCKS, SOURCE_KINDS } from '../../sources/source-kinds.js';
import { schemaText } from '../schema-text.js';
import { chartSchema } from './chart-schema.js';
import { chartValuesKeys } from './chart-values-keys.js';
import { chartReadme } from './chart-values-table.js';

const CHART = 'helm/heartbeat';

/** A source of every kind, with the examples of its required keys, so that what each counts is there. */
const SAMPLE = {
  sources: SOURCE_KINDS.map(({ kind, settings }) => {
    const required = declaredSettings(settings).filter((each) => each.required && each.example !== undefined);
    return { ...Object.fromEntries(required.map(({ key, example }) => [key, example])), kind, name: kind };
  }),
};

/** Every file of the repository that is made from the code, by its path; a test fails when one differs. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const settings = readSettings(HeartbeatSettings, SAMPLE, { environment: {}, folder: '.' });
  const { app } = await createHeartbeat(settings, new PinoLog('silent'));
  const { yaml } = app.get<ApiDocument>(API_DOCUMENT, { strict: false });
  const metrics = await app.get<Registry>(METRICS, { strict: false }).getMetricsAsJSON();
  await app.close();
  const schema = settingsSchema(HeartbeatSettings, 'heartbeat.yaml');
  return new Map([
    ['openapi.yaml', yaml],
    ['docs/configuration.md', settingsReference()],
    ['docs/dialects.md', dialectsReference()],
    ...gatewayPages(),
    ['docs/metrics.md', metricsReference(metrics)],
    ...EXPOSURE_BLOCKS.map((each) => [`docs/${each.key}-block.md`, blockReference(each)] as const),
    ['docs/rover.schema.json', schemaText('rover')],
    ['docs/settings.schema.json', schemaText('settings')],
    [`${CHART}/values.schema.json`, chartSchema(fileNow(`${CHART}/values.schema.json`), schema)],
    [`${CHART}/files/values-keys.yaml`, chartValuesKeys(fileNow(`${CHART}/values.schema.json`))],
    [`${CHART}/README.md`, chartReadme(fileNow(`${CHART}/README.md`), fileNow(`${CHART}/values.yaml`))],
  ]);
}

/** The pages on gateways, with the tables of their dialects. */
function gatewayPages(): [path: string, content: string][] {
  const folder = 'docs/gateways';
  const pages = readdirSync(new URL(`../../../${folder}/`, import.meta.url)).map((name) => `${folder}/${name}`);
  return pages.map((path) => [path, withDialectTables(fileNow(path))]);
}

/** A file as it stands; what is made anew is only a part of it. */
function fileNow(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
}
