import { loadSettings, type LoadedSettings } from '../config/load-settings.js';
import { describeProblem, SettingsError } from '../platform/settings/settings-error.js';
import { EXIT } from './exit-codes.js';

/** The settings; or one message a mistake on stderr, exit code 2, and undefined. */
export function settingsOrExit(file: string | undefined): LoadedSettings | undefined {
  try {
    return loadSettings(file, process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const problem of error.problems) process.stderr.write(`${describeProblem(problem)}\n`);
    process.exitCode = EXIT.badSettings;
    return undefined;
  }
}
