import { inspect } from 'node:util';
import { wholeFile } from '../storage/given-file.js';

const MASK = '***';

/**
 * A value that must not be seen: printing, logging or serialising it gives `***`.
 * One that came from a file is read again each time, so that a rotated secret is taken up without a restart.
 */
export class Secret {
  /** What a file may hold. */
  static readonly MAX_BYTES = 64 * 1_024;

  readonly #read: () => string;

  private constructor(read: () => string) {
    this.#read = read;
  }

  static of(value: string): Secret {
    return new Secret(() => value);
  }

  /** Trailing line ends are cut off. `reveal` throws `FileUnreadableError`. */
  static fromFile(path: string): Secret {
    return new Secret(() =>
      wholeFile('the file of a secret', path, Secret.MAX_BYTES)
        .toString()
        .replace(/[\r\n]+$/, ''),
    );
  }

  reveal(): string {
    return this.#read();
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
