import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ROVER_YAML_OF_ALL_KINDS } from '../support/rover-yaml-of-all-kinds.js';
import { parseAllDocuments } from 'yaml';
import { HeartbeatSettings } from '../../src/config/heartbeat.settings.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { describeProblem, SettingsError } from '../../src/platform/settings/settings-error.js';
import { declaredSettings } from '../../src/platform/settings/setting-declaration.js';
import { commandLines, mistakesInLine } from './documented-commands.js';
import { brokenLinks, codeBlocks, linksOf, reachable, readPages, scriptsNamed, type Page } from './documents.js';

const PAGES = readPages();
const SECTIONS = new Set(declaredSettings(HeartbeatSettings).map((each) => each.key));
const folder = mkdtempSync(join(tmpdir(), 'heartbeat-documents-'));
const yamlOf = (page: Page): string[] =>
  codeBlocks(page).flatMap((block) => (block.language === 'yaml' ? [block.text] : []));

afterAll(() => rmSync(folder, { recursive: true }));

/** The example as `check-config` sees it; secrets come from files that are there. */
function mistakesIn(yaml: string): string[] {
  const secret = join(folder, 'secret');
  const file = join(folder, 'heartbeat.yaml');
  writeFileSync(secret, 'not-a-secret-at-all');
  writeFileSync(file, yaml.replaceAll(/(File: )\S+?(?=[\s,}])/g, `$1${secret}`));
  const environment = Object.fromEntries(
    [...yaml.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => [name, 'not-a-secret-at-all']),
  );
  try {
    loadSettings(file, environment);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map(describeProblem);
  }
}

/** Whether an example is a whole `heartbeat.yaml`, by its top-level keys. */
function isSettings(yaml: string): boolean {
  const value: unknown = parseAllDocuments(yaml)[0]?.toJS();
  return typeof value === 'object' && value !== null && Object.keys(value).some((key) => SECTIONS.has(key));
}

describe.each(PAGES.map((page) => [page.path, page] as const))('%s', (_, page) => {
  it('links to what is there', () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    expect(scriptsNamed(page).filter((name) => !(name in scripts))).toEqual([]);
  });

  it('gives commands, options, addresses and parameters that are there', () => {
    expect(commandLines(page).flatMap(mistakesInLine)).toEqual([]);
  });

  it('gives settings that are taken', () => {
    expect(yamlOf(page).filter(isSettings).flatMap(mistakesIn)).toEqual([]);
  });

  it('gives Rovers that are taken', () => {
    const rovers = yamlOf(page).filter((yaml) => /^kind: Rover$/m.test(yaml));
    expect(rovers.map((yaml) => ROVER_YAML_OF_ALL_KINDS.read(Buffer.from(yaml))).filter((each) => !each.ok)).toEqual(
      [],
    );
  });
});

it('The site has every page, and no page that is not there', () => {
  const { nav } = parseAllDocuments(readFileSync('mkdocs.yml', 'utf8'))[0]!.toJS() as { nav: unknown };
  const listed = [...JSON.stringify(nav).matchAll(/"([\w/-]+\.md)"/g)].map(([, name]) => `docs/${name}`);
  const pages = PAGES.map(({ path }) => path).filter((path) => /^docs\/(?!adr\/).+\.md$/.test(path));
  expect(listed.toSorted()).toEqual(pages.toSorted());
});

it('Every Mermaid block has its picture, drawn from the text that it has now (node .ci/draw-pictures.js)', () => {
  const blocks = PAGES.flatMap(codeBlocks).filter(({ language }) => language === 'mermaid');
  const hashes = blocks.map(({ text }) => createHash('sha256').update(text).digest('hex'));
  const pictures = readdirSync('docs/pictures').map((file) => readFileSync(`docs/pictures/${file}`, 'utf8'));
  expect(pictures.map((svg) => /^<!-- drawn from sha256:(\w+) -->/.exec(svg)?.[1]).toSorted()).toEqual(
    hashes.toSorted(),
  );
});

