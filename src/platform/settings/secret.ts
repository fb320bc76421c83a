import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';

const MASK = '***';

/**
 * A value that must not be seen: printing, logging or serialising it gives `***`.
 * One that came from a file is read again each time, so that a rotated secret is taken up without a restart.
 */
export class Secret {
  readonly #read: () => string;

  private constructor(read: () => string) {
    this.#read = read;
  }

  static of(value: string): Secret {
    return new Secret(() => value);
  }

  /** Trailing line ends are cut off. `reveal` throws when the file cannot be read. */
  static fromFile(path: string): Secret {
    return new Secret(() => readFileSync(path, 'utf8').replace(/[\r\n]+$/, ''));
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
