import { IntegerSetting, ListSetting, PathSetting, SettingRule } from '../platform/settings/setting.js';
import { BASE_PATH_SHAPE, parseBasePath } from './base-path.js';

/** What is watched. */
export class ApisSettings {
  @PathSetting({ about: 'Directory of Rover YAML files, watched; relative to the settings file.', example: './rovers' })
  rovers?: string;

  @ListSetting({
    about: 'Base paths declared without a Rover.',
    item: { type: 'text', maxLength: 512 },
    maxItems: 1_000_000,
    example: ['/eni/echo/v1'],
  })
  @SettingRule<ApisSettings>(({ basePaths }) => {
    const index = basePaths.findIndex((each) => parseBasePath(each) === undefined);
    return index < 0 ? undefined : `at [${index}] ${BASE_PATH_SHAPE}`;
  })
  basePaths: readonly string[] = [];

  @IntegerSetting({
    about: 'Most base paths, declared and discovered; more are refused and counted.',
    min: 1,
    max: 1_000_000,
  })
  maximum = 100_000;
}
