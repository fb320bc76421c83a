import { readSettings } from '../../platform/settings/read-settings.js';
import { expectationsOf } from '../../sources/pulse/block/pulse-block.js';
import { bodyExpectations } from '../../sources/pulse/block/pulse-block.settings.js';
import { PulseExpectSettings } from '../../sources/pulse/block/pulse-expect.settings.js';
import type { PulseExpectations } from '../../sources/pulse/pulse-declaration.js';

/** What an answer must be like to count as a success: as for a target of Pulse. */
export class EndpointExpectSettings extends PulseExpectSettings {}

/** The same, ready to judge answers by. */
export type Expectations = PulseExpectations;

/** What the settings of an endpoint ask for. */
export function readExpectations(settings: EndpointExpectSettings): Expectations {
  return expectationsOf(settings);
}

/** The keys of expectations that cannot be met, as there is no body. */
export function unmeetable(settings: EndpointExpectSettings): string[] {
  return bodyExpectations(settings);
}

/** What is expected where nothing is said, or only `status`. Throws `SettingsError` for what is no status, class or range. */
export function expectedStatus(status?: readonly string[]): Expectations {
  const plain = status === undefined ? {} : { status };
  return expectationsOf(readSettings(EndpointExpectSettings, plain, { environment: {}, folder: '.' }));
}
