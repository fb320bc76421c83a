import { Gauge, type Registry } from 'prom-client';
import type { LiveCatalogue } from './live-catalogue.js';

/** Metrics of the catalogue. */
export class CatalogueMetrics {
  readonly #declared: Gauge;
  readonly #leftOut: Gauge<'why'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#declared = new Gauge({ name: 'heartbeat_catalogue_base_paths', help: 'Declared base paths.', registers });
    this.#leftOut = new Gauge({
      name: 'heartbeat_catalogue_left_out',
      help: 'Declarations left out: duplicates, or beyond apis.maximum.',
      labelNames: ['why'],
      registers,
    });
  }

  /** Records the state of the catalogue. */
  observe(catalogue: LiveCatalogue): void {
    const { leftOut } = catalogue;
    this.#declared.set(catalogue.current().declarations.size);
    this.#leftOut.set({ why: 'duplicate' }, leftOut.duplicates.length);
    this.#leftOut.set({ why: 'maximum-reached' }, leftOut.refused);
  }
}
