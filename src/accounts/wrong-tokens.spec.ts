import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../test/support/manual-clock.js';
import { WrongTokens } from './wrong-tokens.js';

function begin() {
  const clock = new ManualClock();
  let forgotten = 0;
  return { clock, wrong: new WrongTokens(clock, () => forgotten++), forgotten: () => forgotten };
}

describe('WrongTokens', () => {
  it('lets an address send twenty at once, and then one every three seconds', async () => {
    const { wrong, clock } = begin();
    for (let count = 0; count < 20; count++) {
      expect(wrong.waitMs('10.0.0.1')).toBe(0);
      wrong.note('10.0.0.1');
    }
    for (let count = 0; count < 3; count++) {
      expect(wrong.waitMs('10.0.0.1')).toBe(3_000);
      await clock.advance(2_999);
      expect(wrong.waitMs('10.0.0.1')).toBe(1);
      await clock.advance(1);
      expect(wrong.waitMs('10.0.0.1')).toBe(0);
      wrong.note('10.0.0.1');
    }
  });

  it('forgives all in a minute', async () => {
    const { wrong, clock } = begin();
    for (let count = 0; count < 20; count++) wrong.note('10.0.0.1');
    await clock.advance(60_000);
    for (let count = 0; count < 19; count++) wrong.note('10.0.0.1');
    expect(wrong.waitMs('10.0.0.1')).toBe(0);
  });

  it.each([
    ['10.0.0.1', '10.0.0.2', false],
    ['2001:db8::1', '2001:db8::2', true],
    ['2001:db8:0:0:1::1', '2001:db8::ffff:0:0:2', true],
    ['2001:db8:0:1::1', '2001:db8::1', false],
    ['::1', '::2', true],
    ['fe80::1%eth0', 'fe80::2%eth0.100', true],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.2', false],
  ])('counts %s and %s as one: %s', (one, other, same) => {
    const { wrong } = begin();
    for (let count = 0; count < 20; count++) wrong.note(one);
    expect(wrong.waitMs(other) > 0).toBe(same);
  });

  it('remembers ten thousand addresses, forgets the one that has been quiet for longest, and says so', () => {
    const { wrong, forgotten } = begin();
    for (let count = 0; count < 20; count++) wrong.note('first');
    for (let index = 0; index < 9_999; index++) wrong.note(`10.0.${index >> 8}.${index & 255}`);
    wrong.note('first');
    expect([wrong.waitMs('first') > 0, forgotten()]).toEqual([true, 0]);
    for (let index = 0; index < 10_000; index++) wrong.note(`10.1.${index >> 8}.${index & 255}`);
    expect([wrong.waitMs('first'), forgotten()]).toEqual([0, 10_000]);
  });
});
