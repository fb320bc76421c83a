import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { heartbeatProgram } from '../../src/cli/program.js';
import { heartbeat } from '../support/heartbeat-command.js';
import { onTerminal, PSEUDO_TERMINAL } from '../support/pseudo-terminal.js';
import { freePort } from '../support/servers/free-port.js';
import { answers, describeWith, eventually } from '../support/servers/real-process.js';

const COMMANDS = heartbeatProgram().commands.map((each) => each.name());

describe('the heartbeat command', () => {
  it.each(COMMANDS)(
    '%s explains itself, with examples and exit codes, and tells its version',
    async (command) => {
      const help = await heartbeat([command, '--help']);
      expect([help.code, help.err]).toEqual([0, '']);
      for (const part of [`Usage: heartbeat ${command}`, 'Examples:', 'Exit codes:', '  64  ', '  70  '])
        expect(help.out).toContain(part);
      expect(await heartbeat([command, '--version'])).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      });
    },
    30_000,
  );

  it('tells its version and its commands', async () => {
    expect(await heartbeat(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    const { code, out } = await heartbeat(['--help']);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(out).toContain(`  ${command} `);
  });

  it.each([
    [['foo'], "unknown command 'foo'"],
    [['doctr'], 'Did you mean doctor?'],
    [['serv'], 'Did you mean serve?'],
    [['serve', 'foo'], "too many arguments for 'serve'"],
    [['doctor', '--nope'], "unknown option '--nope'"],
    [['--nope'], "unknown option '--nope'"],
    [['check-config'], "missing required argument 'file'"],
    [['doctor', '--timeout', '1'], 'a duration from 1s to 10m'],
    [['get', '--status', 'RED'], 'Allowed choices are UP, DOWN, UNKNOWN'],
    [['get', '--url', 'foo'], '--url (or HEARTBEAT_URL) is not an address'],
    [['get', '--url', 'ftp://host'], '--url (or HEARTBEAT_URL) is not an address'],
    [['get', '--url', 'http://host?a=b'], '--url (or HEARTBEAT_URL) is not an address'],
  ])('%j is a usage error that says what is wrong', async (args, told) => {
    const { code, out, err } = await heartbeat(args);
    expect([code, out]).toEqual([64, '']);
    expect(err).toContain(told);
  });

  it('serves where no command is named', async () => {
    const { code, err } = await heartbeat(['--config', 'no-such-file.yaml']);
    expect([code, err]).toEqual([2, expect.stringContaining('no-such-file.yaml')]);
  });
});

describe('a fault of the command', () => {
  const SECRET = 'hunter2-and-more';

  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-fault-'));

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['thrown', 'throw error'],
    ['thrown later', 'process.nextTick(() => { throw error })'],
    ['rejected', 'Promise.reject(error)'],
  ])('never looks like a status when it is %s, and shows no credential', async (how, fault) => {
    const error = `const error = new Error('boom at http://reader:${SECRET}@host/?token=${SECRET}')`;
    const preload = join(folder, `${how.replace(' ', '-')}.mjs`);
    writeFileSync(preload, `URLSearchParams.prototype.append = () => { ${error}; ${fault} };`);
    const result = await heartbeat(['get', '/a', '--url', 'http://127.0.0.1:9'], {
      NODE_OPTIONS: `--import ${preload}`,
    });
    expect([result.code, result.out]).toEqual([70, '']);
    expect(result.err).toContain('boom at http://***@host/?***');
    expect(result.err).not.toContain(SECRET);
  });
});

describe('a reader that has seen enough', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    const many = Array.from({ length: 50_000 }, (_, index) => ({ basepath: `/eni/${index}/v1`, status: 'DOWN' }));
    server = createServer((_, response) => response.end(JSON.stringify(many))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
  });

  it('ends the command with what it found out, and without a word', async () => {
    const child = spawn(process.execPath, ['dist/cli/heartbeat.js', 'get', '--url', url]);
    let err = '';
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(err).toBe('');
  });
});

describe('a reader that ends after the first line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-reader-'));
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((_, response) => response.end('[]')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    writeFileSync(join(folder, 'endpoints.yaml'), `- { name: a, url: "${url}" }\n- { name: b, url: "${url}" }\n`);
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['schema settings'],
    ['completion zsh'],
    ['--help'],
    ['doctor'],
    ['validate --json examples'],
    [`watch '${folder}/endpoints.yaml' --every 1h`],
    [`watch '${folder}/endpoints.yaml' --every 1h --json`],
  ])(
    'ends %s, without a word',
    async (args) => {
      const command = `'${process.execPath}' dist/cli/heartbeat.js ${args} | head -1`;
      const child = spawn('sh', ['-c', command], { timeout: 25_000 });
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk) => (out += String(chunk)));
      child.stderr.on('data', (chunk) => (err += String(chunk)));
      expect(await once(child, 'close')).toEqual([0, null]);
      expect([out.split('\n').length, err]).toEqual([2, '']);
    },
    30_000,
  );

  it('leaves serve serving, without its log', async () => {
    const port = await freePort();
    const file = join(folder, 'heartbeat.yaml');
    writeFileSync(file, `http: { port: ${port}, host: 127.0.0.1, drain: 0s }\napis: { basePaths: [/a/v1] }\n`);
    const child = spawn(process.execPath, ['dist/cli/heartbeat.js', 'serve', '--config', file]);
    child.stdout.once('data', () => child.stdout.destroy());
    const ready = `http://127.0.0.1:${port}/health/ready`;
    await eventually('readiness', 40_000, () => answers(ready).catch(() => false));
    expect(await answers(ready)).toBe(true);
    child.kill();
    expect(await once(child, 'exit')).toEqual([0, null]);
  }, 60_000);
});

describeWith(PSEUDO_TERMINAL, 'colours on a terminal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-colours-'));
  const command = `exec '${process.execPath}' dist/cli/heartbeat.js`;
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((_, response) => response.end('[{"basepath":"/a","status":"DOWN"}]')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    writeFileSync(join(folder, 'heartbeat.yaml'), 'apis: { basePaths: [/a] }\n');
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['get', () => `get --url ${url}`, '\u001b[31mDOWN\u001b[0m'],
    ['doctor', () => `doctor --config '${folder}/heartbeat.yaml'`, '\u001b[31mPROBLEM\u001b[0m'],
  ])('are there for %s, unless NO_COLOR is set', async (_, args, coloured) => {
    const shown = async (line: string): Promise<string> => {
      const { child, raw } = onTerminal(line, { rows: 24, columns: 80 });
      expect(await once(child, 'close')).toEqual([1, null]);
      return raw();
    };
    expect(await shown(`${command} ${args()}`)).toContain(coloured);
    expect(await shown(`NO_COLOR=1; export NO_COLOR; ${command} ${args()}`)).not.toContain('\u001b');
  });
});
