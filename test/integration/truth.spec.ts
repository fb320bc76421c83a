import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

/** Runs of each kind of fault; `npm run truth -- --virtual` makes twenty. */
const SEEDS = 3;

interface Counts {
  readonly evaluations: number;
  readonly wrong: number;
  readonly stale: number;
  readonly knowable: number;
  readonly knowableMissed: number;
}
type Row = Counts & { readonly kind: string; readonly plain: Counts };

async function play(subject: string): Promise<{ rows: readonly Row[]; total: Counts }> {
  const args = ['test/truth/truth.js', '--virtual', '--json', '--seeds', String(SEEDS), '--subject', subject];
  // It exits with 1 where a promise is broken; what it prints is there all the same.
  const ended = await promisify(execFile)(process.execPath, args, { maxBuffer: 16e6 }).catch((error: unknown) => error);
  return JSON.parse((ended as { stdout: string }).stdout) as { rows: readonly Row[]; total: Counts };
}

describe('verdicts beside true counts, in virtual time', () => {
  it('are wrong in at most 0.05 % of the evaluations, never stale, and seldom UNKNOWN without need', async () => {
    const { rows, total } = await play('ledger');
    expect([rows.length >= 24, total.evaluations > 150_000]).toEqual([true, true]);
    expect(total.wrong / total.evaluations).toBeLessThanOrEqual(0.000_5);
    expect(total.stale).toBe(0);
    expect(total.knowableMissed / total.knowable).toBeLessThanOrEqual(0.02);
  }, 120_000);

  it('are in no kind of fault wrong more often than those of a plain rate()', async () => {
    const { rows } = await play('ledger');
    const worse = rows.filter(({ wrong, plain }) => wrong > plain.wrong);
    expect(worse.map(({ kind, wrong, plain }) => `${kind}: ${wrong}, plain ${plain.wrong}`)).toEqual([]);
  }, 120_000);

  it('would be found wrong if they were late, or always UP', async () => {
    for (const subject of ['late', 'always-up']) {
      const { total } = await play(subject);
      expect(total.wrong / total.evaluations).toBeGreaterThan(0.02);
    }
  }, 120_000);
});
