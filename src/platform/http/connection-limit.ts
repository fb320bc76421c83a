import { readGivenFile } from '../storage/given-file.js';

const MOST_CONNECTIONS = 20_000;
/** Descriptors for files and for requests of our own: half of them, at most this many. */
const MOST_RESERVED = 4_096;
const LIMITS_FILE = '/proc/self/limits';
const LIMITS_BYTES = 16_384;

/** How many connections may be open at a time where the process has so many descriptors. */
export function connectionLimit(descriptors: number | undefined): number {
  if (descriptors === undefined) return MOST_CONNECTIONS;
  const reserved = Math.min(MOST_RESERVED, Math.ceil(descriptors / 2));
  return Math.max(1, Math.min(MOST_CONNECTIONS, descriptors - reserved));
}

/** How many descriptors this process may have open; undefined where the system does not tell, or sets no limit. */
export function descriptorLimit(): number | undefined {
  const reading = readGivenFile(LIMITS_FILE, LIMITS_BYTES);
  return reading.ok ? descriptorsIn(reading.value.toString()) : undefined;
}

/** proc_pid_limits(5): `Max open files`, then the soft and the hard limit, each a number or `unlimited`. */
export function descriptorsIn(limits: string): number | undefined {
  const [, soft] = /^Max open files +(\d+) /m.exec(limits) ?? [];
  return soft === undefined ? undefined : Number(soft);
}
