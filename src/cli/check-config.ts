import type { Command } from 'commander';
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
      const { sources, apis } = loaded.settings;
      const kinds = sources.map((each) => `${each.name} (${each.kind})`).join(', ') || 'none';
      process.stdout.write(`${file} is valid: ${apis.basePaths.length} base paths, sources: ${kinds}\n`);
      if (apis.rovers !== undefined) await checkRoverFiles(apis.rovers);
    });
}

async function checkRoverFiles(directory: string): Promise<void> {
  const { checkRovers, roverProblems } = await import('../declarations/rover-directory/check-rovers.js');
  const rovers = await checkRovers(directory);
  const problems = rovers.problem === undefined ? roverProblems(rovers) : [`${directory} ${rovers.problem}`];
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const exposures = rovers.files.flatMap((each) => each.exposures);
  const withPulse = exposures.filter((each) => each.pulse).length;
  const declared = `${exposures.length} base paths, ${withPulse} with Pulse`;
  process.stdout.write(`${directory}: ${rovers.files.length} Rover files declare ${declared}\n`);
  if (problems.length > 0) process.exitCode = EXIT.problemsFound;
}
