import { Gauge, type Registry } from 'prom-client';
import { ReloadGauge } from '../../platform/telemetry/reload-gauge.js';
import { ROVER_CONDITIONS } from '../rover-entry.js';
import type { RoverDirectoryState } from './rover-directory.js';

/** What the Rover directory tells about itself on `/metrics`. */
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

  /** Notes how the directory and its files stand. */
  observe({ files, problem }: RoverDirectoryState): void {
    const states = [...files.values()];
    for (const condition of ROVER_CONDITIONS)
      this.#files.set({ condition }, states.filter((each) => each.condition === condition).length);
    const bad = states.some((each) => each.condition === 'Rejected' || each.condition === 'Held');
    this.#reloads.note('rovers', !bad && problem === undefined);
  }
}
