import { readSettings } from '../../../platform/settings/read-settings.js';
import type { SettingPath } from '../../../platform/settings/setting-path.js';
import { SettingsError, type SettingsProblem } from '../../../platform/settings/settings-error.js';
import { kindOfValue } from '../../../platform/settings/shown-value.js';
import { authOf } from './pulse-auth.settings.js';
import { PulseBlockSettings } from './pulse-block.settings.js';
import type { PulseDeclaration, PulseExpectations } from '../pulse-declaration.js';
import { rangeOf, type PulseExpectSettings } from './pulse-expect.settings.js';

/** One mistake in a block. Nothing of it shows a secret, or what may be one. */
export interface PulseProblem {
  readonly code: string;
  /** Below the block; empty for itself. Not to be shown: where a colon is missing, a secret may be part of a key. */
  readonly path: SettingPath;
  /** The same with `…` for every key that is no word, or may be no key at all. */
  readonly shownPath: SettingPath;
  /** What stands there. */
  readonly problem: string;
  readonly allowed: string;
}

/** The declaration that a block makes, or all that is wrong with it. */
export type PulseReading =
  | { readonly ok: true; readonly pulse: PulseDeclaration }
  | { readonly ok: false; readonly problems: readonly PulseProblem[] };

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
};

/** Reads the `pulse` block of an exposure, in whatever it was written. Reaches nothing, and never throws. */
export function readPulseBlock(raw: unknown): PulseReading {
  if (raw === undefined || raw === null) return refused('is empty');
  if (typeof raw !== 'object' || Array.isArray(raw)) return refused(`is ${kindOfValue(raw)}`);
  try {
    return { ok: true, pulse: declarationOf(readSettings(PulseBlockSettings, raw, { folder: '/' })) };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { ok: false, problems: error.problems.map((each) => problemOf(each, raw)) };
  }
}

function refused(problem: string): PulseReading {
  const allowed = 'a mapping of keys, such as { enabled: true }';
  return { ok: false, problems: [{ code: 'PULSE', path: [], shownPath: [], problem, allowed }] };
}

function problemOf({ path, problem, allowed, code }: SettingsProblem, block: unknown): PulseProblem {
  const told = { code: code ?? CODES[String(path[0])] ?? 'PULSE', problem, allowed };
  const value = path.reduce<unknown>((holder, step) => (holder as Record<string, unknown> | undefined)?.[step], block);
  const mayBeNoKey = (told.code === 'KEY' || path[0] === 'headers') && (value ?? undefined) === undefined;
  const isShown = (step: string | number, index: number): boolean =>
    typeof step === 'number' || (WORD.test(step) && !(mayBeNoKey && index === path.length - 1));
  return { ...told, path, shownPath: path.map((step, index) => (isShown(step, index) ? step : '…')) };
}

function declarationOf(block: PulseBlockSettings): PulseDeclaration {
  const { path, body, headers, intervalMs, timeoutMs, expect, auth } = block;
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
    record: block.record,
  };
}

function expectationsOf({ status, bodyContains, json, maxLatencyMs }: PulseExpectSettings): PulseExpectations {
  return {
    status: status.map(rangeOf),
    ...(bodyContains !== undefined && { bodyContains }),
    json: json.map(({ path, equals }) => ({ path, equals })),
    ...(maxLatencyMs !== undefined && { maxLatencyMs }),
  };
}
