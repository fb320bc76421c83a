import { EXIT } from './exit-codes.js';

/** The first minor version of each major one that works (`engines` in package.json); what is not listed works from 24 on. */
const FIRST_MINOR: Readonly<Record<string, number>> = { 20: 19, 21: Infinity, 22: 12, 23: 0 };

/** Whether Heartbeat runs on a version of Node such as `20.19.0`. */
export function runsOn(version: string): boolean {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  return major in FIRST_MINOR ? minor >= FIRST_MINOR[major]! : major >= 24;
}

/**
 * Imports the program, unless Node is too old for it: then one sentence says so, where an import would end with a stack.
 * What imports this statically, and this file itself, must be readable by old versions (no `??`, no `await` at the top).
 */
export function onSupportedNode(load: () => Promise<unknown>): void {
  if (!runsOn(process.versions.node)) {
    const needed = 'install Node 24, or at least 20.19 or 22.12, from https://nodejs.org, or use the container image';
    process.stderr.write(`Heartbeat does not run on Node ${process.versions.node}: ${needed}\n`);
    process.exitCode = EXIT.fault;
    return;
  }
  load().catch((error: unknown) => {
    process.stderr.write(`heartbeat failed: ${String(error instanceof Error ? error.message : error)}\n`);
    process.exitCode = EXIT.fault;
  });
}
