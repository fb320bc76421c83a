import type { BlockProblem, BlockReading, ExposureBlock } from '../../../catalogue/exposure-block.js';
import { formatDuration } from '../../../platform/settings/duration.js';
import { readSettings } from '../../../platform/settings/read-settings.js';
import { SettingsError, type SettingsProblem } from '../../../platform/settings/settings-error.js';
import { kindOfValue } from '../../../platform/settings/shown-value.js';
import { authOf } from './pulse-auth.settings.js';
import { PulseBlockSettings } from './pulse-block.settings.js';
import { PULSE, type PulseDeclaration, type PulseExpectations } from '../pulse-declaration.js';
import { PULSE_REFERENCE } from './pulse-reference.js';
import { pulseBlockOf } from './pulse-text.js';
import type { PulseViewDto } from './pulse-view.dto.js';
import { rangeOf, type PulseExpectSettings } from './pulse-expect.settings.js';

const WORD = /^[\w-]{1,100}$/;

const CODES: Readonly<Record<string, string>> = {
  path: 'PATH',
  method: 'METHOD',
  body: 'BODY',
  headers: 'HEADER',
  interval: 'RANGE',
  timeout: 'RANGE',
  retries: 'RANGE',
  backoff: 'RANGE',
  expect: 'EXPECT',
  auth: 'AUTH',
  tls: 'AUTH',
};

/** The registration of the `pulse` block of an exposure. */
export const pulseBlock: ExposureBlock<PulseDeclaration> = {
  key: PULSE,
  title: 'Pulse',
  about: 'How Pulse, the prober of Heartbeat, asks this API. Opts in by standing here.',
  settings: PulseBlockSettings,
  reference: PULSE_REFERENCE,
  example: '{ path: /health, interval: 15s }',
  read: readPulseBlock,
  write: pulseBlockOf,
  isOn: ({ enabled }) => enabled,
  view: pulseView,
  viewClass: async () => (await import('./pulse-view.dto.js')).PulseViewDto,
};

function readPulseBlock(raw: unknown): BlockReading<PulseDeclaration> {
  if (raw === undefined || raw === null) return refused('is empty');
  if (typeof raw !== 'object' || Array.isArray(raw)) return refused(`is ${kindOfValue(raw)}`);
  try {
    return { ok: true, value: declarationOf(readSettings(PulseBlockSettings, raw, { folder: '/' })) };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { ok: false, problems: error.problems.map((each) => problemOf(each, raw)) };
  }
}

function refused(problem: string): BlockReading<never> {
  const allowed = 'a mapping of keys, such as { enabled: true }';
  return { ok: false, problems: [{ code: 'PULSE', path: [], shownPath: [], problem, allowed }] };
}

function problemOf({ path, problem, allowed, code }: SettingsProblem, block: unknown): BlockProblem {
  const reported = { code: code ?? CODES[String(path[0])] ?? 'PULSE', problem, allowed };
  const value = path.reduce<unknown>((holder, step) => (holder as Record<string, unknown> | undefined)?.[step], block);
  const mayBeNoKey = (reported.code === 'KEY' || path[0] === 'headers') && (value ?? undefined) === undefined;
  const isShown = (step: string | number, index: number): boolean =>
    typeof step === 'number' || (WORD.test(step) && !(mayBeNoKey && index === path.length - 1));
  return { ...reported, path, shownPath: path.map((step, index) => (isShown(step, index) ? step : '…')) };
}

function declarationOf(block: PulseBlockSettings): PulseDeclaration {
  const { path, body, headers, intervalMs, timeoutMs, expect, auth, tls } = block;
  const proof = auth && authOf(auth);
  return {
    enabled: block.enabled,
    ...(path !== undefined && { path }),
    method: block.method,
    ...(body !== undefined && { body }),
    headers: [...headers],
    ...(intervalMs !== undefined && { intervalMs }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    retries: block.retries,
    backoffMs: block.backoffMs,
    expect: expectationsOf(expect),
    ...(proof && { auth: proof }),
    ...(tls && { tls }),
    record: block.record,
  };
}

/** What the settings of expectations ask for. */
export function expectationsOf({ status, bodyContains, json, maxLatencyMs }: PulseExpectSettings): PulseExpectations {
  return {
    status: status.map(rangeOf),
    ...(bodyContains !== undefined && { bodyContains }),
    json: json.map(({ path, equals }) => ({ path, equals })),
    ...(maxLatencyMs !== undefined && { maxLatencyMs }),
  };
}

/** What everybody may see of a declaration: no header, body or name of a secret. */
function pulseView(pulse: PulseDeclaration): PulseViewDto {
  const { enabled, path, method, intervalMs, timeoutMs, retries, record } = pulse;
  return {
    enabled,
    ...(path !== undefined && { path }),
    method,
    ...(intervalMs !== undefined && { interval: formatDuration(intervalMs) }),
    ...(timeoutMs !== undefined && { timeout: formatDuration(timeoutMs) }),
    retries,
    record,
  };
}
