import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

const BYTE_ORDER_MARKS: readonly (readonly [mark: Buffer, charset: string])[] = [
  [Buffer.from([0xef, 0xbb, 0xbf]), 'utf-8'],
  [Buffer.from([0xfe, 0xff]), 'utf-16be'],
  [Buffer.from([0xff, 0xfe]), 'utf-16le'],
];

/**
 * A body as text, read as browsers do: by its byte order mark, else by the charset that is named, else as UTF-8, and as
 * Windows-1252, which ISO-8859-1 is a part of, where it is not UTF-8.
 */
export class BodyText {
  /** False if the charset that it names is not known: what was not found may be there all the same. */
  readonly sure: boolean;
  /** The likeliest first. */
  readonly #charsets: readonly string[];

  constructor(
    private readonly bytes: Buffer,
    charset: string | undefined,
  ) {
    const marked = BYTE_ORDER_MARKS.find(([mark]) => bytes.subarray(0, mark.length).equals(mark))?.[1];
    const named = charsetNamed(marked ?? charset);
    this.sure = named !== undefined || charset === undefined;
    this.#charsets = named !== undefined ? [named] : isUtf8(bytes) ? ['utf-8'] : ['utf-8', 'windows-1252'];
  }

  /** Whether a text is in it, in any of the ways to read it. */
  contains(text: string): boolean {
    // In UTF-8 it is found as it came: no text is made of what may be large.
    return this.#charsets.some((each) =>
      each === 'utf-8' ? this.bytes.includes(text) : this.#readAs(each).includes(text),
    );
  }

  /** The ways to read it, without a byte order mark. */
  get readings(): readonly string[] {
    return this.#charsets.map((each) => this.#readAs(each));
  }

  #readAs(charset: string): string {
    return new TextDecoder(charset).decode(this.bytes);
  }
}

/** The name by which the Encoding Standard knows a charset, if it does. */
function charsetNamed(label: string | undefined): string | undefined {
  try {
    return label === undefined ? undefined : new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}
