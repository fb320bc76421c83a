import { HeartbeatSettings } from '../../config/heartbeat.settings.js';
import { settingsReference } from '../../config/settings-reference.js';
import { settingsSchema } from '../../config/settings-schema.js';
import { createHeartbeat } from '../../main.js';
import { API_DOCUMENT, type ApiDocument } from '../../platform/http/api-document.js';
import { PinoLog } from '../../platform/telemetry/pino-log.js';

/** Every file of the repository that is made from the code, by its path; a test fails when one differs. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const { app } = await createHeartbeat(new HeartbeatSettings(), new PinoLog('silent'));
  const { yaml } = app.get<ApiDocument>(API_DOCUMENT, { strict: false });
  await app.close();
  return new Map([
    ['openapi.yaml', yaml],
    ['docs/configuration.md', settingsReference()],
    ['docs/settings.schema.json', `${JSON.stringify(settingsSchema(HeartbeatSettings), null, 2)}\n`],
  ]);
}
