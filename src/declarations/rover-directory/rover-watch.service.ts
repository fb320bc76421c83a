import { token } from '../../platform/injection/token.js';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { BackgroundTask } from '../../platform/tasks/background-task.js';
import type { RoverCondition, RoverEntry, RoverExposure, RoverProblem } from '../rover-entry.js';
import type { RoverSink } from '../rovers.js';
import type { RoverDirectory, RoverDirectoryState } from './rover-directory.js';
import type { RoverDirectoryMetrics } from './rover-directory.metrics.js';
import type { RoverFileLog } from './rover-file-log.js';
import type { RoverFileState } from './rover-file.js';

export const FOLLOWED_DIRECTORY = token<FollowedDirectory>('FollowedDirectory');

/** The directory that is followed, where the settings name one, and what is told about changes. */
export interface FollowedDirectory {
  readonly directory: RoverDirectory | undefined;
  readonly sink: RoverSink;
  readonly log: RoverFileLog;
  readonly metrics: RoverDirectoryMetrics;
}

/** Keeps what is declared in step with the Rover directory. */
@Injectable()
export class RoverWatch implements OnModuleInit, OnApplicationShutdown {
  #task: BackgroundTask | undefined;

  constructor(@Inject(FOLLOWED_DIRECTORY) private readonly followed: FollowedDirectory) {}

  /** The first look is over before anything is evaluated or served. */
  async onModuleInit(): Promise<void> {
    const { directory } = this.followed;
    if (!directory) return;
    await directory.look(true);
    await this.#takeOver(directory);
    this.#task = new BackgroundTask((signal) => this.#watch(directory, signal));
    this.#task.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#task?.stop();
  }

  /** Each attempt begins with a pause. */
  async #watch(directory: RoverDirectory, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await directory.watch(() => this.#takeOver(directory), signal);
      } catch (error) {
        this.followed.log.failed(error);
      }
    }
  }

  async #takeOver(directory: RoverDirectory): Promise<void> {
    const { sink, log, metrics } = this.followed;
    const state = directory.state();
    await sink.take(entriesOf(state));
    metrics.observe(state);
    log.tell(state);
  }
}

/** Those of the state of a file that has not changed: among many files, one does at a time. */
const known = new WeakMap<RoverFileState, readonly RoverEntry[]>();

/** The Rovers of all files: one for each name in a file; a file without any is called by its own name. */
export function entriesOf({ files }: RoverDirectoryState): RoverEntry[] {
  return [...files].flatMap(([file, state]) => {
    const entries = known.get(state) ?? entriesOfFile(file, state);
    known.set(state, entries);
    return entries;
  });
}

function entriesOfFile(file: string, state: RoverFileState): RoverEntry[] {
  const { sinceMs, problems, exposures } = state;
  const named = problems.flatMap(({ rover }) => rover ?? []);
  const byName = new Map<string, RoverExposure[]>(named.map((name) => [name, []]));
  if (exposures.length + named.length === 0) byName.set(stemOf(file), []);
  for (const exposure of exposures) {
    const name = exposure.rover ?? stemOf(file);
    const known = byName.get(name);
    if (known) known.push(exposure);
    else byName.set(name, [exposure]);
  }
  const shared = { origin: 'file', file, declarer: file, sinceMs } as const;
  return [...byName].map(([name, each]) => {
    const isPart = state.condition === 'PartlyAccepted';
    const own = isPart ? problems.filter(({ rover }) => rover === undefined || rover === name) : problems;
    return { ...shared, name, exposures: each, problems: own, condition: conditionOf(state.condition, each, own) };
  });
}

/** Of a file that is accepted in part, each Rover stands by itself. */
function conditionOf(
  ofFile: RoverCondition,
  exposures: readonly RoverExposure[],
  problems: readonly RoverProblem[],
): RoverCondition {
  if (ofFile !== 'PartlyAccepted') return ofFile;
  if (problems.length === 0) return 'Accepted';
  return exposures.length === 0 ? 'Rejected' : 'PartlyAccepted';
}

function stemOf(file: string): string {
  return file.replace(/\.ya?ml$/, '');
}
