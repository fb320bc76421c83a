import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from '@jest/globals';
import { heartbeatProgram } from '../../../src/cli/program.js';

const PAGE = readFileSync('docs/cli.md', 'utf8');
const COMMANDS = heartbeatProgram().commands.map((each) => [each.name(), each] as const);

/** What the page says of a command: its heading and the text below it. */
function sectionOf(name: string): string {
  const [, section] = new RegExp(`^(## \`heartbeat ${name}\\b[\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, 'm').exec(PAGE) ?? [];
  return section ?? '';
}

/** The rows of a table of exit codes. */
function exitsIn(text: string): [number, string][] {
  const [, table = ''] = /^\| exit code \| meaning.*\n\| -.*\n((?:\|.*\n)*)/m.exec(text) ?? [];
  return [...table.matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)].map(([, code, meaning]) => [Number(code), meaning!]);
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help;
}

describe('docs/cli.md', () => {
  it('has no command that is not there', () => {
    const documented = [...PAGE.matchAll(/^## `heartbeat ([\w-]+)/gm)].map(([, name]) => name);
    expect(documented.toSorted()).toEqual(COMMANDS.map(([name]) => name).toSorted());
  });

  it.each(COMMANDS)('has the exit codes of %s as its help has them', (name, command) => {
    const [, listed = ''] = /Exit codes:\n([\s\S]*)/.exec(helpOf(command)) ?? [];
    const exits = [...listed.matchAll(/^ {2}(\d+) +(.*)$/gm)].map(([, code, meaning]) => [Number(code), meaning]);
    expect(exits.slice(0, -2)).toEqual(exitsIn(sectionOf(name)));
    expect(exits.slice(-2).map(([code]) => code)).toEqual(exitsIn(PAGE).map(([code]) => code));
  });

  it.each(COMMANDS)('has every option of %s', (name, command) => {
    const section = sectionOf(name);
    const missing = command.options.map((each) => each.long!).filter((long) => !section.includes(long));
    expect(missing.filter((long) => long !== '--version')).toEqual([]);
  });
});
