import { describe, expect, it } from '@jest/globals';
import { HeartbeatSettings } from '../../../src/config/heartbeat.settings.js';
import { readSettings } from '../../../src/platform/settings/read-settings.js';
import type { SettingForm, TextForm } from '../../../src/platform/settings/setting-form.js';
import { pathText } from '../../../src/platform/settings/setting-path.js';
import { SettingsError } from '../../../src/platform/settings/settings-error.js';
import { allRules, declaredKeys, type DeclaredKey } from './declared-keys.js';
import { ENVIRONMENT, examples, remarks, validateSchema } from './examples.js';

/** A value that the key must refuse. */
interface Wrong {
  readonly value: unknown;
  /** What is wrong is told of an item of the value. */
  readonly below?: string;
  /** The value stands under the key with this behind it. */
  readonly suffix?: string;
  /** No schema can know. */
  readonly unseenByEditors?: true;
}

const SMALL_ENOUGH = 1_000;
const MISFITS = ['', ' ', '\n', '/a//b?c#d@e', 'A_b', '..', '-'];

function wrongTexts(form: TextForm): Wrong[] {
  const { pattern, allowed, maxLength } = form;
  const misfit = MISFITS.find((each) => (pattern ? !pattern.test(each) : allowed && !allowed.includes(each)));
  return [5, true, ['a'], 'x'.repeat(maxLength + 1), ...(misfit === undefined ? [] : [misfit])].map((value) => ({
    value,
  }));
}

function wrongNumbers(min: number, max: number): Wrong[] {
  return ['x', [1], true, min - 1, max + 1, '${HEARTBEAT_WORD}']
    .map((value) => ({ value, ...(value === '${HEARTBEAT_WORD}' && { unseenByEditors: true as const }) }));
}

function wrongDurations(minMs: number, maxMs: number): Wrong[] {
  const outside = [`${maxMs + 1}ms`, ...(minMs > 0 ? [`${minMs - 1}ms`] : [])];
  return [
    ...[5, '5 minutes', '', '-5s', '1.5s', [1]].map((value) => ({ value })),
    ...outside.map((value) => ({ value, unseenByEditors: true as const })),
  ];
}

const WRONG_SECRETS: Wrong[] = [
  { value: 'hunter2' },
  { value: 5 },
  { value: 'Bearer ${HEARTBEAT_TOKEN}' },
  { value: '${HEARTBEAT_UNSET}', unseenByEditors: true },
  { value: '${HEARTBEAT_EMPTY}', unseenByEditors: true },
  { value: '/nowhere/at/all', suffix: 'File', unseenByEditors: true },
  { value: '/', suffix: 'File', unseenByEditors: true },
  { value: 5, suffix: 'File' },
];

function wrongItems(form: SettingForm & { type: 'list' }): Wrong[] {
  const { item, minItems, maxItems } = form;
  const items = item.type === 'text' ? wrongTexts(item).map(({ value }) => ({ value: [value], below: '[0]' })) : [];
  const counts = [...(maxItems <= SMALL_ENOUGH ? [Array(maxItems + 1).fill(null)] : []), ...(minItems > 0 ? [[]] : [])];
  // Where one item may stand for the list of it, it is wrong as an item is.
  const alone = form.single && item.type === 'text' ? wrongTexts(item).filter(({ value }) => !Array.isArray(value)) : [{ value: 'text' }];
  return [...alone, { value: 5 }, ...counts.map((value) => ({ value })), ...items];
}

function belowKey(item: SettingForm): Wrong[] {
  if (item.type === 'text') return wrongTexts(item).map(({ value }) => ({ value: { k: value }, below: '.k' }));
  if (item.type !== 'list') return [];
  return wrongItems(item).map(({ value, below = '' }) => ({ value: { k: value }, below: `.k${below}` }));
}

