/** One thing that `heartbeat doctor` found out. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'problem';
  /** The finding, in plain words. */
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string;
}
