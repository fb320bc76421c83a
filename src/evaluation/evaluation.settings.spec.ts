import { describe, expect, it } from '@jest/globals';
import { basePath } from '../../test/support/evidence-window.js';
import { readSettings } from '../platform/settings/read-settings.js';
import { EvaluationSettings, ruleBookOf } from './evaluation.settings.js';

const PLACE = { environment: {}, folder: '.' };

describe('the rules that settings ask for', () => {
  it.each([
    ['/eni/slow/v1', 9_999, 20],
    ['/eni/few/v1', 8_000, 3],
    ['/eni/else/v1', 8_000, 12],
    ['/other/v1', 8_000, 12],
  ])('of %s: UP from %d in 10 000, of %d requests', (path, thresholdScaled, minimumRequests) => {
    const overrides = [
      { basePaths: ['/eni/slow/*'], threshold: 0.9999, minimumRequests: 20 },
      { basePaths: ['/eni/none/v1', '/eni/few/v1/'], minimumRequests: 3 },
      { basePaths: ['/eni/*'] },
      { basePaths: ['/eni/else/v1'], threshold: 0.1 },
    ];
    const written = { threshold: 0.8, minimumRequests: 12, overrides };
    const rules = ruleBookOf(readSettings(EvaluationSettings, written, PLACE));
    expect(rules.ruleOf(basePath(path))).toEqual({ thresholdScaled, minimumRequests });
  });
});