it('Every page can be reached from the README in two clicks', () => {
  const reached = reachable(PAGES, 'README.md', 2);
  expect(PAGES.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
});

it('Decisions are numbered without a gap, and each says why and what would change our mind', () => {
  const decisions = PAGES.filter(({ path }) => path.startsWith('docs/adr/'));
  const numbers = decisions.map(({ path }) => Number(/\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]));
  expect(numbers).toEqual(decisions.map((_, index) => index + 1));
  for (const part of ['Context.', 'Decision.', 'Consequences.', 'What would change our mind.']) {
    expect(decisions.filter(({ text }) => !text.includes(`**${part}**`)).map(({ path }) => path)).toEqual([]);
  }
});

it('The changelog keeps its form', () => {
  const text = readFileSync('CHANGELOG.md', 'utf8');
  const headings = [...text.matchAll(/^##+ (.*)$/gm)].map(([, heading]) => heading!);
  const form =
    /^(?:\[Unreleased\]|\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}|Added|Changed|Deprecated|Removed|Fixed|Security)$/;
  expect(headings.length).toBeGreaterThan(1);
  expect(headings.filter((heading) => !form.test(heading))).toEqual([]);
});

it('The reference of metrics has every metric that the code names, whatever is configured', () => {
  const told = ['docs/metrics.md', 'docs/observability.md'].map((path) => readFileSync(path, 'utf8')).join('\n');
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(?<!\.spec)\.ts$/.test(path),
  );
  const named = sources.flatMap((path) =>
    [...readFileSync(join('src', path), 'utf8').matchAll(/'(heartbeat_[a-z_]*[a-z])'/g)].map(([, name]) => name!),
  );
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((name) => !new RegExp(`\`${name}[\`{]`).test(told))).toEqual([]);
});

describe('The checks of pages notice', () => {
  const page = (text: string): Page => ({ path: 'docs/made-up.md', text });

  it.each(['[x](nothing.md)', '[x](../nothing)', '[x](verdict.md#no-such-heading)', '[x](#nowhere)'])(
    'the broken link %s',
    (text) => {
      expect(brokenLinks(page(text))).toHaveLength(1);
    },
  );

  it('links in prose only, with their anchors', () => {
    const text = '[a](adr) [b](../README.md#licence)\n`[c](x.md)`\n```\n[d](y.md)\n```\n[e](https://example.com)';
    expect(linksOf(page(text))).toEqual([{ target: 'docs/adr' }, { target: 'README.md', anchor: 'licence' }]);
    expect(brokenLinks(page(text))).toEqual([]);
  });

  it('scripts', () => {
    expect(scriptsNamed(page('`npm run nope -- x` and `npm test`'))).toEqual(['test', 'nope']);
  });

  it('commands, and what is wrong with them', () => {
    const text =
      '```\n$ heartbeat get /a --watch   # for ever\nUP\ncurl localhost:1 \\\n  -v\n```\n```yaml\nheartbeat x\n```\n';
    expect(commandLines(page(text))).toEqual(['heartbeat get /a --watch', 'curl localhost:1    -v']);
    const fine = [
      'heartbeat get /a --watch',
      'heartbeat --version',
      "curl 'http://localhost:8080/heartbeats?status=UP'",
    ];
    expect(fine.flatMap(mistakesInLine)).toEqual([]);
    const wrong = [
      'heartbeat got',
      'heartbeat get --wach',
      'curl http://localhost:8080/heartbeat',
      'curl -X POST http://localhost/heartbeats',
      'curl http://localhost/heartbeats?state=UP',
    ];
    expect(wrong.map((line) => mistakesInLine(line).length)).toEqual([1, 1, 1, 1, 1]);
  });

  it('wrong settings and wrong Rovers, and leaves other YAML alone', () => {
    const wrong = 'http: { port: 99999 }\n';
    expect([isSettings(wrong), mistakesIn(wrong).length]).toEqual([true, 1]);
    expect(isSettings('mapping: { names: {} }\n')).toBe(false);
    expect(ROVER_YAML_OF_ALL_KINDS.read(Buffer.from('kind: Rover\napiVersion: tcp.ei.telekom.de/v1\n')).ok).toBe(false);
  });

  it('pages that are too far away', () => {
    const pages = [
      { path: 'README.md', text: '[a](docs/a.md)' },
      { path: 'docs/a.md', text: '[b](b.md)' },
      { path: 'docs/b.md', text: '[c](c.md)' },
    ];
    expect([...reachable(pages, 'README.md', 2)]).toEqual(['README.md', 'docs/a.md', 'docs/b.md']);
  });
});
