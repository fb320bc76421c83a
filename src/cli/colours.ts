const CODES = { green: '32', red: '31', yellow: '33', dim: '2' } as const;

/** A colour by its name. */
export type Colour = keyof typeof CODES;

/** Puts a text into a colour, or leaves it as it is. */
export type Paint = (text: string, colour: Colour) => string;

/** Colours for people at a terminal, unless NO_COLOR (https://no-color.org) or a dumb terminal says otherwise. */
export function paintFor(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): Paint {
  const plain = stream.isTTY !== true || (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  return plain ? (text) => text : (text, colour) => `\u001b[${CODES[colour]}m${text}\u001b[0m`;
}
