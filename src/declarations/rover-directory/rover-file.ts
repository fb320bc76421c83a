import type { Instant } from '../../platform/clock/clock.js';
import type { RoverCondition, RoverExposure, RoverProblem } from '../rover-entry.js';
import { MAX_EXPOSURES, type RoverReading } from '../rover-yaml/rover-document.js';
import type { RoverYaml } from '../rover-yaml/rover-yaml.js';

/** A file written in place may still be being written until it has stayed the same for this long. */
const SETTLED_AFTER_MS = 1_000;
/** A version that looks half written, and may not be, is taken once it has stayed the same for this long. */
const HELD_FOR_MS = 10_000;
const END_MARK = /(?:^|\n)# end\s*$/;

/**
 * How a version came to stand at its path. `found`: it was there at the start and had not been touched recently.
 * `replaced`: a finished file was moved there, or a link changed. `created`: a new file; how it was
 * written is not known. `written`: the existing file was written to.
 */
export type Arrival = 'found' | 'replaced' | 'created' | 'written';

/** The state of one Rover file. */
export interface RoverFileState {
  readonly condition: RoverCondition;
  /** Since when, in milliseconds since 1970. */
  readonly sinceMs: number;
  readonly problems: readonly RoverProblem[];
  /** What is in force. */
  readonly exposures: readonly RoverExposure[];
}

interface Version {
  readonly text: string;
  readonly exposures: readonly RoverExposure[];
  readonly problems: readonly RoverProblem[];
}

interface Candidate {
  readonly text: string;
  readonly arrival: Arrival;
  readonly since: Instant;
  result?: RoverReading;
}

/** Why a version looks half written; `forGood`: it is held however long it stays unchanged. */
interface HalfWritten {
  readonly why: string;
  readonly forGood: boolean;
}

/**
 * One Rover file, and which of its versions is in force: only ever one that could be parsed as a whole.
 *
 * A new version is at first *Pending*. One that was found or replaced is complete, and judged at once. One that was
 * created or written is judged once it has stayed the same for a second. Judged bad, it is *Rejected*. Judged good, it
 * may still be the beginning of one, which no parser can tell. A last line `# end` says that it is not. Otherwise
 *
 * - it is *Held* for good while it lacks the line `# end` that the version in force has, however it arrived;
 * - written to, it is *Held* for good while it ends in the middle of a line, where the version in force does not or
 *   goes on from there: editors do not do that, but a writer that crashes does;
 * - it is *Held* for ten seconds if it ends in the middle of a line, lacks a base path of the version in force, or is
 *   only the beginning of that.
 *
 * A version to which none of this applies, or that was held long enough, is *Accepted* and comes into force. A version
 * that equals the one in force is *Accepted* at once. A file that cannot be read is *Rejected* until it can be.
 *
 * A version of which only some exposures are wrong is *PartlyAccepted*: the others come into force, and nothing is
 * withdrawn, because what it lacks may be what is wrong.
 */
export class RoverFile {
  #inForce: Version | undefined;
  #candidate: Candidate | undefined;
  #state: RoverFileState;

  constructor(
    private readonly yaml: RoverYaml,
    now: Instant,
  ) {
    this.#state = { condition: 'Pending', sinceMs: now.wallMs, problems: [], exposures: [] };
  }

  get state(): RoverFileState {
    return this.#state;
  }