function wrongEntries(form: SettingForm & { type: 'map' }): Wrong[] {
  const { item, keys, maxItems } = form;
  const items = belowKey(item);
  const badKeys = keys?.pattern ? [{ value: { '': 'v' }, below: '[""]' }] : [];
  const tooMany = Object.fromEntries(Array.from({ length: maxItems + 1 }, (_, index) => [`k${index}`, 'v']));
  const counts = maxItems <= SMALL_ENOUGH ? [{ value: tooMany }] : [];
  return [{ value: 'text' }, { value: [] }, ...counts, ...items, ...badKeys];
}

function wrongValues(form: SettingForm): Wrong[] {
  switch (form.type) {
    case 'text':
      return wrongTexts(form);
    case 'integer':
    case 'number':
      return wrongNumbers(form.min, form.max);
    case 'duration':
      return wrongDurations(form.minMs, form.maxMs);
    case 'boolean':
      return [{ value: 'yes' }, { value: 1 }];
    case 'path':
      return [{ value: 7 }, ...(form.existing ? [{ value: '/nowhere/at/all', unseenByEditors: true as const }] : [])];
    case 'secret':
      return WRONG_SECRETS;
    case 'list':
      return wrongItems(form);
    case 'map':
      return wrongEntries(form);
    default:
      return [{ value: 'text' }, { value: 5 }, { value: [1] }];
  }
}

function pathsOfProblems(document: unknown): string[] {
  try {
    readSettings(HeartbeatSettings, document, { environment: ENVIRONMENT, folder: '/nowhere' });
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map((each) => pathText(each.path));
  }
}

const keys = declaredKeys();
const named = (some: readonly DeclaredKey[]) => some.map((key) => [key.name, key] as const);
// The kind of a source chooses the class, so that a wrong one is a mistake of another sort: see the examples.
const checked = keys.filter((key) => !(key.declaration.key === 'kind' && key.path.length > 1));

describe('every key', () => {
  it('is found, those of sources too', () => {
    expect(keys.length).toBeGreaterThan(40);
  });

  it.each(named(checked))('refuses wrong values and names itself: %s', (name, key) => {
    for (const { value, below = '', suffix = '' } of wrongValues(key.declaration.form)) {
      const told = pathsOfProblems(key.with(value, suffix)).filter((path) => path === `${name}${suffix}${below}`);
      expect({ value, told }).toEqual({ value, told: [`${name}${suffix}${below}`] });
    }
  });

  it.each(named(checked))('is red in editors where it can be: %s', (_, key) => {
    for (const { value, suffix, unseenByEditors } of wrongValues(key.declaration.form)) {
      if (unseenByEditors) continue;
      const valid = validateSchema(key.with(value, suffix));
      expect({ value, valid }).toEqual({ value, valid: false });
    }
  });

  it.each(named(checked))('has no namesake: %s', (name, key) => {
    const told = pathsOfProblems(key.with('x', 'X'));
    expect(told).toContain(`${name}X`);
    expect(validateSchema(key.with('x', 'X'))).toBe(false);
  });

  it.each(named(keys.filter((key) => key.declaration.required)))('is asked for: %s', (name, key) => {
    expect(pathsOfProblems(key.without())).toContain(name);
    expect(validateSchema(key.without())).toBe(false);
  });

  it.each(named(keys.filter((key) => !['secret', 'section'].includes(key.declaration.form.type))))(
    'shows an example, an allowed value or a default to readers: %s',
    (_, { declaration }) => {
      const { form, example, required } = declaration;
      const listed = form.type === 'text' && form.allowed !== undefined;
      const shown = !required || example !== undefined || listed || declaration.key === 'kind';
      expect(shown).toBe(true);
    },
  );
});

describe('every rule over several keys', () => {
  it.each(allRules().map((rule) => [rule.about]))('has a wrong example in test/contract/config/bad: %s', (about) => {
    const told = examples('bad').flatMap((file) => remarks(file, 'expect'));
    expect(told.some((line) => line.endsWith(`allowed: ${about}`))).toBe(true);
  });
});
