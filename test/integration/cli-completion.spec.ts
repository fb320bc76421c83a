import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { heartbeatProgram } from '../../src/cli/program.js';
import { heartbeat } from '../support/heartbeat-command.js';
import { PSEUDO_TERMINAL } from '../support/pseudo-terminal.js';
import { describeWith, eventually } from '../support/servers/real-process.js';

const COMMANDS = heartbeatProgram().commands.map((each) => each.name());
const folder = mkdtempSync(join(tmpdir(), 'heartbeat-completion-'));
const script = (shell: string): string => join(folder, `${shell}.sh`);

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, out, err } = await heartbeat(['completion', shell]);
    expect([code, err]).toEqual([0, '']);
    writeFileSync(script(shell), out);
  }
  // Shells complete what they know as a command.
  mkdirSync(join(folder, 'bin'));
  symlinkSync(resolve('dist/cli/heartbeat.js'), join(folder, 'bin', 'heartbeat'));
  writeFileSync(join(folder, 'some-file.yaml'), '');
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true }));

/** What may follow `line`, and what it is. */
const CASES: readonly (readonly [line: string, has: readonly string[], hasNot: readonly string[]])[] = [
  ['heartbeat ', COMMANDS, ['UP']],
  ['heartbeat he', ['healthcheck'], ['get']],
  ['heartbeat get --st', ['--status'], ['--json']],
  ['heartbeat get --status ', ['UP', 'DOWN', 'UNKNOWN'], ['--json', 'serve']],
  ['heartbeat watch --e', ['--every', '--expect-status'], ['--json']],
  ['heartbeat completion ', ['bash', 'zsh', 'fish'], ['serve']],
  ['heartbeat schema ', ['settings', 'rover'], ['serve']],
];

describeWith(['bash'], 'completion in bash', () => {
  const completed = (line: string): string[] => {
    const words = line.split(' ');
    const call = `source '${script('bash')}'; COMP_WORDS=(${words.map((each) => `'${each}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _heartbeat; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', call], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((each) => each !== '');
  };

  it.each(CASES)('%j', (line, has, hasNot) => {
    const found = completed(line);
    expect(found).toEqual(expect.arrayContaining([...has]));
    expect(found.filter((each) => hasNot.includes(each))).toEqual([]);
  });

  it('leaves files to the shell', () => {
    expect([completed('heartbeat check-config some'), completed('heartbeat serve --config some')]).toEqual([[], []]);
    const { stdout } = spawnSync('bash', ['--norc', '-c', `source '${script('bash')}'; complete -p heartbeat`], {
      encoding: 'utf8',
    });
    expect(stdout).toContain('-o default -F _heartbeat heartbeat');
  });
});

describeWith(['fish'], 'completion in fish', () => {
  const completed = (line: string): string[] => {
    const call = `source '${script('fish')}'; complete -C '${line}'`;
    const env = { ...process.env, HOME: folder, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` };
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', call], { encoding: 'utf8', cwd: folder, env });
    expect(stderr).toBe('');
    return stdout.split('\n').map((each) => each.split('\t')[0]!);
  };

  it.each(CASES)('%j', (line, has, hasNot) => {
    const found = completed(line);
    expect(found).toEqual(expect.arrayContaining([...has]));
    expect(found.filter((each) => hasNot.includes(each))).toEqual([]);
  });

  it.each(['heartbeat check-config some', 'heartbeat serve --config some', 'heartbeat watch --ca some'])(
    '%j has files',
    (line) => {
      expect(completed(line)).toContain('some-file.yaml');
    },
  );
});

describeWith(['zsh', ...PSEUDO_TERMINAL], 'completion in zsh', () => {
  it('completes commands, options, values and files', async () => {
    const setUp = `autoload -U compinit; compinit -u -D; source '${script('zsh')}'; PS1='READY> '; LISTMAX=0`;
    writeFileSync(join(folder, '.zshrc'), `${setUp}\n`);
    const env = `cd '${folder}'; export ZDOTDIR='${folder}' PATH='${join(folder, 'bin')}':"$PATH"; exec zsh -d -i`;
    const child = spawn('script', ['-qfec', `stty rows 50 cols 120; ${env}`, '/dev/null'], {
      env: { ...process.env, TERM: 'xterm', SHELL: '/bin/sh' },
    });
    let raw = '';
    child.stdout.on('data', (chunk) => (raw += String(chunk)));
    await eventually('the prompt', 20_000, async () => raw.includes('READY> '));
    /** Types a line and a tab, and gives what came until `has` was there. */
    const typed = async (line: string, has: string): Promise<void> => {
      const before = raw.length;
      child.stdin.write(`\u0015${line}\t`);
      await eventually(`${has} after ${line}`, 20_000, async () => raw.slice(before + line.length).includes(has));
    };
    try {
      await typed('heartbeat healthc', 'heck');
      await typed('heartbeat ', 'run the service (default)');
      await typed('heartbeat watch --thr', 'eshold');
      await typed('heartbeat get --status ', 'UNKNOWN');
      await typed('heartbeat watch --max', '-latency');
      await typed('heartbeat schema r', 'over');
      await typed('heartbeat check-config some', '-file.yaml');
    } finally {
      child.kill('SIGKILL');
    }
  }, 120_000);
});

describe('heartbeat schema', () => {
  it.each(['settings', 'rover'])('prints the schema of %s as it is published', async (name) => {
    const published = readFileSync(`docs/${name}.schema.json`, 'utf8');
    expect(await heartbeat(['schema', name])).toEqual({ code: 0, out: published, err: '' });
  });

  it('is used wrongly with another name', async () => {
    const { code, err } = await heartbeat(['schema', 'endpoints']);
    expect([code, err]).toEqual([64, expect.stringContaining('Allowed choices are settings, rover')]);
  });
});
