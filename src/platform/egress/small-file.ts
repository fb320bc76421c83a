import type { Clock } from '../clock/clock.js';
import { inGivenFile } from '../storage/given-file.js';

const MAX_BYTES = 262_144;
const LOOK_AGAIN_MS = 5_000;

/**
 * What a small file of the system says, looked at again at most every five seconds; what an empty one says where it
 * cannot be read. It is read in place, which takes microseconds, because the threads that read elsewhere may all be held
 * by look-ups of names.
 */
export class SmallFile<T> {
  #lookedAtMs = -Infinity;
  #version = '';
  #content: T;

  constructor(
    private readonly path: string,
    private readonly parse: (text: string) => T,
    private readonly clock: Clock,
  ) {
    this.#content = parse('');
  }

  /** The same object for as long as the file is the same; of a long file the first 256 kB count. */
  content(): T {
    const nowMs = this.clock.now().monotonicMs;
    if (nowMs - this.#lookedAtMs < LOOK_AGAIN_MS) return this.#content;
    this.#lookedAtMs = nowMs;
    const { version, text } = readBeginning(this.path, this.#version);
    if (version !== this.#version) this.#content = this.parse(text);
    this.#version = version;
    return this.#content;
  }
}

interface Beginning {
  readonly version: string;
  readonly text: string;
}

/** The text is left out where the version is `known`. Unreadable counts as empty, as it does for the system's resolver. */
function readBeginning(path: string, known: string): Beginning {
  const reading = inGivenFile(path, ({ stats: { ino, size, mtimeMs, ctimeMs }, read }) => {
    const version = [ino, size, mtimeMs, ctimeMs].join(' ');
    return { version, text: version === known ? '' : read(MAX_BYTES).toString() };
  });
  return reading.ok ? reading.value : { version: '', text: '' };
}
