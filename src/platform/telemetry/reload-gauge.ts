import { Gauge, type Registry } from 'prom-client';

const gauges = new WeakMap<Registry, ReloadGauge>();

/** Whether all configuration is in force: one figure for an alert on any part of it. */
export class ReloadGauge {
  readonly #gauge: Gauge;
  readonly #bad = new Set<string>();

  private constructor(registry: Registry) {
    this.#gauge = new Gauge({
      name: 'heartbeat_config_last_reload_successful',
      help: '1 while the settings file and every Rover file are in force as they stand and can be read.',
      registers: [registry],
    });
    this.#gauge.set(1);
  }

  /** The gauge of a registry. */
  static of(registry: Registry): ReloadGauge {
    const gauge = gauges.get(registry) ?? new ReloadGauge(registry);
    gauges.set(registry, gauge);
    return gauge;
  }

  /** Records whether one part of the configuration is in force. */
  note(part: string, inForce: boolean): void {
    if (inForce) this.#bad.delete(part);
    else this.#bad.add(part);
    this.#gauge.set(this.#bad.size === 0 ? 1 : 0);
  }
}
