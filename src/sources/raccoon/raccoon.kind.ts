import type { SourceKind } from '../source-kind.js';
import { diagnoseRaccoon } from './diagnose.js';
import { RaccoonSettings } from './raccoon.settings.js';
import { RaccoonSource } from './raccoon.source.js';

/** The registration of Raccoon. */
export const raccoonKind: SourceKind<RaccoonSettings> = {
  kind: 'raccoon',
  about: 'Asks Prometheus, VictoriaMetrics, Thanos or Mimir by PromQL.',
  settings: RaccoonSettings,
  create: (settings, context) => new RaccoonSource(settings, context),
  diagnose: diagnoseRaccoon,
};
