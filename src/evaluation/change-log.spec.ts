import { expect, it } from '@jest/globals';
import { basePath } from '../../test/support/evidence-window.js';
import { RecordingLog } from '../../test/support/source-context.js';
import { logChanges } from './change-log.js';
import { firstHeartbeat } from './heartbeat.js';

it('logs a hundred lines of a round, then one that says so, and begins anew with the next round', () => {
  const log = new RecordingLog();
  const uncertain = { successes: 0, failures: 0 };
  for (const roundMs of [1_000, 6_000]) {
    const changes = Array.from({ length: 5_000 }, (_, index) => {
      const from = firstHeartbeat(basePath(`/p/${index}`), 'UP', 'success-ratio', 0);
      const to = firstHeartbeat(from.basePath, 'DOWN', 'success-ratio', roundMs);
      return { from, to, decidedBy: 'traffic' as const, requests: 100, failures: 100, uncertain };
    });
    logChanges(log, changes);
  }
  expect(log.lines).toHaveLength(200);
  expect(log.lines.filter((line) => line.startsWith('warn many statuses'))).toHaveLength(2);
});
