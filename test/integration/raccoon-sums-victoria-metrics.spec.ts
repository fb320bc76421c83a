import { describeRaccoonSumsOn } from '../support/raccoon-sums-on-monitoring.js';
import { startVictoriaMetrics } from '../support/servers/prometheus.js';

describeRaccoonSumsOn('victoria-metrics', startVictoriaMetrics);
