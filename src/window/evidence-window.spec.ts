import { describe, expect, it } from '@jest/globals';
import type { BasePath } from '../catalogue/base-path.js';
import { basePath, boardOnManualClock } from '../../test/support/evidence-window.js';

const many = (team: string): Set<BasePath> =>
  new Set(Array.from({ length: 20_000 }, (_, index) => basePath(`/${team}/api-${index}`)));

describe('EvidenceWindow', () => {
  it('takes declared base paths over all at once, however many steps it looks at them in', () => {
    const { window, clock } = boardOnManualClock({ maximumBasePaths: 50_000 });
    const [old, next] = [many('old'), many('next')];
    window.declare(old, clock.now());
    const before = window.membership;
    let steps = 0;
    for (const step of window.declaring(next, () => clock.now())) {
      void step;
      steps++;
      expect([window.membership, window.size]).toEqual([before, 20_000]);
    }
    expect(steps).toBeGreaterThan(3);
    expect([...old].filter((each) => window.find(each) !== undefined)).toEqual([]);
    expect([...next].filter((each) => window.find(each) === undefined)).toEqual([]);
  });

  it('keeps what a source reports while it looks for unused base paths', () => {
    const { window, clock } = boardOnManualClock({ maximumBasePaths: 50_000 });
    const source = window.open({ name: 'edge', evidence: 'traffic' });
    const old = many('old');
    const reported = basePath('/old/api-3');
    window.declare(old, clock.now());
    for (const step of window.declaring(new Set<BasePath>(), () => clock.now())) {
      void step;
      source.record([{ basePath: reported, atMs: clock.now().wallMs, requests: 1, failures: 0 }]);
    }
    expect([...window.declaring(new Set<BasePath>(), () => clock.now())].length).toBe(0);
    expect([window.size, window.find(reported) === undefined]).toEqual([1, false]);
  });
});
