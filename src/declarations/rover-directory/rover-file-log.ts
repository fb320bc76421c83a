import type { Clock } from '../../platform/clock/clock.js';
import type { Log } from '../../platform/telemetry/log.js';
import type { RoverDirectoryState } from './rover-directory.js';
import type { RoverFileState } from './rover-file.js';

/** Log lines about one file: this many at once, then one more after each of these times. */
const MOST_AT_ONCE = 10;
const ONE_MORE_EVERY_MS = 10_000;

/** Logs once when a Rover file, or the directory, changes its condition. */
export class RoverFileLog {
  /** What was logged last about each file, and under '' about the directory. */
  readonly #told = new Map<string, string>();
  /** Until when too much has been logged about it. */
  readonly #talkative = new Map<string, number>();

  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  /** The directory could not be watched for a moment. */
  failed(error: unknown): void {
    this.log.error('watching the rover directory failed, it goes on', { error });
  }

  /** Logs what is new about the files. */
  tell({ problem, files }: RoverDirectoryState): void {
    this.#once('', problem ?? '', () => {
      if (problem !== undefined) this.log.warn('rover directory has a problem', { problem });
      else this.log.info('rover directory is fine again');
    });
    for (const [name, file] of files) {
      if (file.condition === 'Pending') continue;
      this.#once(name, JSON.stringify([file.condition, file.problems]), () => this.#tellFile(name, file));
    }
    for (const name of this.#told.keys()) {
      if (name === '' || files.has(name)) continue;
      this.#told.delete(name);
      this.#talkative.delete(name);
      this.log.info('rover file is gone, its base paths are withdrawn', { file: name });
    }
  }

  #tellFile(file: string, { condition, problems }: RoverFileState): void {
    if (condition === 'Accepted') this.log.info('rover file accepted', { file });
    else if (condition === 'PartlyAccepted')
      this.log.warn('rover file accepted but for the exposures that are wrong', { file, condition, problems });
    else
      this.log.warn('rover file not taken over, its last good version stays in force', { file, condition, problems });
  }

  /** What is not logged now because there was too much is logged with the file's next change, if it is still true. */
  #once(name: string, fact: string, tell: () => void): void {
    if (fact === (this.#told.get(name) ?? '') || !this.#maySay(name)) return;
    this.#told.set(name, fact);
    tell();
  }

  #maySay(name: string): boolean {
    const nowMs = this.clock.now().monotonicMs;
    const untilMs = Math.max(nowMs, this.#talkative.get(name) ?? nowMs) + ONE_MORE_EVERY_MS;
    if (untilMs - nowMs > MOST_AT_ONCE * ONE_MORE_EVERY_MS) return false;
    this.#talkative.set(name, untilMs);
    return true;
  }
}
