import type { BasePath } from '../../catalogue/base-path.js';
import type { Declaration } from '../../catalogue/catalogue.js';
import type { ExposureCondition, ExposureWatcher } from '../../catalogue/exposure-watchers.js';
import { formatDuration } from '../../platform/settings/duration.js';
import type { ActiveTarget } from './active-target.js';
import { shownRefusal, type Compiled } from './target.js';

/** Options of the conditions. */
export interface ConditionOptions {
  readonly source: string;
  compile(declaration: Declaration): Compiled | undefined;
  active(basePath: BasePath): ActiveTarget | undefined;
  probingAllowed(): boolean;
}

/** The conditions that Pulse reports for exposures, in force or not yet. */
export class ExposureConditions implements ExposureWatcher {
  constructor(private readonly options: ConditionOptions) {}

  condition(declaration: Declaration): ExposureCondition | undefined {
    const { source, compile, active } = this.options;
    const compiled = compile(declaration);
    if (!compiled) return undefined;
    if (!compiled.ok) return { source, ...shownRefusal(compiled.refusal) };
    const now = active(declaration.basePath);
    const asked = now?.target.fingerprint === compiled.target.fingerprint ? now : undefined;
    const lastProbe = asked?.lastProbe;
    return { source, ...this.#standing(asked), ...(lastProbe && { lastProbe }) };
  }

  #standing(asked: ActiveTarget | undefined): Omit<ExposureCondition, 'source'> {
    if (!this.options.probingAllowed())
      return { accepted: true, reason: 'PulseSwitchedOff', message: 'the operator has switched all probes off' };
    if (asked?.blocked !== undefined) return { accepted: false, reason: 'ADDRESS_DENIED', message: asked.blocked };
    if (asked === undefined || asked.slowDown.stride === 1) return { accepted: true, reason: 'Accepted' };
    const every = formatDuration(asked.slowDown.everyMs);
    return { accepted: true, reason: 'Accepted', message: `asked every ${every} only, as its answers want it` };
  }
}
