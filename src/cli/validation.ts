import { statSync } from 'node:fs';
import { join } from 'node:path';
import { checkRovers, checkRoverText, type RoverFileReport } from '../declarations/check-rovers.js';
import type { RoverProblem } from '../declarations/rover-entry.js';
import { readYaml } from '../platform/yaml/bounded-yaml.js';
import type { Environment } from '../platform/settings/environment-text.js';
import { readGivenFile } from '../platform/storage/given-file.js';
import { FOREIGN_YAML } from '../platform/yaml/yaml-limits.js';
import { EXPOSURE_BLOCKS } from '../sources/source-kinds.js';
import { blockCounts } from './block-counts.js';
import { listIn, readEndpoints } from './watch/endpoints-file.js';

/** One mistake in a file. */
export interface FileProblem {
  readonly code?: string;
  /** From 1, where known. */
  readonly line?: number;
  readonly path?: string;
  readonly message: string;
}

/** What a file is taken for, what it says, and what is wrong with it. */
export interface FileValidation {
  readonly file: string;
  readonly kind: 'rover' | 'endpoints' | 'unreadable';
  readonly basePaths: readonly string[];
  /** How many of them have each kind of block: `withPulse`. */
  readonly [count: `with${string}`]: number;
  readonly endpoints: number;
  readonly problems: readonly FileProblem[];
  /** What is valid but probably not intended. */
  readonly warnings: readonly string[];
}

const NOTHING = { basePaths: [], ...blockCounts([]), endpoints: 0, problems: [], warnings: [] };
const NO_ROVER: RoverProblem = {
  code: 'NO_ROVER',
  message: 'holds no Rover and no list of endpoints; allowed: a document with kind: Rover, or a list at the top',
};

/** Judges a file: a list at its top, or below its only key, makes it an endpoints file, anything else a Rover file. Or each file of a directory. */
export async function validatePath(path: string, environment: Environment): Promise<FileValidation[]> {
  const reading = readGivenFile(path, FOREIGN_YAML.maxBytes);
  if (!reading.ok && statSync(path, { throwIfNoEntry: false })?.isDirectory()) return validateDirectory(path);
  return [
    reading.ok ? validateText(path, reading.value, environment) : unreadable(path, `cannot be read: ${reading.why}`),
  ];
}

async function validateDirectory(path: string): Promise<FileValidation[]> {
  const { problem, files } = await checkRovers(path, EXPOSURE_BLOCKS);
  if (problem !== undefined) return [unreadable(path, problem)];
  return files.map((report) => ofRover(join(path, report.file), report));
}

function validateText(file: string, bytes: Buffer, environment: Environment): FileValidation {
  const yaml = readYaml(bytes, FOREIGN_YAML);
  if (yaml.ok && Array.isArray(listIn(yaml.documents[0]?.value).list)) {
    const list = readEndpoints(bytes, environment);
    const found = list.ok
      ? { endpoints: list.endpoints.length, problems: list.refused.problems }
      : { problems: list.problems };
    return { ...NOTHING, file, kind: 'endpoints', ...found };
  }
  const report = checkRoverText(bytes, EXPOSURE_BLOCKS);
  const empty = report.rovers === 0 && report.problems.length === 0;
  return ofRover(file, empty ? { ...report, problems: [NO_ROVER] } : report);
}

function ofRover(file: string, { exposures, problems, halfWritten }: Omit<RoverFileReport, 'file'>): FileValidation {
  return {
    ...NOTHING,
    file,
    kind: 'rover',
    basePaths: exposures.map((each) => each.basePath),
    ...blockCounts(exposures),
    problems,
    warnings: halfWritten ? [halfWritten.message] : [],
  };
}

function unreadable(file: string, message: string): FileValidation {
  return { ...NOTHING, file, kind: 'unreadable', problems: [{ code: 'UNREADABLE', message }] };
}

/** Base paths that several of the files declare; a Heartbeat that reads them all keeps the first. */
export function declaredTwice(files: readonly FileValidation[]): string[] {
  const first = new Map<string, string>();
  return files.flatMap(({ file, basePaths }) =>
    basePaths.flatMap((basePath) => {
      const other = first.get(basePath);
      if (other === undefined) first.set(basePath, file);
      return other === undefined ? [] : [`${file}: ${basePath} is declared by ${other} too`];
    }),
  );
}
