import { open, type FileHandle } from 'node:fs/promises';
import { printable } from '../../platform/telemetry/printable.js';
import { EXIT } from '../exit-codes.js';
import { ENDPOINTS_YAML, readEndpoints, type Endpoint, type EndpointsProblem } from './endpoints-file.js';

/** The endpoints of a file, and how many of its entries are left out because they are wrong. */
export interface ReadEndpoints {
  readonly endpoints: readonly Endpoint[];
  readonly refused: number;
}

/**
 * The endpoints of a file, or of standard input for `-`, with a message on stderr for each mistake in another entry; or
 * one message a mistake and exit code 2, where no entry is right.
 */
export async function endpointsOrExit(file: string): Promise<ReadEndpoints | undefined> {
  const name = file === '-' ? 'standard input' : printable(file);
  const bytes = await bytesOf(file);
  if (typeof bytes === 'string') return exit([`${name} cannot be read: ${bytes}`]);
  const read = readEndpoints(bytes, process.env);
  const told = ({ line, message }: EndpointsProblem): string =>
    `${name}${line === undefined ? '' : `:${line}`}: ${message}`;
  if (!read.ok) return exit(read.problems.map(told));
  const { endpoints, refused } = read;
  for (const problem of refused.problems) process.stderr.write(`${told(problem)}\n`);
  return { endpoints, refused: refused.entries };
}

function exit(messages: readonly string[]): undefined {
  for (const message of messages) process.stderr.write(`${message}\n`);
  process.exitCode = EXIT.badSettings;
  return undefined;
}

/** The bytes, one more than is allowed at most; or why there are none. */
async function bytesOf(file: string): Promise<Buffer | string> {
  let handle: FileHandle | undefined;
  try {
    handle = file === '-' ? undefined : await open(file);
    const stream = handle?.createReadStream({ autoClose: false }) ?? process.stdin;
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes > ENDPOINTS_YAML.maxBytes) break;
    }
    return Buffer.concat(chunks);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code;
  } finally {
    await handle?.close();
  }
}
