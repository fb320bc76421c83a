import { ageMs, type Instant } from '../../platform/clock/clock.js';
import { readRover, type Exposure, type RoverProblem, type RoverText } from './rover-document.js';

/** A file written in place may still be being written until it has stayed the same for this long. */
const SETTLED_AFTER_MS = 1_000;
/** A version that looks half written is taken after all once it has stayed the same for this long. */
const HELD_FOR_MS = 10_000;
const END_MARK = /^# end\s*$/m;

/** What was found at a path: the bytes, and which file they are (`device:inode`), which a rename changes. */
export interface SeenFile {
  readonly bytes: Buffer;
  readonly identity: string;
}

/** `Pending` still settles, `Held` may be half written, `Rejected` is broken. */
export type RoverCondition = 'Accepted' | 'Pending' | 'Held' | 'Rejected';

/** How a Rover file stands. While it is not accepted, its last good version stays in force. */
export interface RoverFileState {
  readonly condition: RoverCondition;
  readonly problems: readonly RoverProblem[];
  /** What is in force. */
  readonly exposures: readonly Exposure[];
}

interface Candidate {
  readonly text: string;
  readonly inPlace: boolean;
  readonly since: Instant;
  readonly result: RoverText;
}

/**
 * One Rover file, and which of its versions is in force.
 *
 * The version in force changes only to one that parsed and validated as a whole. A new version is at first
 * *Pending*. Replaced by a rename, it is complete and judged at once; written in place, it is judged when it has
 * stayed the same for a second. Judged bad it is *Rejected*. Judged good it may still be one that a slow writer
 * has not finished, which no parser can tell: it is *Held* for ten seconds if it ends in the middle of a line, is
 * the beginning of the version in force, or lacks base paths of the version in force; for ever if the version in
 * force ended with a line `# end` and it does not. Otherwise it is *Accepted* and comes into force.
 */
export class RoverFile {
  #inForce: { text: string; exposures: readonly Exposure[] } | undefined;
  #identity = '';
  #candidate: Candidate | undefined;
  #state: RoverFileState = { condition: 'Pending', problems: [], exposures: [] };

  /** Tells what stands at the path now. `old` says that nobody has written it lately, as for files found at start. */
  see(file: SeenFile, now: Instant, old = false): void {
    const text = file.bytes.toString('latin1');
    if (text !== (this.#candidate?.text ?? this.#inForce?.text)) {
      const renamed = this.#identity !== '' && this.#identity !== file.identity;
      this.#candidate = { text, inPlace: !renamed && !old, since: now, result: readRover(file.bytes) };
    }
    this.#identity = file.identity;
    this.#judge(now);
  }

  /** Tells that the file still stands as it was seen last. */
  wait(now: Instant): void {
    this.#judge(now);
  }

  get state(): RoverFileState {
    return this.#state;
  }

  #judge(now: Instant): void {
    const candidate = this.#candidate;
    if (!candidate) return;
    const unchangedMs = ageMs(candidate.since, now);
    if (candidate.text === this.#inForce?.text) this.#accept(this.#inForce);
    else if (candidate.inPlace && unchangedMs < SETTLED_AFTER_MS) this.#stay('Pending', []);
    else this.#judgeSettled(candidate, unchangedMs);
  }

  #judgeSettled({ text, inPlace, result }: Candidate, unchangedMs: number): void {
    if (!result.ok) return this.#stay('Rejected', result.problems);
    const doubt = inPlace ? this.#doubt(text, result.exposures) : undefined;
    if (doubt && (doubt.forGood || unchangedMs < HELD_FOR_MS)) this.#stay('Held', [{ message: doubt.message }]);
    else this.#accept({ text, exposures: result.exposures });
  }

  /** Why a good version that was written in place may be half of one. */
  #doubt(text: string, exposures: readonly Exposure[]): { message: string; forGood: boolean } | undefined {
    const before = this.#inForce;
    if (before && END_MARK.test(before.text) && !END_MARK.test(text)) {
      return { message: 'the version in force ended with the line "# end", this one does not', forGood: true };
    }
    if (before?.text.startsWith(text)) return halfWritten('it is the beginning of the version in force');
    const kept = new Set(exposures.map((each) => each.basePath));
    const lost = before?.exposures.find((each) => !kept.has(each.basePath));
    if (lost) return halfWritten(`it lacks ${lost.basePath}, which the version in force has`);
    return text.endsWith('\n') ? undefined : halfWritten('it ends in the middle of a line');
  }

  #accept(version: { text: string; exposures: readonly Exposure[] }): void {
    this.#inForce = version;
    this.#candidate = undefined;
    this.#state = { condition: 'Accepted', problems: [], exposures: version.exposures };
  }

  #stay(condition: RoverCondition, problems: readonly RoverProblem[]): void {
    this.#state = { condition, problems, exposures: this.#inForce?.exposures ?? [] };
  }
}

function halfWritten(why: string): { message: string; forGood: boolean } {
  return {
    message: `may be half written: ${why}; taken if it stays like this for ${HELD_FOR_MS / 1_000} s`,
    forGood: false,
  };
}
