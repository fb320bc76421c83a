import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { PlayedCatalogue } from '../../test/support/played-catalogue.js';
import { basePath, boardOnManualClock } from '../../test/support/evidence-window.js';
import { ManualSchedule } from '../../test/support/manual-schedule.js';
import { WindowUpkeep } from './window-upkeep.service.js';

const SETTLED_TURNS = 50;

async function turns(): Promise<void> {
  for (let taken = 0; taken < SETTLED_TURNS; taken++) await turn();
}

function scene() {
  const { window, clock } = boardOnManualClock({ maximumBasePaths: 50_000 });
  const catalogue = new PlayedCatalogue([basePath('/settings/v1')], 50_000);
  const upkeep = new WindowUpkeep(window, catalogue, clock, new ManualSchedule(clock));
  const declare = (...paths: string[]): void =>
    catalogue.update(new Map([['team.yaml', paths.map((each) => ({ basePath: basePath(each) }))]]));
  const held = (...paths: string[]): boolean[] => paths.map((each) => window.find(basePath(each)) !== undefined);
  const settle = async (): Promise<void> => {
    await catalogue.settled();
    await turns();
  };
  return { upkeep, declare, held, window, settle };
}

describe('WindowUpkeep', () => {
  it('holds what is declared at the start before anything runs', () => {
    const { upkeep, held } = scene();
    upkeep.onModuleInit();
    expect(held('/settings/v1')).toEqual([true]);
  });

  it('ends at the newest version, however quickly versions follow each other', async () => {
    const { upkeep, declare, held, settle } = scene();
    upkeep.onModuleInit();
    declare(...Array.from({ length: 20_000 }, (_, index) => `/first/api-${index}`));
    await turn();
    declare('/second/v1');
    declare('/third/v1');
    await settle();
    expect(held('/settings/v1', '/first/api-7', '/second/v1', '/third/v1')).toEqual([true, false, false, true]);
  });

  it('looks for unused base paths, and goes on with a version that came meanwhile', async () => {
    const { upkeep, declare, held, settle } = scene();
    upkeep.onModuleInit();
    declare(...Array.from({ length: 20_000 }, (_, index) => `/first/api-${index}`));
    await settle();
    const looking = upkeep.forget();
    declare('/second/v1');
    await looking;
    await settle();
    expect(held('/first/api-7', '/second/v1')).toEqual([false, true]);
  });

  it('follows the catalogue no longer once the module ends', async () => {
    const { upkeep, declare, held, settle } = scene();
    upkeep.onModuleInit();
    upkeep.onModuleDestroy();
    declare('/late/v1');
    await settle();
    expect(held('/late/v1')).toEqual([false]);
  });
});
