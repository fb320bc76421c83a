import { describeRaccoonOn } from '../support/raccoon-on-monitoring.js';
import { startVictoriaMetrics } from '../support/servers/prometheus.js';

describeRaccoonOn('victoria-metrics', 'VictoriaMetrics', startVictoriaMetrics);
