import type { SourceKind } from '../source-kind.js';
import { diagnosePulse } from './diagnose.js';
import { openNetwork } from './probing-network.js';
import { PulseSettings } from './pulse.settings.js';
import { PulseSource } from './pulse.source.js';

/** The registration of pulse. */
export const pulseKind: SourceKind<PulseSettings> = {
  kind: 'pulse',
  about: 'Asks the APIs themselves, where their teams opted in by the pulse block of their Rovers.',
  settings: PulseSettings,
  create: (settings, context) => new PulseSource(settings, context, () => openNetwork(settings, context)),
  diagnose: diagnosePulse,
};
