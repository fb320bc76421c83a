import { Command } from 'commander';
import { settingsOrExit } from './settings-or-exit.js';

/** `heartbeat check-config FILE`: OK, or every mistake and exit code 2. */
export function checkConfigCommand(): Command {
  return new Command('check-config')
    .description('check a settings file, without starting anything')
    .argument('<file>', 'the settings file')
    .exitOverride()
    .action((file: string) => {
      const loaded = settingsOrExit(file);
      if (!loaded) return;
      const { sources, apis } = loaded.settings;
      const kinds = sources.map((each) => `${each.name} (${each.kind})`).join(', ') || 'none';
      process.stdout.write(`${file} is valid: ${apis.basePaths.length} base paths, sources: ${kinds}\n`);
    });
}
