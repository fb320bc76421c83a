import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { describeWith, findProgram } from '../support/servers/real-process.js';
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

describeWith(['actionlint', 'zizmor'], 'linters', () => {
  // What actionlint makes of scripts depends on whether there is a shellcheck, which some machines have.
  const lint = (files: readonly string[]): { status: number | null; output: string }[] =>
    [
      spawnSync(findProgram('actionlint')!, ['-no-color', '-shellcheck=', ...files], { encoding: 'utf8' }),
      spawnSync(findProgram('zizmor')!, ['--offline', '--quiet', '--no-progress', ...files], { encoding: 'utf8' }),
    ].map(({ status, stdout, stderr }) => ({ status, output: `${stdout}${stderr}` }));

  it('have nothing to say about the workflows', () => {
    for (const { status, output } of lint(WORKFLOWS.map(({ name }) => join(FOLDER, name)))) {
      expect({ status, output }).toMatchObject({ status: 0 });
    }
  });

  it('see an action without its commit, and text of others in a shell', () => {
    const folder = mkdtempSync(join(tmpdir(), 'heartbeat-test-'));
    const file = join(folder, 'bad.yaml');
    const steps = [{ uses: 'actions/checkout@v5' }, { run: 'echo ${{ github.event.issue.title }}' }];
    writeFileSync(file, stringify({ on: 'issues', jobs: { a: { 'runs-on': 'ubuntu-24.04', steps } } }));
    const [actionlint, zizmor] = lint([file]);
    rmSync(folder, { recursive: true });
    expect(actionlint!.output).toMatch(/potentially untrusted/);
    expect(zizmor!.output).toMatch(/unpinned-uses[^]*template-injection|template-injection[^]*unpinned-uses/);
    expect([actionlint!.status === 0, zizmor!.status === 0]).toEqual([false, false]);
  });
});

describe('the release', () => {
  const steps = (job: string): Fields[] => JOBS.find(([name]) => name === `release.yaml ${job}`)![1]['steps'];
  const tagsOf = (release: string, others: readonly string[]): string[] => {
    const asked = spawnSync('.ci/image-tags', [release], { input: others.join('\n'), encoding: 'utf8' });
    return asked.status === 0 ? asked.stdout.trim().split('\n') : [];
  };

  it.each([
    ['v0.1.0', [], ['0.1.0', '0.1', 'latest']],
    ['v1.0.0', ['v0.9.0', 'v1.0.0', 'nightly', 'v2'], ['1.0.0', '1.0', 'latest']],
    ['v0.10.0', ['v0.9.3', 'v0.1.9'], ['0.10.0', '0.10', 'latest']],
    ['v0.9.4', ['v0.9.3', 'v0.10.0'], ['0.9.4', '0.9']],
    ['v0.1.2', ['v0.1.3', 'v0.2.0', 'v0.10.0'], ['0.1.2']],
    ['v0.1.2', ['v0.11.3'], ['0.1.2', '0.1']],
    ['0.1.0', [], []],
    ['v1.0.0-rc.1', [], []],
  ])('%s beside %j is called %j', (release, others, tags) => {
    expect(tagsOf(release, others)).toEqual(tags);
  });

  it('builds the image for two architectures, under these names, and signs what it pushes', () => {
    const image = steps('image');
    const { with: build } = image.find(({ uses = '' }) => uses.startsWith('docker/build-push-action@'))!;
    expect(build).toMatchObject({
      push: true,
      platforms: 'linux/amd64,linux/arm64',
      provenance: 'mode=max',
      sbom: true,
    });
    expect(build.tags).toBe('${{ steps.names.outputs.tags }}');
    expect(image.find(({ id }) => id === 'names')!['run']).toContain('.ci/image-tags "$GITHUB_REF_NAME"');
    for (const job of ['image', 'chart', 'package']) {
      expect(steps(job).filter(({ uses = '' }) => uses.startsWith('actions/attest-build-provenance@'))).toHaveLength(1);
    }
  });

  it('pushes the chart, whose image is the one that it pushes', () => {
    expect(
      steps('chart')
        .map(({ run = '' }) => run)
        .join(''),
    ).toContain('helm push');
    const { repository } = JSON.parse(readFileSync('package.json', 'utf8')) as { repository: { url: string } };
    const { image } = yaml('helm/heartbeat/values.yaml') as Fields;
    expect(`${image.registry}/${image.repository}`).toBe(
      repository.url.replace('git+https://github.com/', 'ghcr.io/').replace(/\.git$/, ''),
    );
  });

  it('takes nothing out of a cache that others can fill', () => {
    const nodes = ['check', 'package'].flatMap((job) => steps(job)).filter(({ uses = '' }) => /\/setup-/.test(uses));
    expect(nodes.length).toBeGreaterThan(2);
    for (const { with: given } of nodes) expect([given['package-manager-cache'], given['cache']]).toContain(false);
  });
});

describe('the workflows', () => {
  it('may read, and say so for everything beyond', () => {
    for (const { content } of WORKFLOWS) expect(content['permissions']).toEqual({ contents: 'read' });
    const more = JOBS.filter(([, { permissions }]) => permissions !== undefined).map(([job]) => job);
    expect(more).toEqual(['release.yaml image', 'release.yaml chart', 'release.yaml package']);
  });

  it.each(JOBS)('end by themselves: %s', (_, job) => {
    expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
  });

  it('leave no token behind in a checkout', () => {
    const checkouts = STEPS.filter(([, { uses = '' }]) => uses.startsWith('actions/checkout@'));
    expect(checkouts.length).toBe(JOBS.length);
    for (const [, step] of checkouts) expect(step['with']['persist-credentials']).toBe(false);
  });

  it('name actions by commit with the version beside it', () => {
    const uses = WORKFLOWS.flatMap(({ text }) => text.match(/^\s*(?:- )?uses:.*$/gm) ?? []);
    expect(uses.length).toBeGreaterThan(15);
    expect(uses.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
    const commits = uses.map((line) => /uses: (\S+@[0-9a-f]{40} # \S+)/.exec(line)![1]!.replace('@', ' '));
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
