import { describe, expect, it } from '@jest/globals';
import { readSettings } from './read-settings.js';
import {
  BooleanSetting,
  DurationSetting,
  IntegerSetting,
  ListSetting,
  MapSetting,
  NumberSetting,
  PathSetting,
  SecretSetting,
  SectionSetting,
  SettingRule,
  TextSetting,
} from './setting.js';
import type { Secret } from './secret.js';
import { describeProblem, SettingsError } from './settings-error.js';

class LoginSettings {
  @TextSetting({ about: 'Who.', required: true })
  user = '';

  @SecretSetting({ about: 'Proof.', required: true })
  password!: Secret;
}

class CatSettings {
  @TextSetting({ about: 'Kind.', required: true })
  kind = '';

  @IntegerSetting({ about: 'Lives.', min: 1, max: 9 })
  lives = 9;
}

class DogSettings extends CatSettings {
  @BooleanSetting({ about: 'Loud.' })
  loud = true;
}

class ZooSettings {
  @DurationSetting({ about: 'From.', key: 'from', minMs: 0, maxMs: 60_000 })
  fromMs = 10_000;

  @DurationSetting({ about: 'To.', key: 'to', minMs: 0, maxMs: 60_000 })
  @SettingRule<ZooSettings>('more than from', ({ fromMs, toMs }) => toMs > fromMs)
  toMs = 20_000;

  @NumberSetting({ about: 'Share.', min: 0, max: 1 })
  share = 0.5;

  @PathSetting({ about: 'Where.' })
  folder?: string;

  @SectionSetting({ about: 'Door.', of: () => LoginSettings })
  login?: LoginSettings;

  @ListSetting({
    about: 'Animals.',
    item: {
      type: 'variant',
      by: 'kind',
      of: () =>
        new Map([
          ['cat', CatSettings],
          ['dog', DogSettings],
        ]),
    },
    maxItems: 3,
  })
  @SettingRule<ZooSettings>('cats with less lives than the first', ({ animals }) =>
    animals.flatMap(({ lives }, index) =>
      index > 0 && lives.toFixed() >= animals[0]!.lives.toFixed() ? [[index, 'lives']] : [],
    ),
  )
  animals: readonly CatSettings[] = [];

  @MapSetting({ about: 'Signs.', item: { type: 'text', maxLength: 5 }, maxItems: 2 })
  signs: ReadonlyMap<string, string> = new Map();
}

const surroundings = {
  environment: { HEARTBEAT_N: '0.25', HEARTBEAT_SIGN: 'far too long', HEARTBEAT_YES: 'true' },
  folder: '/etc/zoo',
};

const read = (plain: unknown): ZooSettings => readSettings(ZooSettings, plain, surroundings);

function problemsOf(plain: unknown): string[] {
  try {
    read(plain);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map(describeProblem);
  }
}

describe('settings', () => {
  it.each([[undefined], [null], [{}], [{ from: null, animals: null, login: null }]])('have defaults: %j', (plain) => {
    expect(read(plain)).toEqual(new ZooSettings());
  });

  it('are converted: durations, paths, numbers and switches from the environment, sections by their kind', () => {
    const plain = {
      from: '1m',
      to: '1m',
      share: '${HEARTBEAT_N}',
      folder: 'cages/../yard',
      animals: [{ kind: 'dog', loud: '${HEARTBEAT_YES}' }],
      signs: { door: 'open' },
    };
    expect(problemsOf(plain)).toEqual(['to: is "1m"; allowed: more than from']);
    const zoo = read({ ...plain, from: '1s' });
    expect(zoo).toMatchObject({
      fromMs: 1_000,
      share: 0.25,
      folder: '/etc/zoo/yard',
      signs: new Map([['door', 'open']]),
    });
    expect(zoo.animals[0]).toBeInstanceOf(DogSettings);
    expect(zoo.animals[0]).toEqual({ kind: 'dog', lives: 9, loud: true });
  });

  it('tell all mistakes of all sections at once', () => {
    const plain = {
      zebra: 1,
      from: 5,
      share: 2,
      login: { password: 'hunter2', extra: 1 },
      animals: [{ kind: 'dog', loud: 'yes' }, { kind: 'cow' }, 7],
      signs: { door: 5 },
    };
    expect(problemsOf(plain)).toEqual([
      'zebra: is not a known key; allowed: from, to, share, folder, login, animals, signs',
      'from: is 5; allowed: a duration such as 500ms, 15s, 5m or 1h',
      'login.extra: is not a known key; allowed: user, password, passwordFile',
      'login.user: is missing; allowed: Who.',
      'login.password: is a secret written out in the file; allowed: ${HEARTBEAT_…}, or passwordFile',
      'animals[0].loud: is "yes"; allowed: true or false',
      'animals[1].kind: is "cow"; allowed: one of cat, dog',
      'animals[2]: is a number; allowed: a mapping of keys',
      'signs.door: is 5; allowed: text',
      'share: is 2; allowed: a number from 0 to 1 with at most 4 decimals',
    ]);
  });

  it('tell broken rules beside other mistakes', () => {
    expect(problemsOf({ from: '30s', share: 2 })).toEqual([
      'share: is 2; allowed: a number from 0 to 1 with at most 4 decimals',
      'to: is missing; allowed: more than from',
    ]);
  });

  it('do not judge a rule by values that are refused already', () => {
    expect(problemsOf({ from: 'x', to: '5s' })).toEqual([
      'from: is "x"; allowed: a duration such as 500ms, 15s, 5m or 1h',
    ]);
    expect(problemsOf({ from: '2m', to: '5s' })).toEqual(['from: is "2m"; allowed: a duration from 0s to 1m']);
  });

  it('give rules nothing but values of the right type', () => {
    const wrong = { kind: 'cat', lives: 'seven' };
    expect(problemsOf({ animals: [wrong, { kind: 'cat', lives: 9 }, { kind: 'cat', lives: 3 }] })).toEqual([
      'animals[0].lives: is "seven"; allowed: a whole number from 1 to 9',
      'animals[1].lives: is 9; allowed: cats with less lives than the first',
    ]);
  });

  it('never show what came from the environment', () => {
    expect(problemsOf({ signs: { door: '${HEARTBEAT_SIGN}' }, share: '${HEARTBEAT_YES}' })).toEqual([
      'signs.door: is "${HEARTBEAT_SIGN}"; allowed: at most 5 characters',
      'share: is "${HEARTBEAT_YES}"; allowed: a number from 0 to 1 with at most 4 decimals',
    ]);
  });

  it('are bounded', () => {
    const cat = { kind: 'cat', lives: 1 };
    expect(problemsOf({ animals: [{ kind: 'cat' }, cat, cat, cat] })).toEqual([
      'animals: is a list of 4 items; allowed: at most 3 items',
    ]);
    expect(problemsOf({ signs: { a: 'a', b: 'b', c: 'c' } })).toEqual(['signs: has 3 keys; allowed: at most 2 keys']);
  });
});
