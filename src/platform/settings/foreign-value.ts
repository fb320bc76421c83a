import type { Reading } from './environment-text.js';
import { SECRET_NAME, textMisfit } from './setting-form.js';
import { kindOfValue } from './shown-value.js';

/** `{ secretRef: name }` and nothing else. Any other value is not shown: it may be the secret itself. */
export function readSecretReference(raw: unknown): Reading<{ readonly secretRef: string }> {
  const { secretRef, ...others } = (raw ?? {}) as Readonly<Record<string, unknown>>;
  const fits = Object.keys(others).length === 0 && textMisfit(SECRET_NAME, secretRef) === undefined;
  if (fits) return { ok: true, value: { secretRef: secretRef as string } };
  const allowed = `{ secretRef: … } alone, with ${SECRET_NAME.shape}`;
  return { ok: false, code: 'SECRET_LITERAL', problem: 'is not a reference to a secret', allowed };
}

/** A text, number, true, false or null, as JSON knows them; not shown, since it may be anything that an API answers. */
export function readJsonScalar(raw: unknown, maxLength: number): Reading<unknown> {
  const fits = typeof raw === 'string' ? raw.length <= maxLength : raw === null || isNumberOrSwitch(raw);
  const allowed = `a text of at most ${maxLength} characters, a number, true, false or null`;
  return fits ? { ok: true, value: raw } : { ok: false, problem: `is ${kindOfValue(raw)}`, allowed };
}

function isNumberOrSwitch(raw: unknown): boolean {
  return typeof raw === 'boolean' || Number.isFinite(raw);
}
