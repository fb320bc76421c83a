/** What the process says when it ends. 0 to 3 of `get` are its own; usage errors keep clear of them. */
export const EXIT = {
  ok: 0,
  problemsFound: 1,
  badSettings: 2,
  /** `get`: nobody answered. */
  couldNotAsk: 3,
  /** EX_USAGE of sysexits.h: unknown command, option or argument. */
  usage: 64,
  fault: 70,
} as const;
