import { describe, expect, it } from '@jest/globals';
import { basePath } from '../../../test/support/evidence-window.js';
import { RecordingLog } from '../../../test/support/source-context.js';
import { SeriesReports } from './series-reports.js';

describe('SeriesReports', () => {
  it('tells each name once, harmlessly, and nothing of what is mapped', () => {
    const log = new RecordingLog();
    const reports = new SeriesReports('raccoon', log);
    for (let round = 0; round < 3; round++) {
      reports.report({ form: 'unmapped', name: 'a\nb' });
      reports.report({ form: 'mapped', basePath: basePath('/a') });
    }
    expect(log.lines).toEqual([
      `info series belongs to no declared base path ${JSON.stringify({ source: 'raccoon', name: 'a\\u000ab' })}`,
    ]);
  });

  it('names a few of the claimants of a name, and how many there are', () => {
    const log = new RecordingLog();
    const basePaths = Array.from({ length: 50_000 }, (_, index) => basePath(`/a/${index}`));
    new SeriesReports('raccoon', log).report({ form: 'collision', name: 'a', basePaths });
    expect(log.lines).toHaveLength(1);
    expect(log.lines[0]).toContain('"claimants":50000');
    expect(log.lines[0]!.length).toBeLessThan(500);
  });

  it('falls silent after a thousand names', () => {
    const log = new RecordingLog();
    const reports = new SeriesReports('raccoon', log);
    for (let index = 0; index < 5_000; index++) reports.report({ form: 'unmapped', name: `n${index}` });
    expect(log.lines).toHaveLength(1_000);
  });
});
