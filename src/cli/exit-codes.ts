/** Exit codes. `get` gives 0 to 4 meanings of its own; usage errors and faults have other codes. */
export const EXIT = {
  ok: 0,
  problemsFound: 1,
  badSettings: 2,
  /** `get` and `watch`: no answer. */
  couldNotAsk: 3,
  /** `get`: an answer, with nothing in it. */
  nothingSelected: 4,
  /** EX_USAGE of sysexits.h: unknown command, option or argument. */
  usage: 64,
  /** EX_SOFTWARE of sysexits.h. */
  fault: 70,
} as const;

/** An exit code of one command, and its meaning there. */
export type ExitMeaning = readonly [code: number, meaning: string];

/** What every command may end with. */
export const COMMON_EXITS: readonly ExitMeaning[] = [
  [EXIT.usage, 'it was used wrongly'],
  [EXIT.fault, 'a fault of Heartbeat or of the machine'],
];
