declare const PART: unique symbol;

/** Stands for a part of type `T` in Nest's injection; a symbol at run time. */
export type Token<T> = symbol & { readonly [PART]: T };

/** A new token; `name` is what Nest shows where nothing provides it. */
export function token<T>(name: string): Token<T> {
  return Symbol(name) as Token<T>;
}

type Class<T> = abstract new (...args: never[]) => T;
type Key<T> = Token<T> | Class<T>;
type PartOf<K> = K extends Token<infer T> ? T : K extends Class<infer T> ? T : never;
type Keys = Readonly<Record<string, Key<unknown>>>;

/** The parts that were asked for, each by the name under which it was asked for. */
export type PartsOf<K extends Keys> = { readonly [Name in keyof K]: PartOf<K[Name]> };

/** A provider of Nest for a part of type `T`. */
export interface ProvidedPart<T> {
  readonly provide: Key<T>;
  readonly inject: Key<unknown>[];
  readonly useFactory: (...parts: never[]) => T;
}

/**
 * Provides a part, made of others: `provide(BOARD, { clock: CLOCK }, ({ clock }) => new LiveBoard(clock))`. The tokens say
 * the types, so that a part of another type does not compile.
 */
export function provide<T, K extends Keys>(part: Key<T>, keys: K, make: (parts: PartsOf<K>) => T): ProvidedPart<T> {
  const names = Object.keys(keys);
  return {
    provide: part,
    inject: Object.values(keys),
    useFactory: (...parts: unknown[]) =>
      make(Object.fromEntries(names.map((name, at) => [name, parts[at]])) as PartsOf<K>),
  };
}
