import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a command ended, and what it said. */
export interface CommandResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built `heartbeat` command to its end; `input` is what it reads from stdin. */
export async function heartbeat(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  input = '',
): Promise<CommandResult> {
  const child = spawn(process.execPath, ['dist/cli/heartbeat.js', ...args], { env: { ...process.env, ...env } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}
