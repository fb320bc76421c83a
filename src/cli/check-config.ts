import { Command } from 'commander';
import { checkRovers, roverProblems } from '../apis/check-rovers.js';
import { EXIT } from './exit-codes.js';
import { settingsOrExit } from './settings-or-exit.js';

/** `heartbeat check-config FILE`: OK; every mistake and exit code 2; or mistakes in Rover files and exit code 1. */
export function checkConfigCommand(): Command {
  return new Command('check-config')
    .description('check a settings file and the Rover files that it names, without starting anything')
    .argument('<file>', 'the settings file')
    .exitOverride()
    .action(async (file: string) => {
      const loaded = settingsOrExit(file);
      if (!loaded) return;
      const { sources, apis } = loaded.settings;
      const kinds = sources.map((each) => `${each.name} (${each.kind})`).join(', ') || 'none';
      process.stdout.write(`${file} is valid: ${apis.basePaths.length} base paths, sources: ${kinds}\n`);
      if (apis.rovers !== undefined) await checkRoverFiles(apis.rovers);
    });
}

async function checkRoverFiles(directory: string): Promise<void> {
  const rovers = await checkRovers(directory);
  const problems = rovers.problem === undefined ? roverProblems(rovers) : [`${directory} ${rovers.problem}`];
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const basePaths = rovers.files.reduce((sum, each) => sum + each.exposures.length, 0);
  process.stdout.write(`${directory}: ${rovers.files.length} Rover files declare ${basePaths} base paths\n`);
  if (problems.length > 0) process.exitCode = EXIT.problemsFound;
}
