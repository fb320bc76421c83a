import { closeSync, constants, fstatSync, openSync } from 'node:fs';

/** Why a file cannot be read, as a word such as ENOENT; undefined when it can. */
export function whyUnreadable(path: string): string | undefined {
  try {
    // Without blocking, for the case that it is a pipe that nobody writes to.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return fstatSync(file).isFile() ? undefined : 'not a file';
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unreadable';
  }
}
