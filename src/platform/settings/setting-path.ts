import { printable } from '../telemetry/printable.js';

/** Where a value stands in the file: keys, and indices of lists. */
export type SettingPath = readonly (string | number)[];

/** A path as people write it: `sources[0].pollEvery`; keys that are not words are quoted. */
export function pathText(path: SettingPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[\w-]{1,100}$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${printable(JSON.stringify(step.slice(0, 100)))}]`;
  }
  return text;
}
