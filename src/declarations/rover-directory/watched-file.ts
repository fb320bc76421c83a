import type { Instant } from '../../platform/clock/clock.js';
import type { RoverProblem } from '../rover-entry.js';
import type { RoverYaml } from '../rover-yaml/rover-yaml.js';
import type { Listing } from './directory-listing.js';
import type { SeenFile, Sight } from './file-sight.js';
import { RoverFile, type Arrival, type RoverFileState } from './rover-file.js';

/** Found at start and untouched for this long, a file is not being written. */
const OLD_AFTER_MS = 2_000;
/** A second write within one tick of the file system's clock leaves no trace: so a file is read again for this long. */
const TRUST_STAMP_AFTER_MS = 2_000;
/** Editors unlink and create: a file is gone only when it has stayed away for this long. */
const GONE_AFTER_MS = 1_000;
/** In a directory that replaced another one, files may still be arriving. */
const GONE_FROM_NEW_DIRECTORY_AFTER_MS = 10_000;

/** One look at the whole directory. */
export interface Look {
  readonly listing: Listing;
  readonly now: Instant;
  readonly atStart: boolean;
}

/** One path of the Rover directory: translates what the looks find into events of its file's state machine. */
export class WatchedFile {
  readonly #file: RoverFile;
  #stamp = '';
  #stampedAt: Instant;
  #identity = '';
  /** The directory in which the file was seen last. */
  #seenIn: Listing;
  #missingSince: Instant | undefined;
  #bytes = 0;

  constructor(yaml: RoverYaml, { listing, now }: Look) {
    this.#file = new RoverFile(yaml, now);
    this.#stampedAt = now;
    this.#seenIn = listing;
  }

  get state(): RoverFileState {
    return this.#file.state;
  }

  /** Size of what was read last. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The stamp by which a file is known to be unchanged; undefined while only reading it can tell. */
  trustedStamp(now: Instant): string | undefined {
    return now.monotonicMs - this.#stampedAt.monotonicMs < TRUST_STAMP_AFTER_MS ? undefined : this.#stamp;
  }

  /** Takes what was read; `movedIn`: the operating system says that the file was moved there whole. */
  async read(seen: SeenFile, look: Look, movedIn: boolean): Promise<void> {
    const { now } = look;
    const sameFile = this.#identity === seen.identity;
    await this.#file.see(seen.bytes, this.#arrival(seen, look), now);
    // The first look may have come before the event of the write.
    if (sameFile) await this.#file.wait(now, movedIn);
    if (this.#stamp !== seen.stamp) this.#stampedAt = now;
    this.#stamp = seen.stamp;
    this.#identity = seen.identity;
    this.#bytes = seen.bytes.length;
    this.#present(look);
  }

  /** The file has not changed since. */
  async wait(look: Look, movedIn: boolean): Promise<void> {
    await this.#file.wait(look.now, movedIn);
    this.#present(look);
  }

  /** The file cannot be read. */
  fail(problem: RoverProblem, look: Look): void {
    this.#stamp = '';
    this.#bytes = 0;
    this.#file.fail(problem, look.now);
    this.#present(look);
  }

  /** There is no file; true once it has been gone for long enough. */
  miss({ listing, now }: Look): boolean {
    this.#missingSince ??= now;
    const graceMs = this.isOf(listing) ? GONE_AFTER_MS : GONE_FROM_NEW_DIRECTORY_AFTER_MS;
    return now.monotonicMs - this.#missingSince.monotonicMs >= graceMs;
  }

  /** Whether the file was last seen in this very directory. */
  isOf(listing: Listing): boolean {
    return this.#seenIn.identity === listing.identity;
  }

  #present({ listing }: Look): void {
    this.#missingSince = undefined;
    this.#seenIn = listing;
  }

  #arrival(seen: SeenFile, { listing, now, atStart }: Look): Arrival {
    const old = atStart && (seen.linked || now.wallMs - seen.modifiedMs > OLD_AFTER_MS);
    if (old) return 'found';
    if (this.#identity === seen.identity) return 'written';
    return seen.finished || this.#seenIn.root !== listing.root ? 'replaced' : 'created';
  }
}

/** Whether a look at a path that was not seen before found a file. */
export function isNews(sight: Sight): boolean {
  return sight.kind === 'read' || sight.kind === 'unreadable';
}
