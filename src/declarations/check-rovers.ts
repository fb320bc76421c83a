import type { ExposureBlock } from '../catalogue/exposure-block.js';
import type { RoverExposure, RoverProblem } from './rover-entry.js';
import { listRovers } from './rover-directory/directory-listing.js';
import { lookAt } from './rover-directory/file-sight.js';
import { whyHalfWritten } from './rover-directory/rover-file.js';
import { RoverYaml } from './rover-yaml/rover-yaml.js';

/** Blocks that an exposure may have. */
type Blocks = readonly ExposureBlock[];

/** What one Rover file says, or what is wrong with it. */
export interface RoverFileReport {
  readonly file: string;
  /** Those that nothing is wrong with. */
  readonly exposures: readonly RoverExposure[];
  readonly problems: readonly RoverProblem[];
  /** How many Rovers it holds. */
  readonly rovers: number;
  /** Why a Heartbeat that sees it being written would hold it back. */
  readonly halfWritten?: RoverProblem;
}

/** All Rover files of a directory in their current state. */
export interface RoverReport {
  /** Why the directory cannot be read. */
  readonly problem?: string;
  readonly files: readonly RoverFileReport[];
}

/** Reads every Rover file of `directory` once, whole or half written, as `heartbeat doctor` and `check-config` do. */
export async function checkRovers(directory: string, blocks: Blocks): Promise<RoverReport> {
  const listing = await listRovers(directory);
  if ('problem' in listing) return { problem: listing.problem, files: [] };
  const files: RoverFileReport[] = [];
  for (const file of listing.names) files.push({ file, ...(await checkFile(listing.root, file, blocks)) });
  return { files };
}

async function checkFile(root: string, name: string, blocks: Blocks): Promise<Omit<RoverFileReport, 'file'>> {
  const sight = await lookAt(root, name);
  if (sight.kind === 'unreadable') return wrong([sight.problem]);
  if (sight.kind === 'read') return checkRoverText(sight.file.bytes, blocks);
  return wrong([{ code: 'UNREADABLE', message: 'it changed while it was being read' }]);
}

/** What the text of a Rover file says, or what is wrong with it. */
export function checkRoverText(bytes: Buffer, blocks: Blocks): Omit<RoverFileReport, 'file'> {
  const rover = new RoverYaml(blocks).read(bytes);
  const { exposures, rovers } = rover;
  if (!rover.ok) return { exposures, problems: rover.problems, rovers };
  const halfWritten = whyHalfWritten(bytes);
  return { exposures, problems: [], rovers, ...(halfWritten && { halfWritten }) };
}

function wrong(problems: readonly RoverProblem[]): Omit<RoverFileReport, 'file'> {
  return { exposures: [], problems, rovers: 0 };
}

/** One line for each mistake in a Rover file: `orders.yaml:7: spec.exposures[0].basePath is missing; …`. */
export function roverProblems({ files }: RoverReport): string[] {
  return files.flatMap(({ file, problems }) => problems.map((each) => placedProblem(file, each)));
}

/** `orders.yaml:7: spec.exposures[0].basePath is missing; …`. */
export function placedProblem(file: string, { line, message }: { line?: number; message: string }): string {
  return `${line === undefined ? file : `${file}:${line}`}: ${message}`;
}
