import type { Command } from 'commander';
import type { HeartbeatSettings } from '../config/heartbeat.settings.js';
import { printable } from '../platform/telemetry/printable.js';
import { commandOf } from './command-form.js';
import { EXIT } from './exit-codes.js';

/** `heartbeat check-config FILE`: OK; every mistake and exit code 2; or mistakes in Rover files and exit code 1. */
export function checkConfigCommand(): Command {
  return commandOf({
    name: 'check-config',
    about: 'check a settings file and the Rover files that it names, without starting anything',
    exits: [
      [EXIT.ok, 'everything is valid'],
      [EXIT.problemsFound, 'a Rover file is wrong, which does not stop the start'],
      [EXIT.badSettings, 'the settings are wrong'],
    ],
    examples: [['heartbeat.yaml', 'every mistake, with its line and what is allowed']],
  })
    .argument('<file>', 'the settings file')
    .action(async (file: string) => {
      const { settingsOrExit } = await import('./settings-or-exit.js');
      const loaded = settingsOrExit(file);
      if (!loaded) return;
      await checkDeclarations(file, loaded.settings);
    });
}

async function checkDeclarations(file: string, { sources, apis }: HeartbeatSettings): Promise<void> {
  const { declareOnce, emptyCatalogue } = await import('./catalogue-findings.js');
  const { blockCounts, shownCounts } = await import('./block-counts.js');
  const catalogue = emptyCatalogue(apis);
  const problems = (await declareOnce(catalogue, apis)).filter((each) => each.level === 'problem');
  for (const { text } of problems) process.stderr.write(`${printable(text)}\n`);
  const declared = [...catalogue.current().declarations.values()];
  const kinds = sources.map((each) => `${each.name} (${each.kind})`).join(', ') || 'none';
  const counts = [`${declared.length} base paths`, ...shownCounts(blockCounts(declared))].join(', ');
  process.stdout.write(`${file} is valid: ${counts}; sources: ${kinds}\n`);
  if (problems.length > 0) process.exitCode = EXIT.problemsFound;
}
