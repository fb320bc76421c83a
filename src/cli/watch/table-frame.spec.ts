import { describe, expect, it } from '@jest/globals';
import stringWidth from 'string-width';
import { paintFor } from '../colours.js';
import type { ProbeFinding } from './endpoint-prober.js';
import { EndpointRecord } from './endpoint-record.js';
import { exitCodeOf, summaryLines } from './summary.js';
import { tableFrame } from './table-frame.js';
import type { WatchState } from './watch-display.js';

const PLAIN = paintFor({}, {});
const COLOURED = paintFor({ isTTY: true }, {});
const found = (finding: Partial<ProbeFinding>): ProbeFinding => ({
  outcome: 'success',
  cause: 'status',
  detail: '',
  durationMs: 12.4,
  ...finding,
});
const OK = found({ status: 200 });
const FAILED = found({ outcome: 'failure', status: 503, durationMs: 1_234 });
const NO_NAME = found({ outcome: 'no-response', cause: 'dns' });

/** What is known after these findings, by `NAME at HOST`. */
function stateOf(findings: Record<string, readonly ProbeFinding[]>, over: Partial<WatchState> = {}): WatchState {
  const records = Object.entries(findings).map(([place, all]) => {
    const [name, domain] = place.split(' at ') as [string, string];
    const record = new EndpointRecord({ name, domain, url: new URL(`http://${domain}/`), method: 'GET', headers: {} });
    for (const finding of all) record.take(finding);
    return record;
  });
  return { records, refused: 0, rounds: 3, elapsedMs: 65_000, thresholdScaled: 9_000, ...over };
}

const times = (count: number, finding: ProbeFinding): ProbeFinding[] => Array.from({ length: count }, () => finding);

describe('the table', () => {
  const state = stateOf({
    'orders at shop.example.com': times(10, OK),
    'basket at shop.example.com': [...times(9, OK), FAILED],
    'rates at rates.example.com': [FAILED, OK],
    'new at rates.example.com': [],
  });

  it('has each domain with its endpoints, success ratios, last status and latency', () => {
    expect(tableFrame(state, { columns: 80, rows: 24 }, PLAIN)).toEqual([
      '4 endpoints, round 3, 1m 5s; ! is below 90 %; Ctrl-C ends',
      'DOMAIN, ENDPOINT   SUCCESS  LAST         LATENCY         PROBES',
      'shop.example.com    95.0 %                                19/20',
      '  orders           100.0 %  200            12 ms          10/10',
      '  basket            90.0 %  503          1234 ms           9/10',
      'rates.example.com   50.0 %                                  1/2',
      '! rates             50.0 %  200            12 ms            1/2',
      '  new                    –  –                  –            0/0',
    ]);
  });

  it('is red where it is below the threshold, yellow where the newest probe failed', () => {
    const colours = tableFrame(state, { columns: 80, rows: 24 }, COLOURED)
      .slice(2)
      .map((line) => /^\u001b\[(\d+)m/.exec(line)?.[1] ?? 'none');
    expect(colours).toEqual(['none', 'none', '33', '31', '31', 'none']);
  });

  it.each([200, 80, 60, 45, 30, 20, 10, 3, 1])(
    'is never wider than %i columns, nor higher than the terminal',
    (columns) => {
      for (const rows of [1, 2, 3, 4, 5, 8, 24]) {
        const lines = tableFrame(state, { columns, rows }, PLAIN);
        expect(lines.length).toBeLessThanOrEqual(rows);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      }
    },
  );

  it('leaves out columns, then cuts names, where there is little room', () => {
    const shown = (columns: number): string => tableFrame(state, { columns, rows: 24 }, PLAIN)[5]!;
    expect(shown(60)).toBe('rates.example.com   50.0 %');
    expect(tableFrame(state, { columns: 60, rows: 24 }, PLAIN)[3]).toBe(
      '  orders           100.0 %  200            12 ms',
    );
    expect(shown(24)).toBe('rates.example.…   50.0 %');
    expect(shown(16)).toBe('rates.example.c…');
  });

  it('shows first what is below the threshold, then what fails, where not all rows fit', () => {
    const names = tableFrame(state, { columns: 80, rows: 6 }, PLAIN).map((line) => line.split(' ').filter(Boolean)[0]);
    expect(names).toEqual(['4', 'DOMAIN,', 'basket', 'rates.example.com', '!', '…']);
  });

  it('rounds success ratios down', () => {
    const rows = tableFrame(
      stateOf({ 'a at b': [...times(8_999, OK), ...times(1_001, FAILED)], 'c at d': [...times(9_999, OK), FAILED] }),
      { columns: 80, rows: 24 },
      PLAIN,
    );
    expect(rows[3]).toContain(' 89.9 %');
    expect(rows[5]).toContain(' 99.9 %');
  });

  it('shows names in printable form', () => {
    const rows = tableFrame(stateOf({ 'a\u202eb\u009b at c': [OK] }), { columns: 80, rows: 24 }, PLAIN);
    expect(rows[3]).toContain('a\\u202eb\\u009b');
  });
});

describe('the summary', () => {
  it.each<[string, number, Record<string, readonly ProbeFinding[]>, number?]>([
    ['all endpoints are at or above 90 %', 0, { 'a at b': [...times(9, OK), FAILED] }],
    ['below 90 %: a (89.9 %)', 1, { 'a at b': [...times(8_999, OK), ...times(1_001, FAILED)], 'c at d': [OK] }],
    ['all endpoints are at or above 99.99 %', 0, { 'a at b': [...times(9_999, OK), FAILED] }, 9_999],
    ['below 100 %: a (99.9 %)', 1, { 'a at b': [...times(9_999, OK), FAILED] }, 10_000],
    ['1 endpoints could not be asked; the others are at or above 90 %', 3, { 'a at b': [OK], 'c at d': [] }],
    ['below 90 %: c (0.0 %)', 1, { 'a at b': [], 'c at d': [FAILED] }],
    ['below 90 %: a (0.0 %)', 1, { 'a at b': [NO_NAME], 'c at d': [OK] }],
    ['nothing could be asked', 3, { 'a at b': [], 'c at d': [NO_NAME] }],
    ['nothing answered: if that cannot be', 1, { 'a at b': [found({ outcome: 'no-response', cause: 'timeout' })] }],
  ])('says "%s", with exit code %i', (told, code, findings, thresholdScaled = 9_000) => {
    const state = stateOf(findings, { thresholdScaled });
    expect(summaryLines(state, PLAIN).at(-1)).toContain(told);
    expect(exitCodeOf(state)).toBe(code);
  });

  it('has every row, however many there are', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`n${index} at host${index}`, [OK]]));
    const lines = summaryLines(stateOf(many), PLAIN);
    expect(lines).toHaveLength(1_001 + 3);
    expect(lines.at(-2)).toBe('3 rounds in 1m 5s: 500 probes, 500 successes (100.0 %)');
    const failed = Object.fromEntries(Object.keys(many).map((place) => [place, [FAILED]]));
    expect(summaryLines(stateOf(failed), PLAIN).at(-1)).toMatch(/^below 90 %: n0 \(0\.0 %\), .* and 480 more$/);
  });
});
