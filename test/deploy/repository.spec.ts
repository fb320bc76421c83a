import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { describeWith } from '../support/servers/real-process.js';
import type { Fields } from './fields.js';
import { mistakesBy } from './published-schema.js';

const FOLDER = '.github/workflows';
const WORKFLOWS = readdirSync(FOLDER).map((name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  return { name, text, content: parse(text) as Fields };
});
const JOBS = WORKFLOWS.flatMap(({ name, content }) =>
  Object.entries<Fields>(content['jobs']).map(([job, fields]) => [`${name} ${job}`, fields] as const),
);
const STEPS = JOBS.flatMap(([job, { steps }]) => (steps as Fields[]).map((step) => [job, step] as const));
const RUNS = STEPS.flatMap(([job, { run }]) => (run === undefined ? [] : [[job, run as string] as const]));
const FORMS = readdirSync('.github/ISSUE_TEMPLATE').filter((name) => name !== 'config.yml');
const { scripts, engines } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
  engines: { node: string };
};

const yaml = (path: string): Fields => parse(readFileSync(path, 'utf8')) as Fields;

describeWith(
  ['github-workflows.json', 'dependabot.json', 'github-issue-forms.json', 'github-issue-config.json'],
  'by their published schemas',
  () => {
    it.each(WORKFLOWS)('the workflow $name is right', ({ content }) => {
      expect(mistakesBy('github-workflows.json', content)).toEqual([]);
    });

    it('dependency updates are right', () => {
      expect(mistakesBy('dependabot.json', yaml('.github/dependabot.yaml'))).toEqual([]);
    });

    it.each(FORMS)('the issue form %s is right', (name) => {
      expect(mistakesBy('github-issue-forms.json', yaml(`.github/ISSUE_TEMPLATE/${name}`))).toEqual([]);
    });

    it("the forms' settings are right", () => {
      expect(mistakesBy('github-issue-config.json', yaml('.github/ISSUE_TEMPLATE/config.yml'))).toEqual([]);
    });

    it('nonsense is seen', () => {
      const workflow = { on: 'push', jobs: { a: { 'runs-on': 'x', steps: [{ rum: 'x' }] } } };
      expect(mistakesBy('github-workflows.json', workflow)).not.toEqual([]);
      expect(mistakesBy('dependabot.json', { version: 2, updates: [{ 'package-ecosystem': 'npn' }] })).not.toEqual([]);
      expect(mistakesBy('github-issue-forms.json', { name: 'x', description: 'y', body: [{ type: 'z' }] })).not.toEqual(
        [],
      );
    });
  },
);

describe('the workflows', () => {
  it('may read, and say so for everything beyond', () => {
    for (const { content } of WORKFLOWS) expect(content['permissions']).toEqual({ contents: 'read' });
    const more = JOBS.filter(([, { permissions }]) => permissions !== undefined).map(([job]) => job);
    expect(more).toEqual(['release.yaml image', 'release.yaml package']);
  });

  it.each(JOBS)('end by themselves: %s', (_, job) => {
    expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
  });

  it('leave no token behind in a checkout', () => {
    const checkouts = STEPS.filter(([, { uses = '' }]) => uses.startsWith('actions/checkout@'));
    expect(checkouts.length).toBe(JOBS.length);
    for (const [, step] of checkouts) expect(step['with']['persist-credentials']).toBe(false);
  });

  it('name actions by commit with the version beside it, or say why not', () => {
    const uses = WORKFLOWS.flatMap(({ text }) =>
      text.split('\n').map((line, index, lines) => [lines[index - 1] ?? '', line] as const),
    ).filter(([, line]) => /^\s*(?:- )?uses:/.test(line));
    expect(uses.length).toBeGreaterThan(15);
    const loose = uses.filter(([, line]) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line));
    expect(loose.filter(([above]) => !/# By major version/.test(above))).toEqual([]);
    const commits = uses.flatMap(
      ([, line]) => /uses: (\S+)@([0-9a-f]{40}) # (\S+)/.exec(line)?.slice(1).join(' ') ?? [],
    );
    const actions = new Set(commits.map((each) => each.split(' ')[0]));
    expect(new Set(commits).size).toBe(actions.size);
  });

  it('put no text of others into a shell', () => {
    expect(RUNS.filter(([, run]) => run.includes('${{'))).toEqual([]);
  });

  it.each(RUNS)('run commands that are there and are written rightly: %s: %s', (_, run) => {
    expect(spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    const named = [...run.matchAll(/\bnpm (?:run )?(test|[a-z]+:[a-z]+|format|lint|types|sbom|build)\b/g)].map(
      ([, name]) => name!,
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    for (const [path] of run.matchAll(/\.ci\/[\w-]+/g)) accessSync(path, constants.X_OK);
  });

  it('test every Node that package.json promises', () => {
    const [, matrix] = JOBS.find(([job]) => job === 'ci.yaml test')!;
    const tested: number[] = matrix['strategy'].matrix.node;
    expect(tested.map(String)).toEqual([...engines.node.matchAll(/(?:\^|>=)(\d+)/g)].map(([, major]) => major));
  });

  it('run every suite, and need what the suites need', () => {
    const commands = RUNS.filter(([job]) => job.startsWith('ci.yaml'))
      .map(([, run]) => run)
      .join('\n');
    // All but the one that goes on until a developer ends it.
    const suites = Object.keys(scripts).filter((name) => /^test(?::(?!watch$)|$)/.test(name));
    expect(suites.length).toBeGreaterThan(3);
    for (const name of suites) expect(commands).toMatch(new RegExp(`npm (?:run )?${name}$`, 'm'));
    const real = STEPS.filter(([, { run = '' }]) => /npm run test:/.test(run));
    expect(real.map(([, { env }]) => env)).toEqual(real.map(() => ({ HEARTBEAT_REQUIRE_REAL: '1' })));
  });
});
