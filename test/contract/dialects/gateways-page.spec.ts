import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadSettings } from '../../../src/config/load-settings.js';
import { labelsOf } from '../../../src/sources/dialects/dialect.js';
import { DIALECTS } from '../../../src/sources/dialects/dialects.js';

const folder = mkdtempSync(join(tmpdir(), 'heartbeat-gateways-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Title of each chapter → its text. */
const chapters = new Map(
  readFileSync('docs/gateways.md', 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text]),
);

function exampleIn(name: string): { dialect: string }[] {
  const yaml = /```yaml\n(.*?)```/s.exec(chapters.get(name) ?? '')?.[1] ?? '';
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, yaml);
  return loadSettings(file, {}).settings.sources as unknown as { dialect: string }[];
}

describe('docs/gateways.md', () => {
  it.each([...DIALECTS.map((each) => each.name), 'custom'])('has a chapter on %s, with settings that work', (name) => {
    expect(exampleIn(name).map((source) => source.dialect)).toEqual([name]);
  });

  it.each(DIALECTS.map((each) => [each.name, each] as const))('names what is read of %s', (name, { counters }) => {
    for (const counter of counters)
      for (const word of [counter.metric, ...labelsOf(counter)]) expect(chapters.get(name)).toContain(`\`${word}\``);
  });
});
