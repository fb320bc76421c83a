import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileRoverStore } from '../../src/declarations/rover-api/rover-store/file-rover-store.js';
import { ManualClock } from '../support/manual-clock.js';
import { MemoryRoverPlace, MemoryRoverStore } from '../support/memory-rover-store.js';
import { describeRoverStore } from './rover-store.contract.js';

describeRoverStore('FileRoverStore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-store-'));
  const make = (): FileRoverStore => new FileRoverStore(join(folder, 'data'), new ManualClock());
  return { store: make(), other: make(), later: make, remove: () => rmSync(folder, { recursive: true }) };
});

describeRoverStore('MemoryRoverStore', () => {
  const place = new MemoryRoverPlace();
  const make = (): MemoryRoverStore => new MemoryRoverStore(place);
  return { store: make(), other: make(), later: make, remove: () => undefined };
});
