import {
  BooleanSetting,
  DurationSetting,
  IntegerSetting,
  MapSetting,
  SecretReferenceSetting,
  SectionSetting,
  SettingRule,
  TextSetting,
} from '../../../platform/settings/setting.js';
import { given } from '../../../platform/settings/settings-schema.js';
import { HEADER_NAME, HEADER_VALUE, repeatedHeaders, writtenOutSecrets } from './probe-headers.js';
import { isAbsolute, PATH_SHAPE, pathBreaches } from './probe-url.js';
import { PulseAuthSettings } from './pulse-auth.settings.js';
import type { PulseMethod, SecretReference } from '../pulse-declaration.js';
import { PulseExpectSettings } from './pulse-expect.settings.js';

const MAX_BODY_BYTES = 16 * 1024;

/** The `pulse` block of an exposure as a team writes it. */
export class PulseBlockSettings {
  @BooleanSetting({ about: 'Whether Pulse probes this API; false keeps the block and stops the probes.' })
  enabled = true;

  @TextSetting({
    about: 'What is asked: below the base path; absent, the base path itself. Or an absolute URL.',
    example: '/health',
  })
  @SettingRule<PulseBlockSettings>(PATH_SHAPE, ({ path }) => pathBreaches(path))
  path?: string;

  @TextSetting({ about: 'Method.', allowed: ['GET', 'HEAD', 'OPTIONS', 'POST'] })
  @SettingRule<PulseBlockSettings>(
    'GET or HEAD where path is an absolute URL',
    ({ method, path }) => !isAbsolute(path) || method === 'GET' || method === 'HEAD',
  )
  method: PulseMethod = 'GET';

  @TextSetting({ about: 'Body of the request.', maxLength: MAX_BODY_BYTES, unseen: true, example: '{"q":1}' })
  @SettingRule<PulseBlockSettings>(
    'a body only with POST',
    ({ body, method }) => body === undefined || method === 'POST',
    { anyOf: [{ not: given('body') }, { required: ['method'], properties: { method: { const: 'POST' } } }] },
  )
  @SettingRule<PulseBlockSettings>(
    `at most ${MAX_BODY_BYTES} bytes`,
    ({ body = '' }) => Buffer.byteLength(body) <= MAX_BODY_BYTES,
  )
  body?: string;

  @MapSetting({
    about: 'Headers of the request.',
    keys: HEADER_NAME,
    item: { type: 'secret-reference', orText: HEADER_VALUE },
    maxItems: 20,
    example: { Accept: 'application/json', 'X-Api-Key': { secretRef: 'echo-key' } },
  })
  @SettingRule<PulseBlockSettings>('each header once, whatever its case', ({ headers }) =>
    repeatedHeaders(headers).map((name) => [name]),
  )
  @SettingRule<PulseBlockSettings>('{ secretRef: name } for a header that holds a secret', ({ headers }) =>
    writtenOutSecrets(headers).map((name) => ({ below: [name], code: 'SECRET_LITERAL' })),
  )
  headers: ReadonlyMap<string, string | SecretReference> = new Map();

  @DurationSetting({
    about: 'How often; absent, as the settings of Pulse say.',
    key: 'interval',
    minMs: 5_000,
    maxMs: 300_000,
    example: '15s',
  })
  intervalMs?: number;

  @DurationSetting({
    about: 'How long a probe may take in all, retries included; absent, as the settings of Pulse say.',
    key: 'timeout',
    minMs: 100,
    maxMs: 30_000,
    example: '5s',
  })
  @SettingRule<PulseBlockSettings>(
    'shorter than interval',
    ({ intervalMs, timeoutMs }) => (timeoutMs ?? 0) < (intervalMs ?? Infinity),
  )
  timeoutMs?: number;

  @IntegerSetting({ about: 'Further attempts after no response.', min: 0, max: 3 })
  retries = 0;

  @DurationSetting({
    about: 'Wait before the first further attempt; twice as long before each later one.',
    key: 'backoff',
    minMs: 50,
    maxMs: 5_000,
  })
  backoffMs = 250;

  @SectionSetting({ about: 'What an answer must be like to count as a success.', of: () => PulseExpectSettings })
  @SettingRule<PulseBlockSettings>('no expectations of a body with HEAD', ({ method, expect }) =>
    method === 'HEAD' ? bodyExpectations(expect).map((key) => [key]) : [],
  )
  @SettingRule<PulseBlockSettings>('a maxLatency of at most timeout', ({ timeoutMs = Infinity, expect }) =>
    (expect.maxLatencyMs ?? 0) > timeoutMs ? [['maxLatency']] : [],
  )
  expect = new PulseExpectSettings();

  @SectionSetting({ about: 'How probes prove who they are.', of: () => PulseAuthSettings })
  auth?: PulseAuthSettings;

  @SecretReferenceSetting({
    about:
      'TLS settings other than those that the operator set for the gateway: a secret that holds a client certificate, authorities or a server name.',
    example: { secretRef: 'echo-client' },
  })
  tls?: SecretReference;

  @BooleanSetting({
    about: 'Whether probes count as evidence; false where they pass a gateway that a traffic source measures already.',
  })
  record = true;
}

/** The keys of those expectations that ask for a body. */
export function bodyExpectations({ bodyContains, json }: PulseExpectSettings): string[] {
  return [...(bodyContains === undefined ? [] : ['bodyContains']), ...(json.length > 0 ? ['json'] : [])];
}
