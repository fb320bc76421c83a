/** One thing that `heartbeat doctor` found out. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'problem';
  /** What kind of finding it is, for programs: its text may change; docs/cli.md lists the codes. */
  readonly code?: string;
  /** The finding, in plain words. */
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** The base paths that it is about, for programs: more of them than the text names. */
  readonly basePaths?: readonly string[];
}
