import { Gauge, type Registry } from 'prom-client';
import { ReloadGauge } from '../platform/telemetry/reload-gauge.js';
import type { DeclaredRovers } from './declared-rovers.js';
import { ROVER_CONDITIONS } from './rover-files.js';

/** What the catalogue tells about itself on `/metrics`. */
export class ApisMetrics {
  readonly #declared: Gauge;
  readonly #leftOut: Gauge<'why'>;
  readonly #files: Gauge<'condition'>;
  readonly #reloads: ReloadGauge;
  readonly #stored: Gauge<'condition'>;

  constructor(registry: Registry) {
    const gauge = <L extends string>(name: string, help: string, labelNames: L[]): Gauge<L> =>
      new Gauge({ name, help, labelNames, registers: [registry] });
    this.#declared = gauge('heartbeat_catalogue_base_paths', 'Declared base paths.', []);
    this.#leftOut = gauge(
      'heartbeat_catalogue_left_out',
      'Declarations left out: duplicates, or beyond apis.maximum.',
      ['why'],
    );
    this.#files = gauge('heartbeat_rover_files', 'Rover files by condition.', ['condition']);
    this.#reloads = ReloadGauge.of(registry);
    this.#stored = gauge(
      'heartbeat_rovers_stored',
      'Rovers that came by the API, by condition; those rejected are kept and not in force.',
      ['condition'],
    );
  }

  /** Notes how the catalogue, the files and the Rovers of the API stand. */
  observe({ catalogue, files, api }: DeclaredRovers): void {
    const states = [...files.files.values()];
    this.#declared.set(catalogue.current().declarations.size);
    this.#leftOut.set({ why: 'duplicate' }, catalogue.leftOut.duplicates.length);
    this.#leftOut.set({ why: 'maximum-reached' }, catalogue.leftOut.refused);
    for (const condition of ROVER_CONDITIONS) {
      this.#files.set({ condition }, states.filter((each) => each.condition === condition).length);
    }
    const rejected = [...api.values()].filter((each) => each.problems.length > 0).length;
    this.#stored.set({ condition: 'Accepted' }, api.size - rejected);
    this.#stored.set({ condition: 'Rejected' }, rejected);
    const bad = states.some((each) => each.condition === 'Rejected' || each.condition === 'Held');
    this.#reloads.note('rovers', !bad && files.problem === undefined);
  }
}
