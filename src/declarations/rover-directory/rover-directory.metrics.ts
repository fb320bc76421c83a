import { Gauge, type Registry } from 'prom-client';
import { ReloadGauge } from '../../platform/telemetry/reload-gauge.js';
import { ROVER_CONDITIONS } from '../rover-entry.js';
import type { RoverDirectoryState } from './rover-directory.js';

/** What the Rover directory reports on `/metrics`. */
export class RoverDirectoryMetrics {
  readonly #files: Gauge<'condition'>;
  readonly #reloads: ReloadGauge;

  constructor(registry: Registry) {
    this.#files = new Gauge({
      name: 'heartbeat_rover_files',
      help: 'Rover files by condition.',
      labelNames: ['condition'],
      registers: [registry],
    });
    this.#reloads = ReloadGauge.of(registry);
    this.observe({ files: new Map() });
  }

  /** Records the state of the directory and its files. */
  observe({ files, problem }: RoverDirectoryState): void {
    const states = [...files.values()];
    for (const condition of ROVER_CONDITIONS)
      this.#files.set({ condition }, states.filter((each) => each.condition === condition).length);
    const bad = states.some((each) => each.condition !== 'Accepted' && each.condition !== 'Pending');
    this.#reloads.note('rovers', !bad && problem === undefined);
  }
}
