/** What the process says when it ends. 0 to 3 of `get` are its own; usage errors and faults keep clear of them. */
export const EXIT = {
  ok: 0,
  problemsFound: 1,
  badSettings: 2,
  /** `get` and `watch`: nobody answered. */
  couldNotAsk: 3,
  /** EX_USAGE of sysexits.h: unknown command, option or argument. */
  usage: 64,
  /** EX_SOFTWARE of sysexits.h. */
  fault: 70,
} as const;

/** An exit code of one command, and what it says there. */
export type ExitMeaning = readonly [code: number, meaning: string];

/** What every command may end with. */
export const COMMON_EXITS: readonly ExitMeaning[] = [
  [EXIT.usage, 'it was used wrongly'],
  [EXIT.fault, 'a fault of Heartbeat or of the machine'],
];
