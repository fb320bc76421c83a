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
import type { SettingsClass } from './setting-form.js';
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

const MOODS = ['calm', 'angry'];

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

  @TextSetting({ about: 'Mood.', allowed: MOODS })
  mood = 'calm';

  @ListSetting({ about: 'Moods.', item: { type: 'text', maxLength: 9, allowed: MOODS }, maxItems: 3 })
  moods: readonly string[] = [];

  @TextSetting({ about: 'Guise.', allowed: ['hunter2'], unseen: true })
  guise?: string;
}

class ListsSettings {
  @ListSetting({ about: 'Counts.', item: { type: 'integer', min: 1, max: 3 }, maxItems: 9 })
  counts: readonly number[] = [];
}

const surroundings = {
  environment: { HEARTBEAT_N: '0.25', HEARTBEAT_SIGN: 'far too long', HEARTBEAT_YES: 'true', HEARTBEAT_MOOD: 'angri' },
  folder: '/etc/zoo',
};

const read = (plain: unknown): ZooSettings => readSettings(ZooSettings, plain, surroundings);

function problemsOf(plain: unknown, settings: SettingsClass = ZooSettings): string[] {
  try {
    readSettings(settings, plain, surroundings);
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
      'zebra: is not a known key; allowed: from, to, share, folder, login, animals, signs, mood, moods, guise',
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

  it('guess what is meant, among keys, kinds and allowed texts', () => {
    const plain = {
      form: '1s',
      login: { user: 'me', pasword: '${HEARTBEAT_N}' },
      animals: [{ kind: 'dig' }, { kind: 'cat', live: 3 }],
      mood: 'Calm',
      moods: ['angri', 'sad'],
    };
    expect(problemsOf(plain).filter((each) => !each.includes('missing'))).toEqual([
      'form: is not a known key (did you mean from?); allowed: from, to, share, folder, login, animals, signs, mood, moods, guise',
      'login.pasword: is not a known key (did you mean password?); allowed: user, password, passwordFile',
      'animals[0].kind: is "dig" (did you mean dog?); allowed: one of cat, dog',
      'animals[1].live: is not a known key (did you mean lives?); allowed: kind, lives',
      'moods[0]: is "angri" (did you mean angry?); allowed: one of calm, angry',
      'moods[1]: is "sad"; allowed: one of calm, angry',
      'mood: is "Calm" (did you mean calm?); allowed: one of calm, angry',
    ]);
  });

  it('guess nothing where a secret may stand, nor for what the environment holds', () => {
    expect(problemsOf({ guise: 'hunter3', mood: '${HEARTBEAT_MOOD}', moods: ['${HEARTBEAT_MOOD}'] })).toEqual([
      'moods[0]: is "${HEARTBEAT_MOOD}"; allowed: one of calm, angry',
      'mood: is "${HEARTBEAT_MOOD}"; allowed: one of calm, angry',
      'guise: is text; allowed: one of hunter2',
    ]);
    // `login: { hunter2 }` is a key without a value: it may be a password that lost its key.
    expect(problemsOf({ login: { user: 'me', Password: null, password: '${HEARTBEAT_N}' } })).toEqual([
      `login["…"]: is not a known key; allowed: user, password, passwordFile`,
    ]);
    expect(problemsOf({ login: { user: 'me', password: 'Passwort' } })).toEqual([
      'login.password: is a secret written out in the file; allowed: ${HEARTBEAT_…}, or passwordFile',
    ]);
  });

  it('guess for the first fifty unknown keys, so that a file of nothing else is answered soon', () => {
    const others = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`z${index}`, 1]));
    expect(problemsOf({ shard: 1, ...others })[0]).toContain('(did you mean share?)');
    expect(problemsOf({ ...others, shard: 1 }).filter((each) => each.includes('did you mean'))).toEqual([]);
  });

  it('hold items of lists to their limits, as they hold keys', () => {
    expect(problemsOf({ counts: [1, 0, 'x', 1.5, 3] }, ListsSettings)).toEqual([
      'counts[1]: is 0; allowed: a whole number from 1 to 3',
      'counts[2]: is "x"; allowed: a whole number from 1 to 3',
      'counts[3]: is 1.5; allowed: a whole number from 1 to 3',
    ]);
  });

  it.each([
    [0.1234, true],
    [0.12345, false],
    [1e-7, false],
    [NaN, false],
    [Infinity, false],
  ])('count decimals: %s', (share, fits) => {
    expect(problemsOf({ share }).length === 0).toBe(fits);
  });

  it('are bounded', () => {
    const cat = { kind: 'cat', lives: 1 };
    expect(problemsOf({ animals: [{ kind: 'cat' }, cat, cat, cat] })).toEqual([
      'animals: is a list of 4 items; allowed: at most 3 items',
    ]);
    expect(problemsOf({ signs: { a: 'a', b: 'b', c: 'c' } })).toEqual(['signs: has 3 keys; allowed: at most 2 keys']);
  });
});
