import { withContributed } from '../platform/settings/contributed-setting.js';
import { IntegerSetting } from '../platform/settings/setting.js';
import { ORIGINS } from './origins.js';

class OwnApisSettings {
  @IntegerSetting({
    about: 'Most base paths, declared and discovered; more are refused and counted.',
    min: 1,
    max: 1_000_000,
  })
  maximum = 100_000;
}

/** What is watched: the keys of all origins, and what holds for all of them. */
export class ApisSettings extends withContributed(
  OwnApisSettings,
  ORIGINS.flatMap(({ setting }) => setting ?? []),
) {}
