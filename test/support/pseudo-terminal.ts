import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { TerminalScreen } from './terminal-screen.js';

/** What a pseudo-terminal needs. */
export const PSEUDO_TERMINAL = ['script', 'stty'];

/** A shell command on a terminal of its own; what is written to its stdin is typed there. */
export interface PseudoTerminal {
  readonly child: ChildProcessWithoutNullStreams;
  readonly screen: TerminalScreen;
  /** Everything that was written to the terminal. */
  raw(): string;
}

/** Runs a shell command on a terminal of this size. */
export function onTerminal(command: string, size: { rows: number; columns: number }): PseudoTerminal {
  const line = `stty rows ${size.rows} cols ${size.columns}; ${command}`;
  const env = { ...process.env, TERM: 'xterm', SHELL: '/bin/sh' };
  const child = spawn('script', ['-qfec', line, '/dev/null'], { env });
  const screen = new TerminalScreen();
  let raw = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    raw += chunk;
    screen.write(chunk);
  });
  return { child, screen, raw: () => raw };
}
