import { expect, it } from '@jest/globals';
import { basePath } from '../../test/support/evidence-window.js';
import { RecordingLog } from '../../test/support/source-context.js';
import { ChangeLog } from './change-log.js';
import { firstHeartbeat } from './heartbeat.js';

it('logs a hundred lines of a round, then one that says so, and begins anew with the next round', () => {
  const log = new RecordingLog();
  const changes = new ChangeLog(log);
  for (const roundMs of [1_000, 6_000]) {
    for (let index = 0; index < 5_000; index++) {
      const from = firstHeartbeat(basePath(`/p/${index}`), 'UP', 'success-ratio', 0);
      changes.note({ from, to: firstHeartbeat(from.basePath, 'DOWN', 'success-ratio', roundMs) });
    }
  }
  expect(log.lines).toHaveLength(200);
  expect(log.lines.filter((line) => line.startsWith('warn many statuses'))).toHaveLength(2);
});
