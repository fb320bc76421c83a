import { expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { RecordingLog } from '../../../test/support/source-context.js';
import { RoverFileLog } from './rover-file-log.js';
import type { RoverFileState } from './rover-file.js';

const ACCEPTED: RoverFileState = { condition: 'Accepted', sinceMs: 0, problems: [], exposures: [] };
const rejected = (line: number): RoverFileState => ({
  ...ACCEPTED,
  condition: 'Rejected',
  problems: [{ code: 'SYNTAX', line, message: 'wrong' }],
});

it('RoverFileLog says some of a file that is written wrong over and over, and all of the others', async () => {
  const clock = new ManualClock();
  const log = new RecordingLog();
  const files = new Map<string, RoverFileState>();
  const fileLog = new RoverFileLog(log, clock);
  const write = (file: string, state: RoverFileState): void => fileLog.tell({ files: files.set(file, state) });
  const said = (file: string): number => log.lines.filter((line) => line.includes(file)).length;
  for (let second = 1; second <= 600; second++) {
    write('storm.yaml', rejected(second));
    await clock.advance(1_000);
  }
  write('calm.yaml', rejected(7));
  write('calm.yaml', ACCEPTED);
  expect(said('storm.yaml')).toBeLessThan(75);
  expect(said('storm.yaml')).toBeGreaterThan(60);
  expect(said('calm.yaml')).toBe(2);
  await clock.advance(60_000);
  write('storm.yaml', ACCEPTED);
  expect(log.lines.at(-1)).toMatch(/accepted.*storm/);
});
