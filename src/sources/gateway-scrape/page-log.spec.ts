import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { RecordingLog } from '../../../test/support/source-context.js';
import { BasePathResolver } from '../dialects/base-path-resolver.js';
import { MappingSettings } from '../dialects/dialect.settings.js';
import { GroupTable } from '../dialects/group-table.js';
import { kong } from '../dialects/kong.js';
import { PageLog } from './page-log.js';
import type { PageEvent } from './page-log-lines.js';

const KEPT_MS = 320_000;
const NEVER = new AbortController().signal;
const COUNTER = kong.counters[0]!;

describe('the log of pages', () => {
  let folder: string;
  let clock: ManualClock;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'heartbeat-pages-'));
    clock = new ManualClock();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A source that starts: its own groups, its own log. */
  function start(where = folder, mostBytes?: number) {
    const catalogue = { version: 1, declarations: new Map() };
    const groups = new GroupTable(new BasePathResolver(catalogue as never, new MappingSettings()), 1_000);
    const log = new RecordingLog();
    const about = { folder: where, source: 'edge', dialect: kong, groups, clock, log, keptMs: KEPT_MS };
    const pages = new PageLog({ ...about, ...(mostBytes !== undefined && { mostBytes }) });
    const page = (counts: Record<string, number>): PageEvent => {
      const series = Object.keys(counts);
      const of = series.map((route) => groups.number(COUNTER, { route })!);
      const seen = { instance: 'a', address: 'a:1', atMs: clock.now().wallMs };
      const columns = { series, groups: of, counted: series.map(() => 0), values: Object.values(counts) };
      return { form: 'page', page: { ...seen, count: series.length, ...columns } };
    };
    const restored = async (): Promise<string[]> => {
      const told: string[] = [];
      await pages.restore(async (event) => {
        if (event.form !== 'page') return void told.push(`${event.form} ${event.instance}`);
        const { series, groups: of, values } = event.page;
        const counts = Array.from(
          series,
          (name, line) => `${name}:${groups.labels(of[line]!)['route']}=${values[line]}`,
        );
        told.push(counts.join(' '));
      });
      return told;
    };
    return { pages, page, restored, log };
  }

  async function pass(ms: number): Promise<void> {
    const slept = clock.sleep(ms, NEVER);
    await clock.advance(ms);
    await slept;
  }

  it('leaves out what is of later than now: our clock was set back', async () => {
    const first = start();
    await first.restored();
    first.pages.note(first.page({ x: 1 }));
    clock.stepWall(-3_600_000);
    first.pages.note(first.page({ x: 2 }));
    await first.pages.flush();
    expect(await start().restored()).toEqual(['x:x=2']);
  });

  it('gives a restarted source what was seen, in its own groups', async () => {
    const first = start();
    expect(await first.restored()).toEqual([]);
    first.pages.note(first.page({ x: 1, y: 5 }));
    await pass(10_000);
    first.pages.note(first.page({ y: 7, x: 2 }));
    first.pages.note({ form: 'silent', instance: 'b', atMs: clock.now().wallMs });
    await first.pages.flush();
    const second = start();
    second.page({ z: 1 });
    expect(await second.restored()).toEqual(['x:x=1 y:y=5', 'y:y=7 x:x=2', 'silent b']);
  });

  it('gives nothing of before the time that is kept, however often it was restarted', async () => {
    for (let round = 0; round < 50; round++) {
      const source = start();
      const told = await source.restored();
      expect(told.length).toBe(Math.min(round, 32));
      source.pages.note(source.page({ x: round }));
      await source.pages.flush();
      await source.pages.close();
      await pass(10_000);
    }
    expect(readdirSync(folder).toSorted()).toEqual(['pages-edge-a.log', 'pages-edge-b.log']);
  });

  it('has all of the window also when it goes on for long', async () => {
    const source = start();
    for (let round = 0; round < 100; round++) {
      source.pages.note(source.page({ x: round }));
      await source.pages.flush();
      await pass(10_000);
    }
    const told = await start().restored();
    expect([told.length, told[0], told.at(-1)]).toEqual([32, 'x:x=68', 'x:x=99']);
  });

  it.each([
    ['a line that was torn off', '{"page":{"instance":"a","atMs":99'],
    ['a page without its series', '{"page":{"instance":"a","atMs":9e15},"lines":1}\n'],
    ['what is no line of ours', '[]\nnull\n{}\n"x"\n'],
  ])('leaves out %s', async (_, text) => {
    const source = start();
    source.pages.note(source.page({ x: 1 }));
    await source.pages.flush();
    appendFileSync(join(folder, readdirSync(folder)[0]!), text);
    expect(await start().restored()).toEqual(['x:x=1']);
  });

  it('says once that it cannot write, and goes on without', async () => {
    writeFileSync(join(folder, 'file'), '');
    const source = start(join(folder, 'file', 'data'));
    expect(await source.restored()).toEqual([]);
    for (let round = 0; round < 3; round++) {
      source.pages.note(source.page({ x: round }));
      await source.pages.flush();
    }
    expect(source.log.lines.filter((line) => line.startsWith('warn pages cannot be kept'))).toHaveLength(1);
  });

  it('loses nothing of what was seen when the process ends while it restores', async () => {
    for (const [round, counts] of [{ x: 1 }, { x: 2 }, { x: 3 }].entries()) {
      const source = start();
      await source.restored();
      source.pages.note(source.page(counts));
      await source.pages.flush();
      await pass(10_000);
      // Every other start ends in the middle of what it restores.
      if (round === 0) continue;
      let told = 0;
      const cut = start().pages.restore(() => (++told === 2 ? Promise.reject(new Error('killed')) : Promise.resolve()));
      await expect(cut).rejects.toThrow('killed');
    }
    expect(await start().restored()).toEqual(['x:x=1', 'x:x=2', 'x:x=3']);
  });

  it('gives up once its file is too large, also where each page is small', async () => {
    const source = start(folder, 20_000);
    for (let round = 0; round < 200; round++) {
      source.pages.note(source.page({ [`a-series-with-a-name-of-its-own-${round % 7}`]: round }));
      await source.pages.flush();
    }
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    expect(Math.max(...sizes)).toBeLessThan(21_000);
    expect(source.log.lines.filter((line) => line.startsWith('warn pages cannot be kept'))).toHaveLength(1);
  });
});
