/** One mistake in the settings file. Values that could be secrets are not repeated. */
export interface SettingsProblem {
  /** Path of the key, `sources[0].pollEvery`. */
  readonly path: string;
  readonly problem: string;
  readonly allowed: string;
  /** Line of the file, from 1, where known. */
  readonly line?: number;
}

/** Thrown with every mistake found, so that one start shows them all. */
export class SettingsError extends Error {
  readonly code = 'HEARTBEAT_SETTINGS_INVALID';

  constructor(readonly problems: readonly SettingsProblem[]) {
    super(problems.map(describeProblem).join('\n'));
    this.name = 'SettingsError';
  }
}

/** One mistake as one line: `http.port (line 3): is "x"; allowed: a whole number from 0 to 65535`. */
export function describeProblem({ path, line, problem, allowed }: SettingsProblem): string {
  return `${path}${line === undefined ? '' : ` (line ${line})`}: ${problem}; allowed: ${allowed}`;
}
