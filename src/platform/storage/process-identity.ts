import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Tells a process from all others, of other machines and other times; without `boot` if the system does not tell. */
export interface ProcessIdentity {
  readonly host: string;
  /** Which run of the machine, and which space of process ids. */
  readonly boot?: string;
  readonly pid?: number;
  /** Ticks since that boot at which the process started. */
  readonly startTicks?: number;
}

/** The identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const host = hostname();
  try {
    const [boot, space] = [
      await readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      await readlink('/proc/self/ns/pid'),
    ];
    const { pid, startTicks } = await statOf('self');
    return { host, boot: `${boot.trim()} ${space}`, pid, startTicks };
  } catch {
    // No Linux, or no /proc: then only time tells whether another one is gone.
    return { host };
  }
}

/** Whether a process has ended for sure; false where that cannot be told. */
export async function hasEnded(other: ProcessIdentity, own: ProcessIdentity): Promise<boolean> {
  if (other.boot === undefined || other.pid === undefined || other.boot !== own.boot) return false;
  try {
    const { startTicks, ended } = await statOf(String(other.pid));
    return ended || startTicks !== other.startTicks;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

/** proc(5): the name in parentheses may hold anything; the state follows, and as 22nd field the time it started at. */
async function statOf(pid: string): Promise<{ pid: number; startTicks: number; ended: boolean }> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { pid: Number.parseInt(text, 10), startTicks: Number(fields[19]), ended: 'ZX'.includes(fields[0]!) };
}
