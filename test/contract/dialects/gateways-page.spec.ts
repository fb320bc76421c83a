import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadSettings } from '../../../src/config/load-settings.js';
import { keyLabelsOf } from '../../../src/sources/dialects/dialect.js';
import { DIALECTS } from '../../../src/sources/dialects/dialects.js';

const PAGES = 'docs/gateways';
const NAMES = [...DIALECTS.map((each) => each.name), 'custom'];
const folder = mkdtempSync(join(tmpdir(), 'heartbeat-gateways-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Dialect → the text below the heading that names it. */
const chapters = new Map(
  readdirSync(PAGES).flatMap((file) =>
    readFileSync(join(PAGES, file), 'utf8')
      .split(/^#+ .*\(dialect `(?=[\w-]+`\)$)/m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf('`')), text] as const),
  ),
);

function exampleIn(name: string): { dialect: string }[] {
  const yaml = /```yaml\n(.*?)```/s.exec(chapters.get(name) ?? '')?.[1] ?? '';
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, yaml);
  return loadSettings(file, {}).settings.sources as unknown as { dialect: string }[];
}

describe(PAGES, () => {
  it.each(NAMES)('has a chapter on %s, with settings that work', (name) => {
    expect(exampleIn(name).map((source) => source.dialect)).toEqual([name]);
  });

  it.each(DIALECTS.map((each) => [each.name, each] as const))('names what is read of %s', (name, { counters }) => {
    for (const counter of counters)
      for (const word of [counter.metric, ...keyLabelsOf(counter), ...counter.outcomeLabels])
        expect(chapters.get(name)).toContain(`\`${word}\``);
  });

  it.each(NAMES)(
    'says of %s what to switch on, how to check it, what to watch out for, what it cannot, and where its manual is',
    (name) => {
      const parts = [...chapters.get(name)!.matchAll(/^\*\*([A-Z][a-z ]+)\.\*\*/gm)].map(([, part]) => part);
      const more = name === 'istio' ? ['Failures without a destination'] : [];
      expect(parts).toEqual(['Switch on', 'Read', 'Settings', 'Check', 'Watch out', ...more, 'Not possible', 'Manual']);
      expect(chapters.get(name)).toMatch(/\*\*Manual\.\*\*[^\n]*\]\(https:/);
    },
  );

  it.each(DIALECTS.map((each) => each.name))('has the generated table of %s', (name) => {
    expect(chapters.get(name)).toContain(`<!-- What is read of \`${name}\`: made by`);
  });

  it('says of every dialect whether it knows gRPC', () => {
    const chapter = readFileSync(join(PAGES, 'README.md'), 'utf8').split('\n## gRPC\n')[1]!.split('\n## ')[0]!;
    expect([...chapter.matchAll(/`([\w-]+)`/g)].map(([, name]) => name).toSorted()).toEqual(
      DIALECTS.map((each) => each.name).toSorted(),
    );
  });

  it('lists every dialect in the overview', () => {
    const overview = readFileSync(join(PAGES, 'README.md'), 'utf8');
    for (const name of NAMES) expect(overview).toMatch(new RegExp(`^\\|.*\\| \`${name}\` +\\|`, 'm'));
  });
});
