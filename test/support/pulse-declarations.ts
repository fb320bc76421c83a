import type { BasePath } from '../../src/catalogue/base-path.js';
import type { Exposure } from '../../src/catalogue/exposure.js';
import type { PulseDeclaration } from '../../src/sources/pulse/pulse-declaration.js';
import { PlayedCatalogue } from './played-catalogue.js';

/** A pulse block as a Rover's `pulse: {}` gives it, with what the test wants besides. */
export function pulseBlock(over: Partial<PulseDeclaration> = {}): PulseDeclaration {
  return {
    enabled: true,
    method: 'GET',
    headers: [],
    retries: 0,
    backoffMs: 250,
    expect: { status: [{ from: 200, to: 499 }], json: [] },
    record: true,
    ...over,
  };
}

/** What one Rover file of a test exposes: base paths, with their pulse blocks. */
export type Exposed = Readonly<Record<string, Partial<PulseDeclaration> | undefined>>;

/** A catalogue whose only Rover file the test writes. */
export class PulseCatalogue extends PlayedCatalogue {
  constructor(exposed: Exposed, zone?: string) {
    super([], 1_000_000);
    this.expose(exposed, zone);
  }

  /** Writes the file anew. */
  expose(exposed: Exposed, zone?: string): void {
    this.update(new Map([['team.yaml', exposuresOf(exposed, zone)]]));
  }

  /** Writes a file for each zone. */
  exposeIn(zones: Readonly<Record<string, Exposed>>): void {
    this.update(new Map(Object.entries(zones).map(([zone, exposed]) => [`${zone}.yaml`, exposuresOf(exposed, zone)])));
  }
}

function exposuresOf(exposed: Exposed, zone?: string): Exposure[] {
  return Object.entries(exposed).map(([basePath, pulse]) => ({
    basePath: basePath as BasePath,
    ...(zone !== undefined && { zone }),
    ...(pulse && { blocks: { pulse: pulseBlock(pulse) } }),
  }));
}
