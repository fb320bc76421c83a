import { IntegerSetting, ListSetting, PathSetting } from '../platform/settings/setting.js';
import { BASE_PATH_FORM } from '../catalogue/base-path-form.js';

/** What is watched. */
export class ApisSettings {
  @PathSetting({ about: 'Directory of Rover YAML files, watched; relative to the settings file.', example: './rovers' })
  rovers?: string;

  @ListSetting({
    about: 'Base paths declared without a Rover.',
    item: BASE_PATH_FORM,
    maxItems: 1_000_000,
    example: ['/eni/echo/v1'],
  })
  basePaths: readonly string[] = [];

  @IntegerSetting({
    about: 'Most base paths, declared and discovered; more are refused and counted.',
    min: 1,
    max: 1_000_000,
  })
  maximum = 100_000;
}
