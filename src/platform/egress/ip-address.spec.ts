import { isIP } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseAddress } from './ip-address.js';

const bytesOf = (text: string): number[] => parseAddress(text)!.toByteArray();
const familyOf = (text: string): number => Number(parseAddress(text)?.kind().slice(-1) ?? 0);

describe('An address', () => {
  it.each([
    ['1.2.3.4', [1, 2, 3, 4]],
    ['::', Array<number>(16).fill(0)],
    ['::1', [...Array<number>(15).fill(0), 1]],
    ['1::', [0, 1, ...Array<number>(14).fill(0)]],
    ['1:2:3:4:5:6:7:8', [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
    ['FE80::aBcD', [0xfe, 0x80, ...Array<number>(12).fill(0), 0xab, 0xcd]],
    ['::ffff:1.2.3.4', [...Array<number>(10).fill(0), 255, 255, 1, 2, 3, 4]],
    ['::1.2.3.4', [...Array<number>(12).fill(0), 1, 2, 3, 4]],
    ['::0.0.0.1', [...Array<number>(15).fill(0), 1]],
    ['64:ff9b::255.0.1.2', [0, 0x64, 0xff, 0x9b, ...Array<number>(8).fill(0), 255, 0, 1, 2]],
  ])('is read from %s', (text, bytes) => {
    expect(bytesOf(text)).toEqual(bytes);
  });

  it('is read from exactly what the platform takes for one, zones left out', () => {
    const part = fc.constantFrom(
      '0',
      '1',
      '10',
      '255',
      '256',
      '01',
      'f',
      'ffff',
      '12345',
      ':',
      '::',
      '.',
      '0x1',
      '-',
      ' ',
      'g',
    );
    const mixed = fc.array(part, { maxLength: 17 }).map((parts) => parts.join(''));
    const random = fc.oneof(mixed, fc.ipV4(), fc.ipV6(), fc.ipV4Extended());
    fc.assert(
      fc.property(random, (text) => {
        expect([text, familyOf(text)]).toEqual([text, isIP(text)]);
      }),
      { numRuns: 20_000 },
    );
    expect(parseAddress('fe80::1%eth0')).toBeUndefined();
  });
});
