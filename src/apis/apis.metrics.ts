import { Gauge, type Registry } from 'prom-client';
import { ReloadGauge } from '../platform/telemetry/reload-gauge.js';
import type { LiveCatalogue } from './live-catalogue.js';
import type { RoverCondition, RoverFilesState } from './rover-files.js';

const CONDITIONS: readonly RoverCondition[] = ['Accepted', 'Pending', 'Held', 'Rejected'];

/** What the catalogue tells about itself on `/metrics`. */
export class ApisMetrics {
  readonly #declared: Gauge;
  readonly #leftOut: Gauge<'why'>;
  readonly #files: Gauge<'condition'>;
  readonly #reloads: ReloadGauge;

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
  }

  /** Notes how the catalogue and the files stand. */
  observe(catalogue: LiveCatalogue, rovers: RoverFilesState): void {
    const states = [...rovers.files.values()];
    this.#declared.set(catalogue.current().declarations.size);
    this.#leftOut.set({ why: 'duplicate' }, catalogue.leftOut.duplicates.length);
    this.#leftOut.set({ why: 'maximum-reached' }, catalogue.leftOut.refused);
    for (const condition of CONDITIONS) {
      this.#files.set({ condition }, states.filter((each) => each.condition === condition).length);
    }
    const bad = states.some((each) => each.condition === 'Rejected' || each.condition === 'Held');
    this.#reloads.note('rovers', !bad && rovers.problem === undefined);
  }
}
