import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

/** How a file that somebody else provides is opened: a pipe that nobody writes to must not hold us up. */
export const READ_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

const NOT_A_FILE = 'not a file';
const CHUNK_BYTES = 64 * 1_024;

/** What was read from a file; or why nothing was, as a word such as ENOENT. */
export type FileReading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** A file cannot be read; `why` is a word such as ENOENT. */
export class FileUnreadableError extends Error {
  readonly code = 'HEARTBEAT_FILE_UNREADABLE';

  constructor(
    what: string,
    readonly why: string,
  ) {
    super(`${what} cannot be read: ${why}`);
    this.name = 'FileUnreadableError';
  }
}

/** A regular file that is open. */
export interface OpenFile {
  readonly stats: Stats;
  /** Its beginning. */
  read(maxBytes: number): Buffer;
}

/** Opens a regular file, and nothing else, for `use`; never waits for another process. What `use` throws is thrown. */
export function inGivenFile<T>(path: string, use: (file: OpenFile) => T): FileReading<T> {
  let descriptor: number;
  try {
    descriptor = openSync(path, READ_FLAGS);
  } catch (error) {
    return { ok: false, why: whyOf(error) };
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { ok: false, why: NOT_A_FILE };
    return { ok: true, value: use({ stats, read: (maxBytes) => beginning(descriptor, maxBytes) }) };
  } catch (error) {
    return { ok: false, why: whyOf(error) };
  } finally {
    closeSync(descriptor);
  }
}

/** The content of a regular file, of which one byte more than `maxBytes` is read at most, so that the limit can be told. */
export function readGivenFile(path: string, maxBytes: number): FileReading<Buffer> {
  return inGivenFile(path, (file) => file.read(maxBytes + 1));
}

/** The whole content. Throws `FileUnreadableError`, also where there is more; `what` stands for the file in its message. */
export function wholeFile(what: string, path: string, maxBytes: number): Buffer {
  const reading = readGivenFile(path, maxBytes);
  if (!reading.ok) throw new FileUnreadableError(what, reading.why);
  if (reading.value.length > maxBytes) throw new FileUnreadableError(what, largerThan(maxBytes));
  return reading.value;
}

/** Why a file of at most `maxBytes` cannot be read; undefined when it can. */
export function whyUnreadable(path: string, maxBytes = Infinity): string | undefined {
  const reading = inGivenFile(path, ({ stats }) => (stats.size > maxBytes ? largerThan(maxBytes) : undefined));
  return reading.ok ? reading.value : reading.why;
}

function largerThan(bytes: number): string {
  return `larger than ${bytes / 1_024} kB`;
}

function beginning(descriptor: number, maxBytes: number): Buffer {
  const chunks: Buffer[] = [];
  for (let left = maxBytes; left > 0;) {
    const chunk = Buffer.allocUnsafe(Math.min(left, CHUNK_BYTES));
    const read = readSync(descriptor, chunk, 0, chunk.length, null);
    if (read === 0) break;
    chunks.push(chunk.subarray(0, read));
    left -= read;
  }
  return Buffer.concat(chunks);
}

/** The word for an error of the operating system; any other error is thrown. */
function whyOf(error: unknown): string {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) throw error;
  return code;
}
