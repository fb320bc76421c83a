import { SectionSetting } from '../../platform/settings/setting.js';
import type { SourceKind } from '../source-kind.js';
import { pulseBlock } from './block/pulse-block.js';
import { EgressMetrics } from '../../platform/egress/egress.metrics.js';
import { diagnosePulse } from './diagnose.js';
import { pulseRegistry } from './pulse.metrics.js';
import { openNetwork } from './probing-network.js';
import { PulseSettings, PulseSwitchSettings } from './pulse.settings.js';
import { PulseSource } from './pulse.source.js';

/** The registration of pulse. */
export const pulseKind: SourceKind<PulseSettings, PulseSwitchSettings> = {
  kind: 'pulse',
  about: 'Asks the APIs themselves, where their teams opted in by the pulse block of their Rovers.',
  settings: PulseSettings,
  create: (settings, context) => {
    // On /metrics from the start, not only when the first run has begun.
    pulseRegistry(context.metrics);
    const observer = new EgressMetrics(context.metrics);
    const { clock } = context;
    return new PulseSource(settings, context, (trust) => openNetwork(settings, { clock, trust, observer }));
  },
  diagnose: diagnosePulse,
  block: pulseBlock,
  live: {
    key: 'pulse',
    declare: SectionSetting({ about: 'The kill switch of all probes.', of: () => PulseSwitchSettings }),
    fallback: () => new PulseSwitchSettings(),
  },
};
