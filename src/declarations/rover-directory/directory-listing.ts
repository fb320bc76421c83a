import { readdir, realpath, stat } from 'node:fs/promises';
import { printable } from '../../platform/telemetry/printable.js';

/** The Rover files of a directory. */
export interface Listing {
  /** The directory without links, and which one it is: a mount or a new directory changes it. */
  readonly root: string;
  readonly identity: string;
  /** In order. */
  readonly names: readonly string[];
  /** Names ending like a Rover's that hold invisible characters: left out. */
  readonly unprintable: number;
}

/** Lists `*.yaml` and `*.yml`, but no hidden ones; or says why it cannot. */
export async function listRovers(directory: string): Promise<Listing | { readonly problem: string }> {
  try {
    const root = await realpath(directory);
    const { dev, ino, birthtimeMs } = await stat(root);
    const named = (await readdir(root)).filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.'));
    const names = named.filter((name) => printable(name) === name).toSorted();
    return { root, identity: `${dev}:${ino}:${birthtimeMs}`, names, unprintable: named.length - names.length };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { problem: `cannot be read: ${code}` };
  }
}
