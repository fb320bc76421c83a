import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { TargetAddresses } from './target-addresses.js';

const NEVER = new AbortController().signal;

function scene(url: string) {
  const clock = new ManualClock();
  const look = { asked: 0, addresses: ['10.0.0.2', '10.0.0.1'] as readonly string[] | undefined };
  const addresses = new TargetAddresses(url, clock, async () => {
    look.asked++;
    if (!look.addresses) throw new Error('no such name');
    return look.addresses;
  });
  const pass = async (ms: number): Promise<void> => {
    const slept = clock.sleep(ms, NEVER);
    await clock.advance(ms);
    await slept;
  };
  return { addresses, look, pass };
}

describe('the addresses of a target', () => {
  it.each(['http://127.0.0.1:8001/metrics', 'http://[::1]:8001/metrics', 'http://localhost:8001/metrics'])(
    'are not looked up for %s',
    async (url) => {
      const { addresses, look } = scene(url);
      expect([await addresses.all(), look.asked]).toEqual([[], 0]);
    },
  );

  it('are all of those that the name leads to, asked for once in half a minute', async () => {
    const { addresses, look, pass } = scene('http://kong-status:8100/metrics');
    expect(await addresses.all()).toEqual(['10.0.0.1', '10.0.0.2']);
    await pass(29_999);
    await addresses.all();
    expect(look.asked).toBe(1);
    look.addresses = ['10.0.0.2', '10.0.0.3'];
    await pass(1);
    expect(await addresses.all()).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    expect(look.asked).toBe(2);
  });

  it('are of one family, or an instance would be counted twice', async () => {
    const { addresses, look } = scene('http://kong-status:8100/metrics');
    look.addresses = ['fd00::1', '10.0.0.1'];
    expect(await addresses.all()).toEqual(['10.0.0.1']);
  });

  it('stay when the name cannot be looked up any more', async () => {
    const { addresses, look, pass } = scene('http://kong-status:8100/metrics');
    await addresses.all();
    look.addresses = undefined;
    await pass(60_000);
    expect(await addresses.all()).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(addresses.isGone('10.0.0.1')).toBe(false);
  });

  it('go when they do not answer and the name leads elsewhere', async () => {
    const { addresses, look, pass } = scene('http://kong-status:8100/metrics');
    await addresses.all();
    expect(addresses.isGone('10.0.0.1')).toBe(false);
    look.addresses = ['10.0.0.2'];
    await pass(10_000);
    await addresses.all();
    expect([addresses.isGone('10.0.0.1'), addresses.isGone('10.0.0.2')]).toEqual([true, false]);
    expect(await addresses.all()).toEqual(['10.0.0.2']);
  });

  it('stay while the name leads to them, whether they answer or not', async () => {
    const { addresses, look, pass } = scene('http://kong-status:8100/metrics');
    for (let round = 1; round <= 3; round++) {
      expect(await addresses.all()).toEqual(['10.0.0.1', '10.0.0.2']);
      expect([addresses.isGone('10.0.0.1'), look.asked]).toEqual([false, round]);
      await pass(10_000);
    }
  });

  it('are none while the name is not known: whoever connects finds out why', async () => {
    const { addresses, look } = scene('http://kong-status:8100/metrics');
    look.addresses = undefined;
    expect(await addresses.all()).toEqual([]);
  });
});
