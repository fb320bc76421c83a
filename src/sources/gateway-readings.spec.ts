import { beforeEach, describe, expect, it } from '@jest/globals';
import { GatewayReadings, type ReadTwice } from './gateway-readings.js';
import type { PagePrint } from './ledger/page-print.js';
import { Reading } from './ledger/reading.js';

const ADDRESS = '10.0.0.1:8000';

describe('What all sources read', () => {
  let told: ReadTwice[];
  let readings: GatewayReadings;

  beforeEach(() => {
    told = [];
    readings = new GatewayReadings(['edge', 'raccoon', 'zone'], (found) => told.push(found));
  });

  function read(source: string, startedAtMs: number | undefined, addresses = [ADDRESS]): Reading {
    const reading = new Reading({ source, rank: readings.rankOf(source), addresses });
    reading.watchedMs = 0;
    reading.note(0, startedAtMs, 0);
    readings.join(reading);
    readings.judge(reading);
    return reading;
  }
  const page = (atS: number, sums: readonly number[]): PagePrint => ({
    atMs: atS * 1_000,
    startedAtMs: undefined,
    sums: Float64Array.from(sums),
  });
  /** Two sources read pages in turn. */
  function turns(pages: readonly (readonly [Reading, readonly number[]])[]): void {
    for (const [index, [reading, sums]] of pages.entries()) {
      reading.keep(page(10 * index, sums));
      readings.judge(reading);
    }
  }

  it('is one gateway by its start, in fractions of a second, and is told once of two sources', () => {
    const [other, one] = [read('raccoon', -7_136), read('edge', -7_136)];
    read('raccoon', -9_999, ['10.0.0.2:8000']);
    read('edge', -9_999, ['10.0.0.2:8000']);
    expect([one.shared === other.shared, told]).toEqual([true, [{ address: ADDRESS, sources: ['edge', 'raccoon'] }]]);
    expect(['edge', 'raccoon', 'zone'].map((source) => readings.leftToOthers(source))).toEqual([2, 0, 0]);
  });

  it.each<[string, number | undefined, number | undefined]>([
    ['no start', undefined, undefined],
    ['a start in whole seconds', -7_000, -7_000],
    ['starts that differ by a millisecond', -7_136, -7_137],
  ])('is not known by %s: until then the second one is doubtful', (_, ofOne, ofOther) => {
    const [one, other] = [read('edge', ofOne), read('raccoon', ofOther)];
    expect([one.partOf(0, 1), other.partOf(0, 1), told]).toEqual(['own', 'open', []]);
  });

  it('is one by counters that lie between each other, whichever source is the first', () => {
    const [one, other] = [read('edge', undefined), read('raccoon', undefined)];
    turns([
      [one, [500, 900]],
      [other, [510, 910]],
      [one, [520, 920]],
    ]);
    expect([one.partOf(0, 1), other.partOf(-1, 0)]).toEqual(['own', 'other']);
  });

  it('is two by counters that do not, on two pages, and one after all when they go on alike for long', () => {
    const [one, other] = [read('edge', undefined), read('raccoon', undefined)];
    turns([
      [one, [500]],
      [other, [900]],
      [one, [520]],
      [other, [910]],
      [one, [530]],
    ]);
    expect([one.partOf(0, 1), other.partOf(0, 1), other.shared]).toEqual(['own', 'own', undefined]);
    other.prints = [];
    one.prints = [];
    turns(Array.from({ length: 40 }, (_, index) => [index % 2 === 0 ? one : other, [2_000 + index]] as const));
    expect([one.shared === other.shared, told.length]).toEqual([true, 1]);
  });

  it('is two again when counters that were alike are not any more', () => {
    const [one, other] = [read('edge', undefined), read('raccoon', undefined)];
    turns([
      [one, [500, 900]],
      [other, [510, 910]],
      [one, [520, 920]],
      [other, [800, 910]],
      [one, [530, 930]],
      [other, [850, 910]],
      [one, [540, 940]],
    ]);
    expect([other.shared, other.partOf(0, 1)]).toEqual([undefined, 'own']);
  });

  it('is small counters that go on alike step by step', () => {
    const [one, other] = [read('edge', undefined), read('raccoon', undefined)];
    turns(Array.from({ length: 5 }, (_, index) => [index % 2 === 0 ? one : other, [20 + index]] as const));
    expect(other.partOf(0, 1)).toBe('open');
    turns(Array.from({ length: 12 }, (_, index) => [index % 2 === 0 ? one : other, [30 + index]] as const));
    expect(one.shared).toBe(other.shared);
  });

  it('is the same address alone, for the doctor', () => {
    read('zone', undefined, [ADDRESS, 'kong:8000']);
    read('raccoon', undefined);
    read('raccoon', undefined, ['10.0.0.2:8000']);
    expect([...readings.shared()]).toEqual([{ address: ADDRESS, sources: ['raccoon', 'zone'] }]);
  });

  it('is forgotten when a source reads it no more', () => {
    const [one, other] = [read('edge', undefined), read('raccoon', undefined)];
    readings.leave(one);
    expect([other.partOf(0, 1), readings.isShared(other), [...readings.shared()]]).toEqual(['own', false, []]);
  });
});
