import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { heartbeat } from '../support/heartbeat-command.js';
import { onTerminal, PSEUDO_TERMINAL } from '../support/pseudo-terminal.js';
import { describeWith, eventually } from '../support/servers/real-process.js';
import { WatchedEndpoints } from '../support/servers/watched-endpoints.js';

const FIFTY = { ok: 26, missing: 4, failing: 8, hanging: 4, slow: 4, refused: 4 };
const folder = mkdtempSync(join(tmpdir(), 'heartbeat-watch-'));
const file = join(folder, 'endpoints.yaml');
let endpoints: WatchedEndpoints;

beforeAll(async () => {
  endpoints = await WatchedEndpoints.start();
  writeFileSync(file, endpoints.list(FIFTY));
});

afterAll(async () => {
  await endpoints.stop();
  rmSync(folder, { recursive: true });
});

/** Writes a list and gives its path. */
function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

interface Line {
  readonly type: string;
  readonly at: string;
  readonly endpoint: string;
  readonly round: number;
  readonly cause: string;
  readonly latencyMs: number;
  readonly domains: { domain: string; probes: number; successes: number; successRatio: number }[];
  readonly endpoints: { endpoint: string; probes: number; successes: number; below: boolean }[];
}

const linesOf = (out: string): Line[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('heartbeat watch, of 50 endpoints', () => {
  it('prints JSON lines: who answered how, per endpoint, domain and round, and none held up by those that hang', async () => {
    const startMs = Date.now();
    const args = ['--json', '--every', '2s', '--timeout', '1500ms', '--duration', '3s'];
    const { code, out, err } = await heartbeat(['watch', file, ...args]);
    expect([code, err]).toEqual([1, '']);
    const lines = linesOf(out);
    const probes = lines.filter((each) => each.type === 'probe');
    const seen = (kind: string): string[] =>
      [...new Set(probes.filter((each) => each.endpoint.startsWith(kind)).map((each) => each.cause))].toSorted();
    expect(Object.fromEntries(Object.keys(FIFTY).map((kind) => [kind, seen(kind)]))).toEqual({
      ok: ['status'],
      missing: ['status'],
      failing: ['status'],
      hanging: ['timeout'],
      slow: ['status'],
      refused: ['connect'],
    });
    expect(probes).toHaveLength(100);
    const ofHanging = lines.findIndex((each) => each.endpoint?.startsWith('hanging'));
    expect(lines.slice(0, ofHanging).filter((each) => each.endpoint?.startsWith('ok'))).toHaveLength(FIFTY.ok);
    const summary = lines.at(-1)!;
    expect(summary).toMatchObject({
      type: 'summary',
      rounds: 2,
      probes: 100,
      successes: 68,
      successRatio: 0.68,
      exitCode: 1,
    });
    expect(summary.domains.map(({ domain, probes: asked }) => [domain, asked])).toEqual([
      ['127.0.0.1', 50],
      ['localhost', 50],
    ]);
    const below = summary.endpoints.filter((each) => each.below).map((each) => each.endpoint.split(' ')[0]!);
    expect([...new Set(below)]).toEqual(['failing', 'hanging', 'refused']);
    expect(below).toHaveLength(16);
    expect(Date.parse(lines[0]!.at)).toBeGreaterThanOrEqual(startMs);
  }, 30_000);

  it('prints a line per endpoint and round, and the summary on Ctrl-C', async () => {
    const child = spawn(process.execPath, ['dist/cli/heartbeat.js', 'watch', file, '--every', '2s', '--timeout', '1s']);
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    await eventually('the second round', 20_000, async () => out.includes('(round 2, all)'));
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(err).toBe('');
    expect(out).not.toContain('\u001b');
    const [rounds = '', summary = ''] = out.split('\n\n', 2);
    const ofOne = rounds.split('\n').filter((line) => line.includes('  failing 1  '));
    expect(ofOne).toEqual([
      expect.stringMatching(/^\d{4}-\S+Z {2}127\.0\.0\.1 +failing 1 +0\.0 % +0\/1 {2}503 +\d+ ms {2}answered 503$/),
      expect.stringMatching(/^\d{4}-\S+Z {2}127\.0\.0\.1 +failing 1 +0\.0 % +0\/2 {2}503 +\d+ ms {2}answered 503$/),
    ]);
    expect(rounds).toMatch(/ {2}127\.0\.0\.1 +\(round 1, all\) +68\.0 % +17\/25\n/);
    expect(summary).toMatch(/^DOMAIN, ENDPOINT +SUCCESS +LAST +LATENCY +PROBES\n127\.0\.0\.1 +68\.0 %/);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(
      /^below 90 %: failing 1 \(0\.0 %\), failing 2 .*refused 4 \(0\.0 %\)$/,
    );
  }, 40_000);
});

describe('the exit code of heartbeat watch', () => {
  it.each<[number, string, () => string, string[]]>([
    [0, 'all endpoints are at or above 90 %', () => endpoints.list({ ok: 2, missing: 1 }), []],
    [1, 'below 90 %: failing 1 (0.0 %)', () => endpoints.list({ ok: 2, failing: 1 }), []],
    [0, 'all endpoints are at or above 0 %', () => endpoints.list({ failing: 1 }), ['--threshold', '0%']],
    [1, 'nothing answered: if that cannot be', () => endpoints.list({ refused: 2 }), []],
    [3, 'nothing could be asked', () => '- { name: a, url: "http://no-such-host.invalid/" }', []],
  ])('is %i when %s', async (code, told, yaml, args) => {
    const result = await heartbeat(['watch', fileOf('some.yaml', yaml()), '--once', '--timeout', '2s', ...args]);
    expect([result.code, result.err]).toEqual([code, '']);
    expect(result.out.trimEnd().split('\n').at(-1)).toContain(told);
  });

  it.each<[number, string, string[]]>([
    [2, 'cannot be read: ENOENT', ['no-such-file.yaml']],
    [2, 'cannot be read: EISDIR', ['.']],
    [2, 'wrong.yaml:2: endpoints[0].url: is "ftp://a/": it does not begin with http://', ['wrong.yaml']],
    [64, 'a duration from 1s to 1h', ['wrong.yaml', '--every', '1ms']],
    [64, 'a whole number from 1 to 1000', ['wrong.yaml', '--concurrency', '0']],
    [64, 'a percentage such as 99.5%', ['wrong.yaml', '--threshold', '90']],
    [64, 'a percentage such as 99.5%', ['wrong.yaml', '--threshold', '101%']],
    [64, "missing required argument 'file'", []],
  ])('is %i when %s', async (code, told, [name, ...args]) => {
    fileOf('wrong.yaml', '- name: a\n  url: ftp://a/\n');
    const paths = name === undefined ? [] : [join(folder, name)];
    const result = await heartbeat(['watch', ...paths, ...args]);
    expect([result.code, result.out]).toEqual([code, '']);
    expect(result.err).toContain(told);
  });

  it('is 3 when it was stopped before anything was known', async () => {
    const path = fileOf('hanging.yaml', endpoints.list({ hanging: 3 }));
    const child = spawn(process.execPath, ['dist/cli/heartbeat.js', 'watch', path, '--every', '30s', '--json']);
    let out = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    await endpoints.asked('hanging');
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([3, null]);
    expect(linesOf(out)).toEqual([
      expect.objectContaining({ type: 'summary', probes: 0, successRatio: null, exitCode: 3 }),
    ]);
  }, 20_000);
});

describe('heartbeat watch', () => {
  it('ends without a word when its reader goes away', async () => {
    const child = spawn(process.execPath, ['dist/cli/heartbeat.js', 'watch', file, '--every', '1s']);
    let err = '';
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await once(child, 'close')).toEqual([141, null]);
    expect(err).toBe('');
  }, 20_000);

  it('reads standard input, and shows names in printable form', async () => {
    const yaml = `- { name: "a\\u202eb\\u009b31m", url: "${endpoints.url('ok')}" }`;
    const lines = await heartbeat(['watch', '-', '--once'], {}, yaml);
    expect(lines).toMatchObject({ code: 0, err: '', out: expect.stringContaining('a\\u202eb\\u009b31m') });
    const json = await heartbeat(['watch', '-', '--once', '--json'], {}, yaml);
    expect(linesOf(json.out)[0]!.endpoint).toBe('a\u202eb\u009b31m');
    expect(json.out + lines.out).not.toMatch(/[\u202e\u009b]/);
    expect(await heartbeat(['watch', '-'], {}, '[')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^standard input:1: /),
    });
    expect(await heartbeat(['watch', '-'], {}, ' '.repeat(300_000))).toMatchObject({ code: 2 });
  });

  it('marks its probes, takes variables, and asks with method, headers and body', async () => {
    const secret = 'hunter2-and-more';
    const yaml = `- { name: post, url: "${endpoints.url('ok')}?x=1", method: POST, body: "{}", headers: { X-Key: "\${HEARTBEAT_KEY}" } }`;
    const asked = endpoints.asked('ok');
    const result = await heartbeat(['watch', '-', '--once', '--json'], { HEARTBEAT_KEY: secret }, yaml);
    expect(result.code).toBe(0);
    expect(result.out).not.toContain(secret);
    expect(await asked).toMatchObject({
      method: 'POST',
      url: '/ok?x=1',
      headers: { 'x-key': secret, 'content-length': '2', 'user-agent': expect.stringMatching(/^Heartbeat-Pulse\/\d/) },
    });
  });
});