  /** Takes the current content of the file. */
  async see(bytes: Buffer, arrival: Arrival, now: Instant): Promise<void> {
    const text = bytes.toString('latin1');
    if (text === this.#inForce?.text) return this.#accept(this.#inForce, now);
    if (text !== this.#candidate?.text || arrival === 'replaced') this.#candidate = { text, arrival, since: now };
    await this.#judge(now);
  }

  /** The file is unchanged since the last look; `movedIn`: it has turned out to be moved there as a whole. */
  async wait(now: Instant, movedIn: boolean): Promise<void> {
    if (movedIn && this.#candidate?.arrival === 'created')
      this.#candidate = { ...this.#candidate, arrival: 'replaced' };
    await this.#judge(now);
  }

  /** The file cannot be read. */
  fail(problem: RoverProblem, now: Instant): void {
    this.#candidate = undefined;
    this.#stay('Rejected', [problem], now);
  }

  async #judge(now: Instant): Promise<void> {
    const candidate = this.#candidate;
    if (!candidate) return;
    const unchangedMs = now.monotonicMs - candidate.since.monotonicMs;
    if (!isWhole(candidate.arrival) && unchangedMs < SETTLED_AFTER_MS) return this.#stay('Pending', [], now);
    const result = (candidate.result ??= await this.yaml.readInTurns(Buffer.from(candidate.text, 'latin1')));
    const version = versionOf(candidate.text, result);
    const { exposures, problems } = version;
    if (problems.length > 0 && exposures.length === 0) return this.#stay('Rejected', problems, now);
    const halfWritten = halfWrittenOf(version, this.#inForce, candidate.arrival);
    const isHeld = halfWritten && (halfWritten.forGood || unchangedMs < HELD_FOR_MS);
    if (isHeld) this.#stay('Held', [problemOf(halfWritten)], now);
    else this.#accept(withoutLoss(version, this.#inForce), now);
  }

  #accept(version: Version, now: Instant): void {
    this.#inForce = version;
    this.#candidate = undefined;
    this.#stay(version.problems.length > 0 ? 'PartlyAccepted' : 'Accepted', version.problems, now);
  }

  /** Creates a new state object only if something has changed. */
  #stay(condition: RoverCondition, problems: readonly RoverProblem[], { wallMs }: Instant): void {
    const { state } = this;
    const exposures = this.#inForce?.exposures ?? [];
    const same = state.condition === condition;
    if (same && state.exposures === exposures && sameProblems(state.problems, problems)) return;
    this.#state = { condition, sinceMs: same ? state.sinceMs : wallMs, problems, exposures };
  }
}

function versionOf(text: string, reading: RoverReading): Version {
  return { text, exposures: reading.exposures, problems: reading.ok ? [] : reading.problems };
}

/** A version in which something is wrong, with what it lacks of the one before. */
function withoutLoss(version: Version, before: Version | undefined): Version {
  if (version.problems.length === 0) return version;
  const named = new Set(version.exposures.map((each) => each.basePath));
  const lost = before?.exposures.filter((each) => !named.has(each.basePath)) ?? [];
  return { ...version, exposures: [...version.exposures, ...lost].slice(0, MAX_EXPOSURES) };
}

/** Why a good version that is written in place, the first one at its path, would be *Held*. */
export function whyHalfWritten(bytes: Buffer): RoverProblem | undefined {
  const text = bytes.toString('latin1');
  const halfWritten = halfWrittenOf({ text, exposures: [], problems: [] }, undefined, 'written');
  return halfWritten && problemOf(halfWritten);
}

function isWhole(arrival: Arrival): boolean {
  return arrival === 'found' || arrival === 'replaced';
}

function halfWrittenOf(version: Version, before: Version | undefined, arrival: Arrival): HalfWritten | undefined {
  const marked = END_MARK.test(version.text);
  if (before && END_MARK.test(before.text) && !marked)
    return { why: 'the version in force ends with the line "# end", and this one does not', forGood: true };
  if (marked || isWhole(arrival)) return undefined;
  const lost = version.problems.length > 0 ? undefined : shrunk(version, before);
  return cutOff(version, before, arrival === 'written') ?? lost;
}

function cutOff({ text, exposures }: Version, before: Version | undefined, written: boolean): HalfWritten | undefined {
  const beginning = before?.text.startsWith(text) === true && !sameExposures(before.exposures, exposures);
  if (!text.endsWith('\n')) {
    const unlikely = beginning || before?.text.endsWith('\n') === true;
    return { why: 'it ends in the middle of a line', forGood: written && unlikely };
  }
  return beginning ? { why: 'it is the mere beginning of the version in force', forGood: false } : undefined;
}

function shrunk({ exposures }: Version, before: Version | undefined): HalfWritten | undefined {
  const kept = new Set(exposures.map((each) => each.basePath));
  const lost = before?.exposures.find((each) => !kept.has(each.basePath));
  return lost && { why: `it lacks ${lost.basePath}, which the version in force has`, forGood: false };
}

function problemOf({ why, forGood }: HalfWritten): RoverProblem {
  const until = forGood
    ? 'taken once its last line is "# end"'
    : `taken if it stays like this for ${HELD_FOR_MS / 1_000} s, or once its last line is "# end"`;
  return { code: 'HALF_WRITTEN', message: `may be half written: ${why}; ${until}` };
}

function sameExposures(one: readonly RoverExposure[], other: readonly RoverExposure[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sameProblems(one: readonly RoverProblem[], other: readonly RoverProblem[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
