import {
  DurationSetting,
  JsonScalarSetting,
  ListSetting,
  SettingRule,
  TextSetting,
} from '../../../platform/settings/setting.js';
import { parseJsonPath } from '../json-path.js';
import type { JsonExpectation, StatusRange } from '../pulse-declaration.js';

/** One place of a JSON body and the value that must stand there. */
export class JsonExpectationSettings implements JsonExpectation {
  @TextSetting({
    about: 'Which place.',
    maxLength: 256,
    required: true,
    example: '$.status',
  })
  @SettingRule<JsonExpectationSettings>(
    'a JSONPath to one place ($, names, numbers of elements), such as $.checks[0].status, at most 256 characters',
    ({ path }) => parseJsonPath(path) !== undefined,
  )
  path = '';

  @JsonScalarSetting({ about: 'The value that must stand there.', maxLength: 1_024, required: true, example: 'UP' })
  equals: JsonExpectation['equals'] = null;
}

/** What an answer must be like to count as a success. */
export class PulseExpectSettings {
  @ListSetting({
    about: 'Status codes, classes and ranges that count as a success.',
    item: {
      type: 'text',
      maxLength: 7,
      pattern: /^[2-4](?:xx|XX|[0-9][0-9](?:-[2-4][0-9][0-9])?)$/,
      shape:
        'a class such as 2xx, a code such as 204 or a range such as 200-299, from 200 to 499; 5xx is always a failure',
      numbers: { min: 200, max: 499 },
    },
    minItems: 1,
    maxItems: 20,
    example: ['2xx', 404],
  })
  @SettingRule<PulseExpectSettings>('ranges that begin with the lower code', ({ status }) =>
    status.flatMap((each, index) => (rangeOf(each).from > rangeOf(each).to ? [[index]] : [])),
  )
  status: readonly string[] = ['2xx', '3xx', '4xx'];

  @TextSetting({
    about: 'A text that the body must contain; its first 256 KiB are read, less of a compressed one.',
    maxLength: 1_024,
    pattern: /^[\s\S]+$/,
    shape: 'text of 1 to 1024 characters',
    unseen: true,
    example: 'ok',
  })
  bodyContains?: string;

  @ListSetting({
    about: 'Places of a JSON body and what must stand there; one alone needs no list.',
    item: { type: 'section', of: () => JsonExpectationSettings },
    single: true,
    maxItems: 10,
    example: [{ path: '$.status', equals: 'UP' }],
  })
  json: readonly JsonExpectation[] = [];

  @DurationSetting({
    about: 'The longest that an answer may take.',
    key: 'maxLatency',
    minMs: 1,
    maxMs: 30_000,
    example: '800ms',
  })
  maxLatencyMs?: number;
}

/** The codes that `2xx`, `204` or `200-299` stands for. */
export function rangeOf(text: string): StatusRange {
  if (/xx$/i.test(text)) return { from: Number(text[0]) * 100, to: Number(text[0]) * 100 + 99 };
  const [from, to] = text.split('-').map(Number);
  return { from: from!, to: to ?? from! };
}
