import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from '@jest/globals';
import { describeWith } from '../support/servers/real-process.js';

/** What happens to gateways, to those who watch, to Heartbeat itself, and to monitoring systems: some of each. */
const KINDS = [
  'calm',
  'restart-after-burst',
  'pod-replaced',
  'rolling-deploy',
  'crash-loop',
  'relabelled',
  'concert-dip',
  'unscraped-serving',
  'half-of-scrapes-lost',
  'heartbeat-restarted',
  'scraped-paused',
  'prometheus-restarted',
  'prometheus-balanced',
  'copies',
  'two-zones',
];
const TAKES_MS = 300_000;

interface Counts {
  readonly evaluations: number;
  readonly wrong: number;
  readonly stale: number;
  readonly ownDown: number;
  readonly knowable: number;
  readonly knowableMissed: number;
}
type Row = Counts & { readonly kind: string; readonly plain: Counts };

async function play(): Promise<{ rows: readonly Row[]; total: Row; unanswered: number }> {
  const args = ['test/truth/truth.js', '--real', '--fast', '--json', '--seeds', '1', '--kinds', KINDS.join(',')];
  const watchers = ['--watchers', 'prometheus,gateway-scrape'];
  // It exits with 1 where a promise is broken; what it prints is there all the same.
  const ended = await promisify(execFile)(process.execPath, [...args, ...watchers], { maxBuffer: 16e6 }).catch(
    (error: unknown) => error,
  );
  const { stdout, stderr } = ended as { stdout: string; stderr: string };
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as { rows: readonly Row[]; total: Row; unanswered: number };
}

describeWith(['prometheus'], 'verdicts beside true counts, on real servers and ten times as fast', () => {
  let played: Awaited<ReturnType<typeof play>>;

  beforeAll(async () => {
    played = await play();
  }, TAKES_MS);

  it('come of every kind, some hundreds each', () => {
    expect(played.rows.map(({ kind }) => kind).toSorted()).toEqual(KINDS.toSorted());
    expect(played.rows.filter(({ evaluations }) => evaluations < 100)).toEqual([]);
    expect(played.total.evaluations).toBeGreaterThan(5_000);
  });

  // What a busy machine is late by counts ten times here.
  it('are wrong in at most one of a thousand evaluations, and less often than those of a plain rate()', () => {
    const { evaluations, wrong, plain } = played.total;
    expect(wrong / evaluations).toBeLessThanOrEqual(0.001);
    expect(plain.wrong).toBeGreaterThan(wrong);
  });

  it('are never UP or DOWN on evidence that is too old, nor DOWN by a fault of Heartbeat', () => {
    expect([played.total.stale, played.total.ownDown]).toEqual([0, 0]);
  });

  it('are seldom UNKNOWN without need', () => {
    const { knowable, knowableMissed } = played.total;
    expect(knowable).toBeGreaterThan(1_000);
    expect(knowableMissed / knowable).toBeLessThanOrEqual(0.03);
  });
});
