import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { heartbeatProgram } from '../../src/cli/program.js';
import { codeBlocks, type Page } from './documents.js';

/** Served, and no part of the contract. */
const BESIDE_THE_CONTRACT = ['/openapi.yaml', '/openapi.json', '/api-docs', '/'];

/** The lines of a page's code that people are to type, with `heartbeat` or `curl` in front. */
export function commandLines(page: Page): string[] {
  const lines = codeBlocks(page)
    .filter(({ language }) => language === '' || language === 'sh' || language === 'console')
    .flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n'));
  return lines
    .map((line) => line.replace(/^\$ /, '').replace(/\s+#.*$/, ''))
    .filter((line) => /^(?:heartbeat|curl) /.test(line));
}

/** What is wrong with such a line: a command or an option that is not there, an address that nothing is served at. */
export function mistakesInLine(line: string): string[] {
  return line.startsWith('curl') ? curlMistakes(line) : heartbeatMistakes(line);
}

function heartbeatMistakes(line: string): string[] {
  const [, ...words] = line
    .split(/\s*[|>&;]/)[0]!
    .trim()
    .split(/\s+/);
  const program = heartbeatProgram();
  const command = program.commands.find((each) => each.name() === words[0]);
  const named = words[0]?.startsWith('-') ? program : command;
  if (!named) return [`${line}: there is no command ${words[0]}`];
  const options = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split('=')[0]!);
  return options.filter((option) => !takes(named, option)).map((option) => `${line}: there is no option ${option}`);
}

function takes(command: Command, option: string): boolean {
  const known = command.options.flatMap(({ long, short }) => [long, short]);
  return ['--help', '-h', ...known].includes(option);
}

function curlMistakes(line: string): string[] {
  const address = /https?:\/\/(?:localhost|127\.0\.0\.1|heartbeat)(?::\d+)?(\/[^\s'"?]*)?(?:\?([^\s'"]*))?/.exec(line);
  if (!address) return [];
  const [, path = '/', query = ''] = address;
  const operation = operationAt(path, /-X (\w+)|--request (\w+)/.exec(line)?.slice(1).find(Boolean) ?? 'GET');
  if (operation === undefined)
    return BESIDE_THE_CONTRACT.includes(path) ? [] : [`${line}: nothing is served at ${path}`];
  const known = operation.parameters?.map(({ name }) => name) ?? [];
  const asked = [...new URLSearchParams(query).keys()];
  return asked.filter((name) => !known.includes(name)).map((name) => `${line}: there is no parameter ${name}`);
}

interface Operation {
  readonly parameters?: readonly { readonly name: string }[];
}

function operationAt(path: string, method: string): Operation | undefined {
  const { paths } = parse(readFileSync('openapi.yaml', 'utf8')) as { paths: Record<string, Record<string, Operation>> };
  const found = Object.keys(paths).find((pattern) =>
    new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  return found === undefined ? undefined : paths[found]![method.toLowerCase()];
}
