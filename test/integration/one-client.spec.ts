import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, it } from '@jest/globals';
import { describeUnless } from '../support/servers/real-process.js';

/** What `test/support/one-client/report.js` says of an attack: milliseconds and MB. */
interface Row {
  readonly attack: string;
  readonly stretchMs: number;
  readonly answers: number;
  readonly failures: number;
  readonly rssBefore: number;
  readonly rssMost: number;
}

const FOLDER = 'test/support/one-client';
/** Twice the promise: where others compute beside it, a core does half as much in the same processor time. */
const MOST_STRETCH_MS = 100;
const MOST_GROWTH_MB = 50;

const lacks = existsSync('/proc/thread-self/schedstat') ? undefined : '/proc with schedstat, which only Linux has';

describeUnless(lacks, 'one client, whatever it sends', () => {
  const rows: Row[] = [];

  beforeAll(async () => {
    const child = spawn(process.execPath, [`${FOLDER}/report.js`], { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += String(chunk)));
    const exited = once(child, 'exit');
    for await (const line of createInterface(child.stdout)) rows.push(JSON.parse(line) as Row);
    expect([(await exited)[0], errors]).toEqual([0, '']);
  }, 900_000);

  it('keeps the event loop from the others for 50 ms at most', () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter(({ stretchMs }) => !(stretchMs <= MOST_STRETCH_MS))).toEqual([]);
    expect(Math.max(...rows.map(({ stretchMs }) => stretchMs))).toBeGreaterThan(1);
  });

  it('costs 50 MB at most', () => {
    const grown = rows.filter(({ rssBefore, rssMost }) => !(rssMost - rssBefore <= MOST_GROWTH_MB));
    expect(grown).toEqual([]);
  });

  it('leaves no request of the others without its answer', () => {
    expect(rows.filter(({ answers, failures }) => answers === 0 || failures > 0)).toEqual([]);
  });

  it('is tried on each new route, of which the largest bodies have to be said', async () => {
    const file = join(process.cwd(), FOLDER, 'attacks.js');
    const { attacksOf } = (await import(file)) as { attacksOf(routes: readonly string[]): { readonly name: string }[] };
    const added = attacksOf(['GET /new']).filter(({ name }) => name.includes('GET /new'));
    expect(added).toHaveLength(1);
    expect(() => attacksOf(['POST /new'])).toThrow('say what the largest bodies of POST /new are');
  });
});