describeWith(PSEUDO_TERMINAL, 'heartbeat watch, on a terminal', () => {
  const watch = (path: string): string =>
    `exec '${process.execPath}' dist/cli/heartbeat.js watch '${path}' --every 1s --timeout 600ms`;

  it('shows a table that is redrawn in place, and leaves the terminal as it was on Ctrl-C', async () => {
    const { child, screen } = onTerminal(watch(file), { rows: 70, columns: 120 });
    await eventually('the second round', 20_000, async () => screen.side[0]?.includes('round 2'));
    expect(screen.side[0]).toMatch(/^50 endpoints, round 2, \d+s; ! is below 90 %; Ctrl-C ends$/);
    for (const [kind, count] of Object.entries(FIFTY))
      for (let index = 1; index <= count; index++)
        expect(screen.side.filter((line) => line.slice(1).startsWith(` ${kind} ${index} `))).toHaveLength(1);
    await eventually('a time-out', 10_000, async () => screen.side.some((line) => /hanging 1 .*timeout/.test(line)));
    expect(screen).toMatchObject({ onSide: true, cursorShown: false, wraps: false });
    child.stdin.write('\u0003');
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(screen).toMatchObject({ onSide: false, cursorShown: true, wraps: true });
    expect(screen.main.join('\n')).toMatch(/127\.0\.0\.1 +\d+\.\d %/);
    expect(screen.main.join('\n')).toContain('below 90 %: failing 1 (0.0 %)');
    expect([screen.widest <= 120, screen.lowest <= 70]).toEqual([true, true]);
  }, 40_000);

  it('fits into a small terminal, what is below the threshold first, and takes a new size at once', async () => {
    const wide = endpoints
      .list({ ok: 20, failing: 3 })
      .replace('ok 1\n', '非常に長い名前のエンドポイントです、本当に長い\n');
    const path = fileOf('wide.yaml', wide);
    const flag = join(folder, 'resize');
    const resize = `(while [ ! -e '${flag}' ]; do sleep 0.1; done; stty rows 20 cols 50 < /dev/tty) & `;
    const { child, screen } = onTerminal(resize + watch(path), { rows: 10, columns: 30 });
    await eventually('the first round', 20_000, async () => screen.side.some((line) => line.includes('failing 3')));
    expect(screen.side).toHaveLength(10);
    expect([screen.widest <= 30, screen.lowest <= 10]).toEqual([true, true]);
    expect(screen.side.filter((line) => line.includes('failing'))).toHaveLength(3);
    expect(screen.side.at(-1)).toBe('… and 18 more');
    writeFileSync(flag, '');
    await eventually('the new size', 10_000, async () => screen.side.length === 20);
    expect(screen.side.at(-1)).toBe('… and 8 more');
    child.stdin.write('\u0003');
    await once(child, 'close');
    expect(screen.cursorShown).toBe(true);
  }, 40_000);

  it('shows colours unless NO_COLOR is set, and lines on a dumb terminal', async () => {
    const path = fileOf('failing.yaml', endpoints.list({ failing: 1 }));
    const command = `${watch(path)} --once`;
    const run = async (prefix: string): Promise<string> => {
      const { child, raw } = onTerminal(`${prefix}${command}`, { rows: 20, columns: 80 });
      await once(child, 'close');
      return raw();
    };
    expect(await run('')).toContain('\u001b[31m');
    expect(await run('export NO_COLOR=1; ')).not.toMatch(/\u001b\[\d+m/);
    expect(await run('export TERM=dumb; ')).not.toContain('\u001b');
  }, 30_000);

  it('restores the terminal when it fails', async () => {
    const preload = join(folder, 'fault.mjs');
    writeFileSync(
      preload,
      `const { write } = process.stdout;
      process.stdout.write = function (text, ...rest) {
        if (String(text).includes('round 2,')) queueMicrotask(() => { throw new Error('boom'); });
        return write.call(this, text, ...rest);
      };`,
    );
    const { child, screen, raw } = onTerminal(`export NODE_OPTIONS='--import ${preload}'; ${watch(file)}`, {
      rows: 20,
      columns: 80,
    });
    expect(await once(child, 'close')).toEqual([70, null]);
    expect(screen).toMatchObject({ onSide: false, cursorShown: true, wraps: true });
    expect(raw()).toContain('boom');
  }, 30_000);
});
