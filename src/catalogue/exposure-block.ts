import type { SettingPath } from '../platform/settings/setting-path.js';
import type { SettingsClass } from '../platform/settings/setting-form.js';

/** One mistake in a block. It never shows a secret, or what may be one. */
export interface BlockProblem {
  readonly code: string;
  /** Below the block; empty for itself. Not to be shown: where a colon is missing, a secret may be part of a key. */
  readonly path: SettingPath;
  /** The same with `…` for every key that may be a secret. */
  readonly shownPath: SettingPath;
  /** What is wrong with the value. */
  readonly problem: string;
  readonly allowed: string;
}

/** What a block says, or all that is wrong with it. */
export type BlockReading<T = unknown> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly BlockProblem[] };

/** What the reference page of a block says besides its tables; Markdown. */
export interface BlockReference {
  /** Title and introduction. */
  readonly head: string;
  /** Sections behind the tables. */
  readonly notes: readonly string[];
  /** What each code of a mistake in it means. */
  readonly codes: Readonly<Record<string, string>>;
}

/**
 * A block in which the owner of an exposure tells one kind of source what to do. Declared here and brought by the kind:
 * its keys, limits, schema, documentation and what is shown of it all come from this one registration.
 */
export interface ExposureBlock<T = unknown> {
  /** Its key in the exposure, such as `pulse`. */
  readonly key: string;
  /** What people call the kind of source, such as `Pulse`. */
  readonly title: string;
  /** One sentence for editors. */
  readonly about: string;
  /** Its keys. */
  readonly settings: SettingsClass;
  readonly reference: BlockReference;
  /** An example as it stands in YAML behind the key: `{ path: /health, interval: 15s }`. */
  readonly example: string;
  /** Reads any value. Sends no requests and never throws. */
  read(raw: unknown): BlockReading<T>;
  /** The block that says just this, defaults left out; reading it gives an equal value. */
  write(value: T): Readonly<Record<string, unknown>>;
  /** Whether it asks for anything now; a block may be there and switched off. */
  isOn(value: T): boolean;
  /** What everyone may see of it, as JSON: an object of the class of `viewClass`. */
  view(value: T): object;
  /** The class that describes the view in the API document; loaded when the document is made, and by no command. */
  viewClass(): Promise<new () => object>;
}
