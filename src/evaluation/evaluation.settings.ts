import { parseBasePathSelector, SELECTOR_FORM, type BasePathSelector } from '../catalogue/base-path-selector.js';
import {
  DurationSetting,
  IntegerSetting,
  ListSetting,
  NumberSetting,
  SettingRule,
} from '../platform/settings/setting.js';
import { RuleBook } from './rule-book.js';
import { RATIO_SCALE, type VerdictRule } from './verdict.js';

const MAX_OVERRIDES = 1_000;
const THRESHOLD = { about: 'Success ratio from which a base path is UP.', min: 0.01, max: 1, decimals: 4 };
const MINIMUM = { about: 'Requests in the window below which there is no verdict.', min: 1, max: 1_000_000 };

/** Numbers of its own for some base paths. */
export class EvaluationOverrideSettings {
  @ListSetting({
    about: 'Base paths, exactly, or with a trailing /* all at and below one.',
    item: SELECTOR_FORM,
    minItems: 1,
    maxItems: 100,
    required: true,
    example: ['/eni/slow/*'],
  })
  basePaths: readonly string[] = [];

  @NumberSetting({ ...THRESHOLD, about: `${THRESHOLD.about} evaluation.threshold where absent.`, example: 0.95 })
  threshold?: number;

  @IntegerSetting({ ...MINIMUM, about: `${MINIMUM.about} evaluation.minimumRequests where absent.`, example: 20 })
  minimumRequests?: number;
}

/** When totals mean UP, DOWN or UNKNOWN. */
export class EvaluationSettings {
  @NumberSetting(THRESHOLD)
  threshold = 0.9;

  @IntegerSetting(MINIMUM)
  minimumRequests = 10;

  @DurationSetting({ about: 'Time between two evaluations.', key: 'every', minMs: 1_000, maxMs: 60_000 })
  everyMs = 5_000;

  @DurationSetting({
    about: 'Evidence older than this does not count.',
    key: 'staleAfter',
    minMs: 5_000,
    maxMs: 900_000,
  })
  @SettingRule<EvaluationSettings>(
    'more than evaluation.every, or all evidence would be stale before it is looked at again',
    ({ everyMs, staleAfterMs }) => staleAfterMs > everyMs,
  )
  staleAfterMs = 90_000;

  @ListSetting({
    about: 'Other numbers for some base paths. The first entry that matches a base path applies.',
    item: { type: 'section', of: () => EvaluationOverrideSettings },
    maxItems: MAX_OVERRIDES,
    example: [{ basePaths: ['/eni/slow/*'], threshold: 0.95, minimumRequests: 20 }],
  })
  overrides: readonly EvaluationOverrideSettings[] = [];
}

/** The rules that valid settings ask for: each text is a selector. */
export function ruleBookOf({ threshold, minimumRequests, overrides }: EvaluationSettings): RuleBook {
  const ruleOf = (own: { threshold?: number; minimumRequests?: number }): VerdictRule => ({
    thresholdScaled: Math.round((own.threshold ?? threshold) * RATIO_SCALE),
    minimumRequests: own.minimumRequests ?? minimumRequests,
  });
  const selectorsOf = (texts: readonly string[]): BasePathSelector[] =>
    texts.map((each) => parseBasePathSelector(each)!);
  return new RuleBook(
    ruleOf({}),
    overrides.map((each) => ({ selectors: selectorsOf(each.basePaths), rule: ruleOf(each) })),
  );
}
