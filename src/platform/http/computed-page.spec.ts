import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { ComputedPage } from './computed-page.js';

describe('ComputedPage', () => {
  it('is computed once a second for all who ask', async () => {
    const clock = new ManualClock();
    let computed = 0;
    const page = new ComputedPage(clock, async () => `page ${++computed}`);
    expect(await Promise.all([page.text(), page.text()])).toEqual(['page 1', 'page 1']);
    await clock.advance(999);
    expect(await page.text()).toBe('page 1');
    await clock.advance(1);
    expect(await Promise.all([page.text(), page.text()])).toEqual(['page 2', 'page 2']);
    expect(computed).toBe(2);
  });

  it('does not keep a failure', async () => {
    let computed = 0;
    const page = new ComputedPage(new ManualClock(), async () => {
      if (++computed === 1) throw new Error('broken');
      return `page ${computed}`;
    });
    await expect(page.text()).rejects.toThrow('broken');
    expect(await page.text()).toBe('page 2');
  });
});
