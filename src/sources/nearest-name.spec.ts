import { describe, expect, it } from '@jest/globals';
import { NearestNames } from './nearest-name.js';

const nearest = (basePath: string, names: readonly string[]): string | undefined =>
  new NearestNames(names).nearestTo(basePath)?.name;

/** A base path of a platform with so many of them: no two differ by less than a word or a number. */
const WORDS = 'orders basket rates catalogue payment invoice customer shipment stock tariff device contract'.split(' ');
const basePathOf = (index: number): string =>
  `/eni/${WORDS[index % WORDS.length]}-${WORDS[Math.floor(index / WORDS.length) % WORDS.length]}${index}/v1`;

/** One wrong edit a name, of the kinds that people make. */
const TYPOS: readonly ((text: string) => string)[] = [
  (text) => text.replace('er', 're'),
  (text) => text.slice(0, 6) + text.slice(7),
  (text) => text.slice(0, 7) + text[6]! + text.slice(7),
  (text) => text.replace(/[aeo](?=\w*\/v1$)/, 'i'),
  (text) => text.replace(/\/v1$/, '/v'),
  (text) => text.replace('/eni/', '/enl/'),
  (text) => `${text.slice(0, 9)}x${text.slice(10)}`,
];

describe('the nearest name', () => {
  it.each([
    ['a swap', '/eni/ordres/v1', 'eni-orders-v1'],
    ['a letter too few', '/eni/oders/v1', 'eni-orders-v1'],
    ['a letter too many, in the name', '/eni/orders/v1', 'eni-orderss-v1'],
    ['another letter case and separator', '/Eni/Orders/v1', 'eni_orders-v1'],
    ['a prefix and a suffix', '/eni/orders/v1', 'prod--eni-orders-v1@docker'],
    ['a typing error beside a suffix', '/eni/ordres/v1', 'eni-orders-v1@kubernetescrd'],
    ['a segment that the gateway lacks', '/eni/team/orders/v1', 'team-orders-v1'],
    ['a path', '/eni/ordres/v1', '/eni/orders/v1'],
  ])('is found where it differs by %s', (_, basePath, name) => {
    expect(nearest(basePath, ['eni-echo-v1', 'default-backend', name, 'eni-basket-v1'])).toBe(name);
  });

  it.each([
    ['another word', '/eni/orders/v1', 'eni-basket-v1'],
    ['more than a typing error', '/eni/auth/v1', 'eni-echo-v1'],
    ['everything but a short part', '/eni/auth/v1', 'v1'],
    ['nothing in common', '/eni/orders/v1', 'zzz'],
    ['no name at all', '/eni/orders/v1', ''],
  ])('is none that differs by %s', (_, basePath, name) => {
    expect(nearest(basePath, [name])).toBeUndefined();
  });

  it('is another version only where there is nothing else, and says so', () => {
    expect(new NearestNames(['eni-orders-v2']).nearestTo('/eni/orders/v1')).toMatchObject({ isOtherNumber: true });
    expect(nearest('/eni/orders/v1', ['eni-orders-v2', 'eni-order-v1'])).toBe('eni-order-v1');
  });

  it('is found for each of 7 typing errors among 500 base paths, whichever side has them', () => {
    const right = Array.from({ length: 500 }, (_, index) => basePathOf(index));
    const wrong = TYPOS.map((typo, index) => [right[index * 70]!, typo(right[index * 70]!)] as const);
    expect(wrong.every(([is, typed]) => is !== typed)).toBe(true);
    const nameOf = (text: string): string => text.slice(1).replaceAll('/', '-');
    for (const [is, typed] of wrong) {
      const names = right.map(nameOf);
      const others = names.filter((each) => each !== nameOf(is));
      expect(nearest(typed, names)).toBe(nameOf(is));
      expect(nearest(is, [...others, nameOf(typed)])).toBe(nameOf(typed));
    }
  });

  it('of 500 base paths among 6 000 names that are much alike is found in a bounded time', () => {
    const names = Array.from({ length: 6_000 }, (_, index) => `prod--${basePathOf(index).slice(1)}--${'x'.repeat(60)}`);
    const from = process.cpuUsage();
    const index = new NearestNames(names);
    const found = Array.from({ length: 500 }, (_, at) => index.nearestTo(basePathOf(at * 12).replace('eni', 'enj')));
    const { user, system } = process.cpuUsage(from);
    expect((user + system) / 1_000).toBeLessThan(10_000);
    expect(found.filter((each) => each !== undefined).length).toBeGreaterThan(400);
  });
});
