import { HeartbeatSettings } from '../config/heartbeat.settings.js';
import { roverSchema } from '../config/rover-schema.js';
import { settingsSchema } from '../platform/settings/settings-schema.js';
import { EXPOSURE_BLOCKS } from '../sources/source-kinds.js';

/** A JSON Schema as it is published: of the settings, or of Rover files. */
export function schemaText(name: 'settings' | 'rover'): string {
  const schema =
    name === 'settings' ? settingsSchema(HeartbeatSettings, 'heartbeat.yaml') : roverSchema(EXPOSURE_BLOCKS);
  return `${JSON.stringify(schema, null, 2)}\n`;
}
