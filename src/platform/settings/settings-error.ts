import { pathText, type SettingPath } from './setting-path.js';

/** One mistake in the settings file. Values that could be secrets are not repeated. */
export interface SettingsProblem {
  /** Where in the file; empty for the file itself. */
  readonly path: SettingPath;
  /** The same with `…` for a key that may be a secret, as where the colon behind the key is missing. */
  readonly shownPath?: SettingPath;
  /** The file, where it is the file itself that is wrong. */
  readonly file?: string;
  readonly problem: string;
  readonly allowed: string;
  /** A stable word for the kind of mistake, where there is one: `KEY`, `SECRET_LITERAL`, or what the class names. */
  readonly code?: string;
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
export function describeProblem({ file = 'the settings', line, problem, allowed, ...of }: SettingsProblem): string {
  const path = of.shownPath ?? of.path;
  const at = line === undefined ? '' : ` (line ${line})`;
  return `${path.length === 0 ? file : pathText(path)}${at}: ${problem}; allowed: ${allowed}`;
}
